package io.reenact.stage.synth;

import io.reenact.error.BadInput;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.GeneratedCorpus;
import io.reenact.synth.HeadModel;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthRenderer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a synthetic corpus is made of.
 *
 * @param clips how clips are drawn
 * @param seed the same seed gives the same corpus
 * @param head the head model that people are made of; null: the embedded generator is sampled
 */
public record SynthSettings(ClipSettings clips, long seed, Head head) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A head model's files, which travel to the executors with their tasks (3 MB).
   *
   * @param name for errors
   * @param json content of head_model.json
   * @param data content of head_model.bin
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: the key holds its hash
  public record Head(String name, byte[] json, byte[] data) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Reads one.
     *
     * @param uri head_model.json or its folder, on any Hadoop file system
     * @throws UserError if it can't be read or is damaged
     */
    public static Head read(String uri, Configuration hadoop) {
      try {
        Path path = new Path(uri);
        FileSystem fs = path.getFileSystem(hadoop);
        Path json = fs.getFileStatus(path).isDirectory() ? new Path(path, "head_model.json") : path;
        byte[] text = bytes(fs, json);
        Path data = new Path(json.getParent(), HeadModel.binary(json.toString(), text));
        Head head = new Head(json.toString(), text, bytes(fs, data));
        HeadModel.parse(head.name, head.json, head.data);
        return head;
      } catch (FileNotFoundException e) {
        throw new BadInput(
            "no head model at " + uri + "; docs/how-to/synthetic-corpora.md says where to get one",
            e);
      } catch (IOException | IllegalArgumentException e) {
        throw UnusableStore.or("head model " + uri + " can't be read", e);
      }
    }

    private static byte[] bytes(FileSystem fs, Path path) throws IOException {
      try (InputStream in = fs.open(path)) {
        return in.readAllBytes();
      }
    }

    /** Hash of its data. */
    String sha256() {
      return GeneratorBundle.sha256(data);
    }
  }

  /** What the people are made of, by hash. */
  public String source(Configuration hadoop) {
    return head == null
        ? GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop).id()
        : head.sha256();
  }

  /** Makes clips; the caller closes it. */
  public ClipMaker open(Configuration hadoop) {
    return head == null
        ? new GeneratedCorpus(
            GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop), clips, seed)
        : new SampleCorpus(
            new SynthRenderer(HeadModel.parse(head.name, head.json, head.data)), clips, seed);
  }
}
