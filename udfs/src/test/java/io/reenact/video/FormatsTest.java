package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files by other encoders and muxers; the times are checked against ffprobe's. */
class FormatsTest {
  private static final int FRAMES = 120;

  @TempDir Path folder;

  private String source() {
    return Path.of(
            java.net.URI.create(
                Clips.write(folder.resolve("source.mp4"), 128, 96, 30, Clips.times(FRAMES, 30))))
        .toString();
  }

  private static List<String> split(String arguments) {
    return Arrays.stream(arguments.split(" ")).filter(s -> !s.isEmpty()).toList();
  }

  private String convert(String to, String arguments) {
    List<String> command = new ArrayList<>(List.of("-i", source()));
    command.addAll(split(arguments));
    String file = folder.resolve(to).toString();
    command.add(file);
    Clips.ffmpeg(command.toArray(String[]::new));
    return file;
  }

  /** Times of the shown frames in microseconds, as ffprobe's decoder has them. */
  private static long[] probe(String file) {
    String out =
        Clips.ffprobe(
            "-fflags",
            file.contains("mpeg4b") ? "genpts" : "0",
            "-select_streams",
            "v:0",
            "-show_entries",
            "frame=best_effort_timestamp_time",
            "-of",
            "default=nw=1:nk=1",
            file);
    return out.lines()
        .map(String::strip)
        .filter(s -> !s.isEmpty() && Character.isDigit(s.charAt(s.length() - 1)))
        .mapToLong(s -> Math.round(Double.parseDouble(s) * 1e6))
        .toArray();
  }

