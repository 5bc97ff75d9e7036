package io.reenact.stage.index;

import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import io.reenact.plan.Checksums;
import io.reenact.plan.Clip;
import io.reenact.plan.Corpus;
import io.reenact.runner.Parallel;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds the clips of a corpus, hashes and probes them: one unit a clip. */
public final class IndexStage implements Stage<IndexStage.Spec> {
  /** Of one core: opening a clip and decoding its first frame, then hashing it. */
  private static final double SECONDS_A_CLIP = 0.3;

  private static final double BYTES_A_SECOND = 2e8;

  private final String corpus;

  /**
   * @param corpus a folder or a manifest on any Hadoop file system
   */
  public IndexStage(String corpus) {
    this.corpus = corpus;
  }

  /**
   * A clip and what its file system says of it.
   *
   * @param clip where it is
   * @param bytes its length; -1 if it is not there
   * @param modified milliseconds since 1970
   */
  public record Spec(Clip clip, long bytes, long modified) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param extensions of clips, comma-separated
   * @param decoders of FFmpeg that may be used beside the common ones, comma-separated
   * @param containers that may be read beside the common ones, comma-separated
   */
  public record Settings(String extensions, String decoders, String containers) {}

  @Override
  public String name() {
    return "index";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Settings settings = context.settings().section("index", Settings.class);
    TreeSet<String> extensions = new TreeSet<>();
    Arrays.stream(settings.extensions().split(","))
        .forEach(e -> extensions.add(e.strip().toLowerCase(Locale.ROOT)));
    List<Clip> clips = Corpus.clips(context.spark(), corpus, extensions);
    Map<Clip, Unit<Spec>> units = new ConcurrentHashMap<>();
    try {
      Parallel.forEach(clips, clip -> units.put(clip, unit(clip, context)));
    } catch (IOException e) {
      throw new UserError("corpus " + corpus + " can't be read: " + StorageErrors.line(e), e);
    }
    return clips.stream().map(units::get).toList();
  }

  /**
   * The key is of what can be known without reading the file. Its content is what this stage finds
   * out; the keys of later stages are of the content.
   */
  private Unit<Spec> unit(Clip clip, StageContext context) throws IOException {
    long bytes = -1;
    long modified = 0;
    String etag = "";
    try {
      Path path = new Path(clip.uri());
      FileStatus file = path.getFileSystem(context.hadoop()).getFileStatus(path);
      bytes = file.getLen();
      modified = file.getModificationTime();
      etag = Checksums.etag(file);
    } catch (FileNotFoundException e) {
      bytes = -1; // A manifest may name what is not there: a row of its own says so.
    }
    Map<String, Object> decides = new TreeMap<>();
    decides.put("clip", clip);
    decides.put("bytes", bytes);
    decides.put("content", etag.isEmpty() ? modified : etag);
    Settings settings = context.settings().section("index", Settings.class);
    if (!settings.decoders().isBlank() || !settings.containers().isBlank()) {
      decides.put("read", settings.decoders() + "|" + settings.containers());
    }
    return new Unit<>(
        UnitKey.of(name(), version(), decides),
        clip.label(),
        SECONDS_A_CLIP + Math.max(0, bytes) / BYTES_A_SECOND,
        clip.uri(),
        new Spec(clip, bytes, modified));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return ClipProbe::probe;
  }
}
