package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;

import io.reenact.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holes of the FFmpeg that ships are out of a file's reach: the reasons in conf/advisories.yaml.
 */
class FFmpegHolesTest {
  private static final Pattern REASON =
      Pattern.compile("(decoder|demuxer|muxer and demuxer) (\\w+)[,:]");

  @TempDir private Path folder;

  /** The letters by which AVI names the decoder. */
  @ParameterizedTest
  @CsvSource({
    "rasc, RASC",
    "tdsc, TDSC",
    "rscc, ISCC",
    "screenpresso, SPV1",
    "cfhd, CFHD",
    "zlib, ZLIB"
  })
  void aFileChoosesNoDecoderWithHoles(String decoder, String letters) throws IOException {
    Path file =
        Natives.ffmpeg(
            "-f lavfi -i testsrc2=s=96x64:r=25:d=0.2 -c:v mpeg4", folder.resolve("c.avi"));
    byte[] forged =
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .replace("FMP4", letters)
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, forged);
    assertThatThrownBy(() -> Clips.open(file.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(decoder)
        .hasMessageContaining("index.decoders");
  }

  /** What FFmpeg knows the container by. */
  @ParameterizedTest
  @ValueSource(strings = {"ty", "concat", "vobsub", "dash", "adx"})
  void aFileChoosesNoContainerWithHoles(String container) throws IOException {
    byte[] file = Arrays.copyOf(beginning(container), 1 << 18);
    Path path = Files.write(folder.resolve("x.mp4"), file);
    assertThatThrownBy(() -> Clips.open(path.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("container " + container)
        .hasMessageContaining("index.containers");
  }

  private byte[] beginning(String container) throws IOException {
    return switch (container) {
      case "ty" -> new byte[] {(byte) 0xf5, 0x46, 0x7a, (byte) 0xbd, 0, 0, 0, 2, 0, 2, 0, 0};
      case "concat" -> text("ffconcat version 1.0\nfile 'secret.mp4'\n");
      case "vobsub" -> text("# VobSub index file, v7 (do not modify this line!)\n");
      case "dash" ->
          text("<?xml version=\"1.0\"?>\n<MPD profiles=\"urn:mpeg:dash:profile:isoff-live:2011\">");
      default ->
          Files.readAllBytes(
              Natives.ffmpeg(
                  "-f lavfi -i sine=d=0.2:r=32000 -c:a adpcm_adx", folder.resolve("s.adx")));
    };
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void theReasonsGivenForAcceptedHolesAreTrue() throws IOException {
    AllowedMedia allowed = AllowedMedia.of(Clips.HADOOP);
    Path list = Path.of(System.getProperty("reenact.root"), "conf", "advisories.yaml");
    Matcher reason = REASON.matcher(Files.readString(list));
    int checked = 0;
    while (reason.find()) {
      checked++;
      assertThat(reason.group(1).equals("decoder") ? allowed.decoders() : allowed.containers())
          .as(reason.group())
          .doesNotContain(reason.group(2));
    }
    assertThat(checked).isGreaterThan(15);
    assertThat(allowed.decoders()).doesNotContain("shorten");
    assertThat(allowed.containers()).doesNotContain("concat", "rtsp", "sdp", "hls", "iamf", "adx");
  }

  @Test
  void subtitlesAreReadPast() throws IOException {
    Path words = folder.resolve("words.srt");
    Files.writeString(words, "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
    Path file =
        Natives.ffmpeg(
            "-f lavfi -i testsrc2=s=96x64:r=25:d=1 -i " + words + " -c:v mpeg4 -c:s srt",
            folder.resolve("c.mkv"));
    try (Demuxer demuxer = Demuxer.open(file.toString(), Clips.HADOOP)) {
      int subtitles = demuxer.best(AVMEDIA_TYPE_SUBTITLE);
      assertThat(subtitles).isNotNegative();
      assertThat(demuxer.stream(subtitles).discard()).isEqualTo(AVDISCARD_ALL);
    }
    try (VideoReader reader = Clips.open(file.toString())) {
      assertThat(Clips.rest(reader)).hasSize(25);
    }
  }
}
