package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.reenact.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
  @TempDir Path folder;

  private Path clip() {
    Path file = folder.resolve("whole.mp4");
    Clips.write(file, 96, 64, 30, Clips.times(150, 30));
    return file;
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static void refused(String uri, String reason) {
    assertThatThrownBy(() -> Clips.open(uri).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void whatIsNoVideoIsRefusedInOneLine() throws IOException {
    refused(folder.resolve("missing.mp4").toString(), "does not exist");
    refused(folder.toString(), "is a folder");
    refused(file("empty.mp4", new byte[0]).toString(), "is empty");
    refused(file("text.mp4", "hello\n".repeat(50).getBytes(StandardCharsets.UTF_8)).toString(), "");
    refused(file("zeros.mp4", new byte[4096]).toString(), "is not a readable video");
    refused("nosuchscheme://x/y.mp4", "no known file system");
    refused(folder + "/a\nb.mp4", "a?b.mp4 does not exist");
  }

  @Test
  void playlistsCannotOpenOtherFiles() throws IOException {
    Path clip = clip();
    String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" + clip + "\n#EXT-X-ENDLIST\n";
    refused(
        file("list.mp4", hls.getBytes(StandardCharsets.UTF_8)).toString(), "not a readable video");
    refused(
        file("concat.mp4", ("ffconcat version 1.0\nfile " + clip + "\n").getBytes("UTF-8"))
            .toString(),
        "not a readable video");
  }

  @Test
  void soundAloneIsRefused() {
    Path file = folder.resolve("sound.m4a");
    Clips.ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", file.toString());
    refused(file.toString(), "has no picture track");
  }

  @Test
  void hugePicturesAreRefusedBeforeTheyAreAllocated() throws IOException {
    byte[] bytes = Files.readAllBytes(clip());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // ISO 14496-12, 12.1.3: width and height of a visual sample entry.
    int size = text.indexOf("avc1", text.indexOf("stsd")) + 4 + 24;
    ByteBuffer.wrap(bytes).putShort(size, (short) 65_000).putShort(size + 2, (short) 65_000);
    refused(file("huge.mp4", bytes).toString(), "65000x65000");
    byte[] png = Images.png(RgbImage.blank(8, 8));
    ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000);
    refused(file("huge.png", png).toString(), "huge.png");
    assertThatThrownBy(() -> Images.read(png, "huge.png"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("huge.png");
  }

  @Test
  void partsWithoutFramesAreRefused() {
    String uri = clip().toString();
    assertThatThrownBy(
            () -> VideoReader.open(new MediaSource(uri, 99_000_000L, null), Clips.HADOOP))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("check start and end");
    assertThatThrownBy(() -> new MediaSource(uri, 5L, 5L)).isInstanceOf(UserError.class);
  }

  @Test
  void aTruncatedFileGivesItsFirstFramesAndANote() throws IOException {
    byte[] bytes = Files.readAllBytes(clip());
    byte[] half = java.util.Arrays.copyOf(bytes, bytes.length / 2);
    try (VideoReader reader = Clips.open(file("half.mp4", half).toString())) {
      List<VideoFrame> frames = Clips.rest(reader);
      assertThat(reader.damage())
          .matches("damaged from \\d\\.\\d\\d s: \\d+ of 150 frames left out")
          .contains(": " + (150 - frames.size()) + " of");
      assertThat(frames).hasSizeBetween(20, 130);
      for (int i = 0; i < frames.size(); i++) {
        assertThat(frames.get(i).index()).isEqualTo(i);
        assertThat(Clips.number(frames.get(i).image())).isEqualTo(i);
      }
    }
  }

  @Test
  void damagedFilesNeverCrashOrHang() throws IOException {
    byte[] whole = Files.readAllBytes(clip());
    Random random = new Random(3);
    int refused = 0;
    int noted = 0;
    for (int k = 0; k < 200; k++) {
      byte[] bytes = whole.clone();
      if (k % 4 == 3) {
        bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      }
      int flips = 1 << (k % 7);
      // Half of the files are hit in the header, which is the first part.
      int within = k % 2 == 0 ? bytes.length : Math.min(bytes.length, 3000);
      for (int i = 0; i < flips; i++) {
        bytes[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
      }
      String uri = file("damaged" + k + ".mp4", bytes).toString();
      Object result =
          Assertions.assertTimeoutPreemptively(Duration.ofMinutes(5), () -> readAll(uri));
      if (result instanceof UserError e) {
        assertThat(e.getMessage()).doesNotContain("\n");
        refused++;
      } else if (result instanceof String) {
        noted++;
      }
      Files.delete(Path.of(uri));
    }
    assertThat(refused).isPositive();
    assertThat(noted).isPositive();
  }

  private static Object readAll(String uri) {
    try (VideoReader reader = Clips.open(uri)) {
      int last = -1;
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        if (f.index() <= last) {
          fail("frame " + f.index() + " after " + last);
        }
        last = f.index();
      }
      return reader.damage() == null ? Integer.valueOf(last) : reader.damage();
    } catch (UserError e) {
      return e;
    }
  }
}
