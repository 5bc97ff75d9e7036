package io.reenact.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.camera.UserError;
import io.reenact.video.Quality;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * A corpus of synthetic people: {@code <out>/<identity>/<clip>.mp4}, and the truth as compressed
 * JSON lines under {@code <out>/_truth}: {@code people.jsonl.gz}, and {@code
 * <identity>/<clip>.jsonl.gz} with a line a frame.
 */
public final class SampleCorpus {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SynthRenderer renderer;
  private final ClipSettings settings;
  private final long seed;

  /**
   * @param renderer draws all of it
   * @param settings of every clip
   * @param seed the same seed gives the same corpus
   */
  public SampleCorpus(SynthRenderer renderer, ClipSettings settings, long seed) {
    this.renderer = renderer;
    this.settings = settings;
    this.seed = seed;
  }

  /** The person of a number, from 0. */
  public SyntheticPerson person(int identity) {
    return SyntheticPerson.sample(Noise.mix(seed, identity));
  }

  /** The clip of a number, from 0. */
  public SynthClip clip(int identity, int clip) {
    return new SynthClip(
        renderer.model(),
        person(identity),
        Noise.mix(Noise.mix(seed, 1_000_003L * (identity + 1)), clip),
        settings);
  }

  /** Folder of an identity. */
  public static String identityName(int identity) {
    return String.format(Locale.ROOT, "s%04d", identity);
  }

  /** File name of a clip, without ending. */
  public static String clipName(int clip) {
    return String.format(Locale.ROOT, "c%02d", clip);
  }

  /**
   * Writes one clip and its truth.
   *
   * @param out root of the corpus
   */
  public List<FrameTruth> writeClip(int identity, int clip, String out, Configuration hadoop) {
    String name = identityName(identity) + "/" + clipName(clip);
    List<FrameTruth> rows = clip(identity, clip).write(renderer, out + "/" + name + ".mp4", hadoop);
    writeLines(out + "/_truth/" + name + ".jsonl.gz", rows, hadoop);
    return rows;
  }

  /** Writes it all. */
  public void write(int identities, int clips, String out, Configuration hadoop) {
    for (int i = 0; i < identities; i++) {
      for (int c = 0; c < clips; c++) {
        writeClip(i, c, out, hadoop);
      }
    }
    List<Map<String, Object>> people = new java.util.ArrayList<>();
    for (int i = 0; i < identities; i++) {
      people.add(Map.of("identity", identityName(i), "person", person(i)));
    }
    writeLines(out + "/_truth/people.jsonl.gz", people, hadoop);
  }

  private static void writeLines(String uri, List<?> rows, Configuration hadoop) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      if (fs instanceof LocalFileSystem local) {
        // Without the checksum files that Hadoop puts beside local files.
        fs = local.getRawFileSystem();
      }
      try (OutputStream o = new GZIPOutputStream(fs.create(path, true))) {
        for (Object row : rows) {
          o.write(JSON.writeValueAsString(row).getBytes(StandardCharsets.UTF_8));
          o.write('\n');
        }
      }
    } catch (IOException e) {
      throw new UserError("cannot write " + uri + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Writes a corpus from the command line.
   *
   * @param args {@code --head-model PATH --out URI [--identities 6] [--clips 1] [--seconds 4]
   *     [--size 256] [--seed 1]}
   */
  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    if (args.length % 2 != 0
        || !options.containsKey("--head-model")
        || !options.containsKey("--out")) {
      System.err.println(
          "usage: SampleCorpus --head-model PATH --out URI [--identities 6] [--clips 1]"
              + " [--seconds 4] [--size 256] [--seed 1] [--quality draft|standard|high]");
      System.exit(2);
    }
    ClipSettings settings =
        ClipSettings.of(
                Integer.parseInt(options.getOrDefault("--size", "256")),
                Double.parseDouble(options.getOrDefault("--seconds", "4")))
            .withQuality(
                Quality.valueOf(
                    options.getOrDefault("--quality", "standard").toUpperCase(Locale.ROOT)));
    try {
      HeadModel model = HeadModel.load(Path.of(options.get("--head-model")));
      new SampleCorpus(
              new SynthRenderer(model),
              settings,
              Long.parseLong(options.getOrDefault("--seed", "1")))
          .write(
              Integer.parseInt(options.getOrDefault("--identities", "6")),
              Integer.parseInt(options.getOrDefault("--clips", "1")),
              options.get("--out"),
              new Configuration());
    } catch (UserError e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
