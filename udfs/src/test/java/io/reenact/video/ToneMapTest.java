package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips of high dynamic range look as they would on a standard screen. */
class ToneMapTest {
  private static final List<String> TRANSFERS = List.of("smpte2084", "arib-std-b67");

  @TempDir Path folder;

  private Path make(String name, String arguments) throws IOException {
    return Natives.ffmpeg(arguments, folder.resolve(name));
  }

  private Path pattern(String name, String arguments) throws IOException {
    return make(name, "-f lavfi -i testsrc2=s=96x64:r=25:d=0.2 " + arguments);
  }

  /** As video of high dynamic range, with white at so many cd/m2. */
  private Path hdr(Path plain, String transfer, int white, String then) throws IOException {
    return make(
        "hdr.mkv",
        "-i "
            + plain
            + " -vf zscale=tin=709:min=709:pin=709:rin=tv:m=2020_ncl:p=2020:agamma=0:t="
            + transfer
            + ":npl="
            + white
            + ",format=yuv444p10le"
            + then
            + " -c:v ffv1 -color_primaries bt2020 -colorspace bt2020nc -color_trc "
            + transfer);
  }

  @ParameterizedTest
  @CsvSource({"smpte2084, PQ, 100", "arib-std-b67, HLG, 100", "arib-std-b67, HLG, 203"})
  void highDynamicRangeIsToneMapped(String transfer, String shown, int white) throws IOException {
    Path plain = pattern("plain.mkv", "-vf format=yuv444p -c:v ffv1 -colorspace bt709");
    try (VideoReader hdr = Clips.open(hdr(plain, transfer, white, "").toString());
        VideoReader sdr = Clips.open(plain.toString())) {
      assertThat(hdr.notes())
          .contains("high dynamic range (" + shown + ") is tone-mapped to standard range");
      RgbImage mapped = hdr.next().image();
      RgbImage expected = sdr.next().image();
      assertThat(mean(mapped)).isCloseTo(mean(expected), within(15.0));
      assertThat(Clips.psnr(mapped, expected)).isGreaterThan(25);
    }
  }

  /** Real clips of phones and studios, as ffmpeg converts them. */
  @ParameterizedTest
  @ValueSource(strings = {"p001.mp4", "p002.mp4", "p003.mp4", "p004.mp4"})
  void realClipsAreAsBrightAsTheyWere(String name) throws IOException {
    Path real = folder.resolve(name);
    Files.createSymbolicLink(
        real, Path.of(new org.apache.hadoop.fs.Path(Clips.real(name)).toUri()));
    Path plain = make("plain.mkv", "-i " + real + " -an -t 0.2 -vf crop=480:480 -c:v ffv1");
    for (String transfer : TRANSFERS) {
      for (int white : new int[] {100, 203}) {
        try (VideoReader hdr = Clips.open(hdr(plain, transfer, white, "").toString());
            VideoReader sdr = Clips.open(plain.toString())) {
          assertThat(mean(hdr.next().image()))
              .as("%s, white at %d", transfer, white)
              .isCloseTo(mean(sdr.next().image()), within(8.0));
        }
      }
    }
  }

  /** Neither a clip in which nothing is white nor one with highlights moves where white is. */
  @ParameterizedTest
  @CsvSource({
    "0.82, 203, 0",
    "0.82, 100, 0",
    "1, 203, 0",
    "1, 100, 0",
    "1, 203, 1",
    "0.82, 203, 1"
  })
  void whiteIsWhereItWas(double brightest, int white, int highlights) throws IOException {
    Path plain =
        pattern(
            "plain.mkv",
            String.format(
                    Locale.ROOT,
                    "-vf format=gbrp,lutrgb=r=val*%1$s:g=val*%1$s:b=val*%1$s,format=yuv444p",
                    brightest)
                + " -c:v ffv1 -colorspace bt709");
    for (String transfer : TRANSFERS) {
      // 1,000 cd/m2 in a corner: BT.2100, 10 bits, narrow range.
      String corner = "lt(X\\,12)*lt(Y\\,12)";
      String then =
          highlights == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  ",geq=lum=if(%1$s\\,%2$d\\,lum(X\\,Y)):cb=if(%1$s\\,512\\,cb(X\\,Y)):cr=if(%1$s\\,512\\,cr(X\\,Y))",
                  corner,
                  transfer.equals("smpte2084") ? 722 : 940);
      try (VideoReader hdr = Clips.open(hdr(plain, transfer, white, then).toString());
          VideoReader sdr = Clips.open(plain.toString())) {
        RgbImage mapped = hdr.next().image();
        RgbImage expected = sdr.next().image();
        assertThat(mean(mapped))
            .as(transfer)
            .isCloseTo(mean(expected), within(highlights == 0 ? 4.0 : 10.0));
        if (highlights > 0) {
          assertThat(mapped.at(2, 2, 1)).isGreaterThan(250);
        }
      }
    }
  }

  @Test
  void highlightsAreRolledOff() {
    ToneMap map = new ToneMap(203, 1000);
    double last = -1;
    for (int v = 0; v < 65_536; v += 64) {
      byte[] deep = new byte[6];
      for (int c = 0; c < 3; c++) {
        deep[2 * c] = (byte) v;
        deep[2 * c + 1] = (byte) (v >> 8);
      }
      int grey = map.apply(deep, Light.PQ)[1] & 0xff;
      assertThat(grey).isGreaterThanOrEqualTo((int) last);
      last = grey;
    }
    assertThat(last).isEqualTo(255);
    // BT.2100, table 4 and BT.2408, table 1: the level of 100 and of 203 cd/m2.
    assertThat(ToneMap.pq(0.508)).isCloseTo(100, within(1.0));
    assertThat(ToneMap.pq(0.581)).isCloseTo(203, within(3.0));
    assertThat(ToneMap.hlg(0.5)).isCloseTo(1 / 12.0, within(1e-6));
    assertThat(ToneMap.hlg(1)).isCloseTo(1, within(1e-4));
  }

  private static double mean(RgbImage image) {
    double sum = 0;
    for (byte b : image.rgb()) {
      sum += b & 0xff;
    }
    return sum / image.rgb().length;
  }
}
