package io.reenact.video;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** The synthetic people of {@code samples/corpus}, 4 s each at 256 px: what every clone has. */
public final class SampleClips {
  /** Side of their pictures, px. */
  public static final int SIZE = 256;

  /** Frames of a clip. */
  public static final int FRAMES = 100;

  private SampleClips() {}

  /** The clip of a person, 0 to 5. */
  public static String uri(int person) {
    return InputFiles.uri(
        Path.of(System.getProperty("reenact.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("samples/corpus/s000" + person + "/c00.mp4"));
  }

  /** A frame of a person's clip. */
  public static RgbImage frame(int person, int index) {
    try (VideoReader video = VideoReader.open(MediaSource.of(uri(person)), new Configuration())) {
      video.seek(index);
      return video.next().image();
    }
  }
}
