package io.reenact.faults;

import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Corpora of pieces of the sample corpus, repeated where that is too short. */
public final class ShortClips {
  private static final long FRAME_US = 40_000;

  private ShortClips() {}

  /**
   * Makes a corpus of {@code people} folders with one clip each.
   *
   * @param root of the repository
   * @param frames of each clip; each person begins elsewhere in the sample
   */
  public static Path make(Path root, Path corpus, int people, int frames) throws IOException {
    List<Path> samples;
    try (Stream<Path> all = Files.walk(root.resolve("samples/corpus"))) {
      samples = all.filter(p -> p.toString().endsWith(".mp4")).sorted().toList();
    }
    Configuration local = new Configuration();
    for (int i = 0; i < people; i++) {
      Path clip = Files.createDirectories(corpus.resolve("p" + i)).resolve("c.mp4");
      Path sample = samples.get(i % samples.size());
      try (VideoReader reader = VideoReader.open(MediaSource.of(sample.toString()), local)) {
        reader.seek(i / samples.size() * 5 % 40);
        VideoFrame frame = reader.next();
        int width = frame.image().width();
        int height = frame.image().height();
        try (VideoWriter writer =
            VideoWriter.create(
                InputFiles.uri(clip), local, width, height, 25, Quality.STANDARD, null)) {
          for (int f = 0; f < frames; f++) {
            writer.write(frame.image(), f * FRAME_US);
            frame = reader.next();
            if (frame == null) {
              reader.seek(0);
              frame = reader.next();
            }
          }
          writer.finish();
        }
      }
    }
    return corpus;
  }

  /** Copies a folder with all in it. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