  private static void checkTimesNumbersAndSeeks(String file, long cache) {
    long[] expected = probe(file);
    try (VideoReader reader = VideoReader.open(MediaSource.of(file), Clips.HADOOP, 1, cache);
        VideoReader sequential = Clips.open(file)) {
      assertThat(reader.presentationTimesUs()).containsExactly(expected);
      List<VideoFrame> all = Clips.rest(sequential);
      assertThat(sequential.damage()).isNull();
      assertThat(all).hasSize(expected.length);
      Random random = new Random(7);
      for (int k = 0; k < 25; k++) {
        int index = random.nextInt(expected.length);
        reader.seek(index);
        VideoFrame frame = reader.next();
        assertThat(frame.index()).isEqualTo(index);
        assertThat(frame.ptsUs()).isEqualTo(expected[index]);
        assertThat(frame.image().rgb()).isEqualTo(all.get(index).image().rgb());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x264.mp4, -c:v libx264 -bf 3 -g 25 -pix_fmt yuv420p",
    "open.mkv, -c:v libx264 -bf 3 -g 20 -x264-params open-gop=1 -pix_fmt yuv420p",
    "big-gop.mov, -c:v libx264 -bf 8 -g 250 -pix_fmt yuv444p",
    "x265.mp4, -c:v libx265 -x265-params log-level=none:keyint=30",
    "vp9.webm, -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -auto-alt-ref 1",
    "vp8.webm, -c:v libvpx -auto-alt-ref 1 -lag-in-frames 16 -g 40 -b:v 500k",
    "av1.mp4, -c:v libaom-av1 -cpu-used 8 -usage realtime -g 40",
    "mpeg4.avi, -c:v mpeg4 -q:v 2",
    "mpeg4b.avi, -c:v mpeg4 -bf 2 -q:v 2",
    "h264.avi, -c:v libx264 -bf 0 -pix_fmt yuv420p",
    "stream.ts, -c:v libx264 -bf 2 -g 25 -pix_fmt yuv420p",
    "late.mp4, -c:v libx264 -bf 2 -pix_fmt yuv420p -output_ts_offset 1.5",
    "ten-bit.mkv, -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le",
  })
  void everyFormatIsExact(String name, String arguments) {
    String file = convert(name, arguments);
    checkTimesNumbersAndSeeks(file, PacketFeed.CACHE);
    checkTimesNumbersAndSeeks(file, 0);
    try (VideoReader reader = Clips.open(file)) {
      for (VideoFrame f : Clips.rest(reader)) {
        assertThat(Clips.number(f.image())).isEqualTo(f.index());
      }
    }
  }

  @Test
  void variableFrameRate() {
    String file =
        convert(
            "vfr.mp4",
            "-vf select='lt(n\\,30)+gte(n\\,30)*not(mod(n\\,3))' -fps_mode vfr -c:v libx264 -g 20");
    checkTimesNumbersAndSeeks(file, PacketFeed.CACHE);
    try (VideoReader reader = Clips.open(file)) {
      assertThat(reader.info().frames()).isEqualTo(60);
      assertThat(reader.info().variableFrameRate()).isTrue();
      assertThat(
              Clips.rest(reader).stream().mapToInt(f -> Clips.number(f.image())).skip(28).limit(4))
          .containsExactly(28, 29, 30, 33);
    }
  }

  @Test
  void editListsHideFrames() {
    String whole = convert("whole.mp4", "-c:v libx264 -bf 2 -g 50 -pix_fmt yuv420p");
    String cut = folder.resolve("cut.mp4").toString();
    Clips.ffmpeg("-ss", "0.7", "-i", whole, "-c", "copy", cut);
    checkTimesNumbersAndSeeks(cut, PacketFeed.CACHE);
    try (VideoReader reader = Clips.open(cut)) {
      VideoFrame first = reader.next();
      assertThat(first.ptsUs()).isBetween(0L, 33_334L);
      assertThat(Clips.number(first.image())).isEqualTo(21);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0, 1, 0", "0, 1, -1, 0, 90", "-1, 0, 0, -1, 180", "0, -1, 1, 0, 270"})
  void rotationIsApplied(int a, int b, int c, int d, int clockwise) throws IOException {
    turnAndCompare(a, b, c, d, clockwise);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 1", "1, 0, 0, -1", "0, 1, 1, 0", "0, -1, -1, 0"})
  void mirrorsAreApplied(int a, int b, int c, int d) throws IOException {
    turnAndCompare(a, b, c, d, -1);
  }

  /** Writes the matrix into the track header, as phones do; ffmpeg turns when it decodes. */
  private void turnAndCompare(int a, int b, int c, int d, int clockwise) throws IOException {
    Path file = folder.resolve("turned.mp4");
    byte[] bytes = Files.readAllBytes(Path.of(source()));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // ISO 14496-12, 8.3.2: the matrix of a version 0 track header.
    int matrix = text.indexOf("tkhd") + 4 + 40;
    ByteBuffer header = ByteBuffer.wrap(bytes);
    assertThat(header.getInt(matrix)).isEqualTo(1 << 16);
    header.putInt(matrix, a << 16).putInt(matrix + 4, b << 16);
    header.putInt(matrix + 12, c << 16).putInt(matrix + 16, d << 16);
    Files.write(file, bytes);
    String upright = folder.resolve("upright.mkv").toString();
    Clips.ffmpeg("-i", file.toString(), "-c:v", "ffv1", upright);
    try (VideoReader turned = Clips.open(file.toString());
        VideoReader expected = Clips.open(upright)) {
      if (clockwise >= 0) {
        assertThat(turned.info().rotation()).isEqualTo(clockwise);
      }
      assertThat(turned.info().width()).isEqualTo(expected.info().width());
      assertThat(turned.info().height()).isEqualTo(expected.info().height());
      for (int i = 0; i < 5; i++) {
        assertThat(Clips.psnr(turned.next().image(), expected.next().image())).isGreaterThan(38);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127, 95", "127, 96", "128, 95"})
  void oddSizes(int width, int height) {
    String file =
        convert("odd.mkv", "-vf scale=" + width + ":" + height + " -c:v libx264 -pix_fmt yuv444p");
    try (VideoReader reader = Clips.open(file)) {
      RgbImage first = reader.next().image();
      assertThat(first.width()).isEqualTo(width);
      assertThat(first.height()).isEqualTo(height);
      reader.seek(77);
      assertThat(Clips.number(reader.next().image())).isEqualTo(77);
    }
  }

  @Test
  void wideAnamorphicPixelsBecomeSquare() {
    String file = convert("wide.mp4", "-vf setsar=4/3 -c:v libx264 -pix_fmt yuv420p");
    try (VideoReader reader = Clips.open(file)) {
      assertThat(reader.info().width()).isEqualTo(171);
      assertThat(reader.next().image().width()).isEqualTo(171);
    }
  }

  @Test
  void partsOfAFile() {
    String file = convert("parts.mp4", "-c:v libx264 -bf 3 -g 25 -pix_fmt yuv420p");
    try (VideoReader reader =
        VideoReader.open(new MediaSource(file, 1_500_000L, 2_500_000L), Clips.HADOOP)) {
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(frames).hasSize(30);
      assertThat(frames.get(0).ptsUs()).isEqualTo(1_500_000L);
      assertThat(frames).allMatch(f -> Clips.number(f.image()) == 45 + f.index());
    }
  }

  @ParameterizedTest
  @CsvSource({"picture.png", "picture.jpg", "picture.webp", "picture.bmp"})
  void stillImages(String name) {
    String file =
        convert(
            name,
            "-frames:v 1 -pix_fmt "
                + (name.endsWith("jpg") ? "yuvj444p" : name.endsWith("webp") ? "yuv420p" : "bgr24")
                    .replace("bgr24", name.endsWith("png") ? "rgb24" : "bgr24")
                + " -q:v 2");
    RgbImage image = Images.read(file, Clips.HADOOP);
    assertThat(Clips.psnr(image, Clips.numbered(0, 128, 96))).isGreaterThan(28);
  }

  @ParameterizedTest
  @CsvSource({
    "hd.mp4, 1280x720, -pix_fmt yuv420p, bt709, tv",
    "sd.mp4, 640x480, -pix_fmt yuv420p, bt601, tv",
    "tagged.mp4, 640x480, -pix_fmt yuv420p -colorspace bt709 -color_range tv, bt709, tv",
    "full.mp4, 640x480, -pix_fmt yuvj420p -colorspace smpte170m, bt601, pc",
  })
  void coloursAreRight(String name, String size, String arguments, String matrix, String range) {
    String file = folder.resolve(name).toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                "-f", "lavfi", "-i", "color=c=0xC86432:s=" + size + ":r=25:d=0.2,format=rgb24"));
    command.addAll(List.of("-vf", "scale=out_color_matrix=" + matrix + ":out_range=" + range));
    command.addAll(List.of("-c:v", "libx264", "-qp", "4"));
    command.addAll(split(arguments));
    command.add(file);
    Clips.ffmpeg(command.toArray(String[]::new));
    try (VideoReader reader = Clips.open(file)) {
      RgbImage image = reader.next().image();
      assertThat((double) image.at(300, 200, 0)).isCloseTo(0xC8, within(2.0));
      assertThat((double) image.at(300, 200, 1)).isCloseTo(0x64, within(2.0));
      assertThat((double) image.at(300, 200, 2)).isCloseTo(0x32, within(2.0));
    }
  }
}
