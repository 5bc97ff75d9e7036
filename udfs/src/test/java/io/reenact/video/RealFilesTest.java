package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips as people have them: what cameras, editors and shell commands leave behind. */
class RealFilesTest {
  private static final String BEEPS =
      " -f lavfi -i aevalsrc=0.5*sin(2*PI*1000*t)*between(mod(t\\,1)\\,0.5\\,0.55):d=";

  @TempDir Path folder;

  private Path make(String name, String arguments) throws IOException {
    return Natives.ffmpeg(arguments, folder.resolve(name));
  }

  private Path pattern(String name, String arguments) throws IOException {
    return make(name, "-f lavfi -i testsrc2=s=96x64:r=25:d=1.68 " + arguments);
  }

  private static List<VideoFrame> frames(Path file) {
    try (VideoReader reader = Clips.open(file.toString())) {
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(reader.damage()).isNull();
      assertThat(frames).hasSize(reader.presentationTimesUs().length);
      return frames;
    }
  }

  private static void evenly(List<VideoFrame> frames, long stepUs) {
    for (int i = 1; i < frames.size(); i++) {
      assertThat(frames.get(i).ptsUs() - frames.get(i - 1).ptsUs()).isEqualTo(stepUs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide.mp4", "wide.mkv"})
  void pixelShapesOfTheContainerCount(String name) throws IOException {
    Path square = pattern("square.mp4", "-vf scale=72:96,setsar=1 -c:v mpeg4 -q:v 2");
    Path wide = make(name, "-i " + square + " -c copy -aspect 1:1");
    assertThat(frames(wide).get(0).image().width()).isEqualTo(96);
  }

  @Test
  void h264InAviIsInOrder() throws IOException {
    List<VideoFrame> frames = frames(Natives.resource("h264-b.avi", folder));
    assertThat(frames).hasSize(42);
    evenly(frames, 40_000);
    assertThat(frames).allMatch(f -> Clips.number(f.image()) == f.index());
  }

  @Test
  void packedXvidIsInOrder() throws IOException {
    Path file = Natives.resource("xvid-packed.avi", folder);
    List<VideoFrame> frames = frames(file);
    assertThat(frames).hasSize(40);
    evenly(frames, 40_000);
    assertThat(frames).allMatch(f -> Clips.number(f.image()) == f.index());
    // Read again from the file, and from the middle.
    try (VideoReader reader =
        VideoReader.open(MediaSource.of(file.toString()), Clips.HADOOP, 1, 0)) {
      for (int i : new int[] {30, 7, 39, 0}) {
        reader.seek(i);
        assertThat(Clips.number(reader.next().image())).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-b.avi", "xvid-packed.avi"})
  void partsOfAviCountFromItsFirstFrame(String name) throws IOException {
    String file = Natives.resource(name, folder).toString();
    long first;
    try (VideoReader reader = Clips.open(file)) {
      first = reader.presentationTimesUs()[0];
    }
    try (VideoReader reader =
        VideoReader.open(new MediaSource(file, 480_000L, 1_000_000L), Clips.HADOOP)) {
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(frames).hasSizeBetween(11, 13);
      assertThat(Clips.number(frames.get(0).image()))
          .isEqualTo((int) ((frames.get(0).ptsUs() - first) / 40_000));
    }
  }

  private Path joined(String name, String codecs) throws IOException {
    Path one =
        make(
            "one-" + name,
            "-f lavfi -i testsrc2=s=96x64:r=25:d=2" + BEEPS + "2 " + codecs + " -shortest");
    byte[] bytes = Files.readAllBytes(one);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(bytes);
    both.write(bytes);
    return Files.write(folder.resolve(name), both.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "joined.ts, -c:v mpeg2video -bf 2 -c:a aac",
    "joined.mpg, -c:v mpeg2video -bf 2 -c:a ac3",
    "h264.ts, -c:v libopenh264 -c:a ac3 -output_ts_offset 36000",
  })
  void joinedClocksGoOn(String name, String codecs) throws IOException {
    Path file = joined(name, codecs);
    List<VideoFrame> frames = frames(file);
    assertThat(frames).hasSize(100);
    for (int i = 1; i < frames.size(); i++) {
      assertThat(frames.get(i).ptsUs() - frames.get(i - 1).ptsUs()).isBetween(20_000L, 150_000L);
    }
    try (VideoReader reader = Clips.open(file.toString())) {
      assertThat(reader.info().durationUs()).isBetween(3_950_000L, 4_200_000L);
      assertThat(reader.notes()).contains("its clock starts again 1 time; the parts are joined");
    }
    long second = frames.get(50).ptsUs() - frames.get(0).ptsUs();
    assertThat(beeps(withSound(file)))
        .hasSize(4)
        .satisfies(b -> assertThat(b.get(0)).isCloseTo(0.5, within(0.03)))
        .satisfies(b -> assertThat(b.get(3)).isCloseTo(second / 1e6 + 1.5, within(0.03)));
  }

  /** Its pictures with its sound, as a render keeps it. */
  private Path withSound(Path file) {
    Path to = folder.resolve("sound.mp4");
    MediaSource source = MediaSource.of(file.toString());
    try (VideoReader reader = Clips.open(file.toString());
        VideoWriter writer =
            VideoWriter.create(to.toString(), Clips.HADOOP, 96, 64, 25, Quality.DRAFT, null)) {
      writer.audioFrom(source);
      for (VideoFrame f : Clips.rest(reader)) {
        writer.write(f.image(), f.ptsUs());
      }
      writer.finish();
    }
    return to;
  }

  private static List<Double> beeps(Path file) throws IOException {
    double[] samples = Natives.samples(file);
    List<Double> beeps = new ArrayList<>();
    int loud = -Sound.RATE;
    for (int i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) > 0.1) {
        if (i - loud > Sound.RATE / 5) {
          beeps.add((double) i / Sound.RATE);
        }
        loud = i;
      }
    }
    return beeps;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "libopus | noise=drop=between(pts*tb\\,0.7\\,1.3) | 1",
        "ac3 | noise=drop=between(pts*tb\\,0.7\\,1.3) | 1",
        "ac3 | setts=ts=TS*1.02 | 1.02",
        "ac3 | setts=ts=TS*0.98 | 0.98",
      })
  void soundThatIsEncodedAgainFollowsItsTimes(String codec, String filter, double scale)
      throws IOException {
    Path whole =
        make(
            "whole.mkv",
            "-f lavfi -i testsrc2=s=96x64:r=25:d=4" + BEEPS + "4 -c:v mpeg4 -c:a " + codec);
    Path file = make("gap.mkv", "-i " + whole + " -c copy -bsf:a " + filter);
    Path result = withSound(file);
    List<Double> beeps = beeps(result);
    assertThat(beeps).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(beeps.get(i)).isCloseTo((i + 0.495) * scale, within(0.03));
    }
    assertThat((double) Natives.samples(result).length / Sound.RATE)
        .isCloseTo(Math.min(4, 4 * scale), within(0.06));
  }

  @ParameterizedTest
  @CsvSource({"late.ts, 36000", "late.mp4, 36000", "late.mkv, 7", "usual.ts, 0"})
  void startAndEndCountFromTheFirstFrame(String name, int offset) throws IOException {
    Path file = pattern(name, "-c:v mpeg4 -bf 2 -g 10 -q:v 3 -output_ts_offset " + offset);
    long[] all;
    try (VideoReader reader = Clips.open(file.toString())) {
      all = reader.presentationTimesUs();
    }
    MediaSource part = new MediaSource(file.toString(), 500_000L, 1_000_000L);
    try (VideoReader reader = VideoReader.open(part, Clips.HADOOP)) {
      assertThat(reader.presentationTimesUs()).hasSizeBetween(12, 13).contains(all[20]);
      assertThat(Clips.rest(reader))
          .hasSizeBetween(12, 13)
          .allMatch(f -> f.ptsUs() >= all[0] + 500_000 && f.ptsUs() < all[0] + 1_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"mpeg4.mp4, mpeg4, 0", "mpeg2.mpg, mpeg2video, 2"})
  void interlacedFramesAreMadeWhole(String name, String codec, int reordered) throws IOException {
    Path file =
        make(
            name,
            "-f lavfi -i testsrc2=s=160x128:r=50:d=1,format=yuv420p -vf"
                + " separatefields,select='not(mod(n\\,4))+eq(mod(n\\,4)\\,3)',weave,fps=25"
                    .replace("'", "")
                + " -flags +ilme+ildct -q:v 2 -c:v "
                + codec
                + " -bf "
                + reordered);
    try (VideoReader reader = Clips.open(file.toString());
        VideoReader again = Clips.open(file.toString())) {
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(reader.damage()).isNull();
      assertThat(frames).hasSize(reader.presentationTimesUs().length).hasSizeBetween(24, 26);
      assertThat(reader.notes()).contains("interlaced frames are deinterlaced");
      for (VideoFrame f : frames.subList(2, 20)) {
        assertThat(lines(f.image(), 1)).isLessThan(lines(f.image(), 2));
      }
      for (int i : new int[] {17, 12, 3, 0, 23}) {
        again.seek(i);
        assertThat(again.next().image().rgb()).isEqualTo(frames.get(i).image().rgb());
      }
    }
  }

  /** Two packets give one frame. */
  @ParameterizedTest
  @ValueSource(strings = {"fields.ts", "fields.mp4", "fields.mkv"})
  void fieldPicturesMakeWholeFrames(String name) throws IOException {
    Path fields = FieldPictures.write(folder.resolve("fields.h264"), 12);
    Path file = make(name, "-fflags +genpts -r 50 -i " + fields + " -c copy");
    List<VideoFrame> frames = frames(file);
    assertThat(frames).hasSize(12);
    evenly(frames, 40_000);
    try (VideoReader reader = Clips.open(file.toString())) {
      reader.seek(7);
      assertThat(reader.next().image().rgb()).isEqualTo(frames.get(7).image().rgb());
      assertThat(reader.notes()).containsExactly("interlaced frames are deinterlaced");
    }
  }

  private static double lines(RgbImage image, int apart) {
    double sum = 0;
    for (int y = 0; y + 2 < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        sum += Math.abs(image.at(x, y, 1) - image.at(x, y + apart, 1));
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"magicyuv, m.avi", "utvideo, u.mkv"})
  void rareDecodersAreRefusedUntilTheyAreAllowed(String codec, String name) throws IOException {
    Path file = pattern(name, "-c:v " + codec);
    assertThatThrownBy(() -> Clips.open(file.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(codec)
        .hasMessageContaining("index.decoders")
        .hasMessageContaining(name);
    Configuration trusting = new Configuration(Clips.HADOOP);
    trusting.set(AllowedMedia.DECODERS, "cinepak, " + codec);
    try (VideoReader reader = VideoReader.open(MediaSource.of(file.toString()), trusting)) {
      assertThat(Clips.rest(reader)).hasSize(42);
    }
  }

  @Test
  void rareContainersAreRefusedUntilTheyAreAllowed() throws IOException {
    Path file = pattern("x.nut", "-c:v mpeg4");
    assertThatThrownBy(() -> Clips.open(file.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("container nut")
        .hasMessageContaining("index.containers");
    Configuration trusting = new Configuration(Clips.HADOOP);
    trusting.set(AllowedMedia.CONTAINERS, "nut");
    try (VideoReader reader = VideoReader.open(MediaSource.of(file.toString()), trusting)) {
      assertThat(Clips.rest(reader)).hasSize(42);
    }
  }
}
