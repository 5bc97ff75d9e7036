package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoWriterTest {
  @TempDir Path folder;

  /** A file system that isn't the local one as far as Hadoop's callers can tell. */
  public static final class Far extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("far:///");
    }

    @Override
    public String getScheme() {
      return "far";
    }
  }

  /** The same for {@code FileContext}. */
  public static final class FarContext extends DelegateToFileSystem {
    public FarContext(URI uri, Configuration conf) throws IOException, java.net.URISyntaxException {
      super(uri, new Far(), conf, "far", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }
  }

  @Test
  void timesAreKeptToTheMicrosecondFromTheFirstFrameOn() {
    long[] times = {700_000, 733_333, 800_001, 1_000_000, 1_000_123, 2_500_000};
    String uri = Clips.write(folder.resolve("vfr.mp4"), 64, 48, 30, times);
    try (VideoReader reader = Clips.open(uri)) {
      assertThat(reader.presentationTimesUs())
          .containsExactly(0, 33_333, 100_001, 300_000, 300_123, 1_800_000);
      assertThat(reader.info().variableFrameRate()).isTrue();
      assertThat(Clips.rest(reader).stream().mapToInt(f -> Clips.number(f.image())))
          .containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"33, 47, 34, 48", "64, 47, 64, 48", "255, 64, 256, 64"})
  void oddSizesGrowByAPixel(int width, int height, int evenWidth, int evenHeight) {
    String uri = Clips.write(folder.resolve("odd.mp4"), width, height, 30, 0, 33_333);
    try (VideoReader reader = Clips.open(uri)) {
      RgbImage image = reader.next().image();
      assertThat(image.width()).isEqualTo(evenWidth);
      assertThat(image.height()).isEqualTo(evenHeight);
      RgbImage given = Clips.numbered(0, width, height);
      double error = 0;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          error += Math.abs(image.at(x, y, 1) - given.at(x, y, 1));
        }
      }
      assertThat(error / width / height).isLessThan(4);
      assertThat(image.at(evenWidth - 1, evenHeight - 1, 1))
          .isBetween(
              given.at(width - 1, height - 1, 1) - 12, given.at(width - 1, height - 1, 1) + 12);
    }
  }

  @Test
  void sameFramesGiveTheSameBytes() throws IOException {
    Path a = folder.resolve("a.mp4");
    Path b = folder.resolve("b.mp4");
    Clips.write(a, 96, 96, 30, Clips.times(40, 30));
    Clips.write(b, 96, 96, 30, Clips.times(40, 30));
    assertThat(Files.mismatch(a, b)).isEqualTo(-1);
  }

  @Test
  void theIndexComesFirstAndColoursAreTagged() throws IOException {
    Path file = folder.resolve("a.mp4");
    Clips.write(file, 96, 96, 30, Clips.times(10, 30));
    String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text.indexOf("moov")).isBetween(1, text.indexOf("mdat"));
    assertThat(
            Clips.ffprobe(
                "-show_entries",
                "stream=codec_name,pix_fmt,color_range,color_space,color_transfer,color_primaries",
                "-of",
                "csv=p=0",
                file.toString()))
        .contains("h264,yuv420p,tv,smpte170m,smpte170m,smpte170m");
  }

  @Test
  void nothingAppearsBeforeFinish() throws IOException {
    Path file = folder.resolve("sub/half.mp4");
    try (VideoWriter writer =
        VideoWriter.create(file.toString(), Clips.HADOOP, 64, 64, 25, Quality.DRAFT, null)) {
      writer.write(Clips.numbered(0, 64, 64), 0);
      writer.write(Clips.numbered(1, 64, 64), 40_000);
    }
    assertThat(file).doesNotExist();
    Clips.write(file, 64, 64, 25, 0, 40_000);
    Clips.write(file, 64, 64, 25, 0, 40_000, 80_000);
    try (VideoReader reader = Clips.open(file.toString())) {
      assertThat(reader.info().frames()).isEqualTo(3);
    }
    try (var all = Files.list(file.getParent())) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void anyHadoopFileSystemWillDo() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.far.impl", Far.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setClass(
        "fs.AbstractFileSystem.far.impl",
        FarContext.class,
        org.apache.hadoop.fs.AbstractFileSystem.class);
    String uri = "far://" + folder.resolve("far.mp4");
    for (int frames = 2; frames < 4; frames++) {
      try (VideoWriter writer = VideoWriter.create(uri, hadoop, 64, 64, 25, Quality.DRAFT, null)) {
        for (int i = 0; i < frames; i++) {
          writer.write(Clips.numbered(i, 64, 64), i * 40_000L);
        }
        writer.finish();
      }
      try (VideoReader reader = VideoReader.open(MediaSource.of(uri), hadoop)) {
        assertThat(Clips.rest(reader)).hasSize(frames);
      }
    }
    assertThatThrownBy(
            () ->
                HadoopOutput.write(
                    uri,
                    hadoop,
                    (OutputStream out) -> {
                      out.write(1);
                      throw new IOException("lost");
                    }))
        .hasMessageContaining("lost");
    try (VideoReader reader = VideoReader.open(MediaSource.of(uri), hadoop);
        var all = Files.list(folder)) {
      assertThat(reader.info().frames()).isEqualTo(3);
      assertThat(all).containsExactly(folder.resolve("far.mp4"));
    }
  }

  /** A stand-in for an object store: no renames wanted. */
  public static final class Store extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("oss:///");
    }

    @Override
    public String getScheme() {
      return "oss";
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      throw new IllegalStateException("renames copy here");
    }
  }

  @Test
  void objectStoresAreWrittenDirectly() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.oss.impl", Store.class, org.apache.hadoop.fs.FileSystem.class);
    Path file = folder.resolve("a.png");
    String uri = "oss://" + file;
    Images.writePng(RgbImage.blank(2, 2), uri, hadoop, Provenance.head());
    assertThat(Images.read(uri, hadoop).width()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                HadoopOutput.write(
                    uri,
                    hadoop,
                    out -> {
                      out.write(1);
                      throw new IOException("lost");
                    }))
        .hasMessageContaining("lost");
    assertThat(file).doesNotExist();
  }

  @Test
  void wrongUseIsRefused() {
    String uri = folder.resolve("a.mp4").toString();
    assertThatThrownBy(() -> VideoWriter.create(uri, Clips.HADOOP, 8, 64, 25, Quality.DRAFT, null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("8x64");
    assertThatThrownBy(() -> VideoWriter.create(uri, Clips.HADOOP, 64, 64, 0, Quality.DRAFT, null))
        .isInstanceOf(UserError.class);
    try (VideoWriter writer =
        VideoWriter.create(uri, Clips.HADOOP, 64, 64, 25, Quality.DRAFT, null)) {
      assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
      writer.write(Clips.numbered(0, 64, 64), 40_000);
      assertThatThrownBy(() -> writer.write(Clips.numbered(0, 64, 64), 40_000))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> writer.write(Clips.numbered(0, 32, 64), 80_000))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nativeMemoryStaysFlat() throws IOException {
    String uri = Clips.write(folder.resolve("a.mp4"), 160, 160, 30, Clips.times(20, 30));
    Path out = folder.resolve("out.mp4");
    long[] resident = new long[4];
    for (int round = 0; round < resident.length; round++) {
      for (int i = 0; i < 250; i++) {
        try (VideoReader reader = Clips.open(uri)) {
          reader.seek(i % 20);
          reader.next();
        }
        if (i % 25 == 0) {
          Clips.write(out, 160, 160, 30, 0, 33_333);
        }
      }
      System.gc();
      resident[round] = Clips.residentMiB();
    }
    // The heap counts too and breathes, but one leaked decoder an open would be far more.
    assertThat(resident[resident.length - 1] - resident[1])
        .as(
            "MiB after each 250 opens: %s",
            IntStream.range(0, resident.length).mapToObj(i -> resident[i]).toList())
        .isLessThan(90);
  }
}
