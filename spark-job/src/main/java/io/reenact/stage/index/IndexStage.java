package io.reenact.stage.index;

import io.reenact.error.UnusableStore;
import io.reenact.inversion.Strategy;
import io.reenact.plan.Clip;
import io.reenact.plan.Corpus;
import io.reenact.row.ClipRow;
import io.reenact.runner.Parallel;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the clips of a corpus, hashes and probes them: one unit a clip. */
public final class IndexStage implements Stage<IndexStage.Spec> {
  /** The stage's name. */
  public static final String NAME = ClipRow.STAGE;

  /** Seconds of one core to open a clip and decode its first frame; hashing comes on top. */
  private static final double SECONDS_A_CLIP = 0.3;

  private static final double BYTES_A_SECOND = 2e8;

  private final String corpus;
  private final boolean mayFail;

  /**
   * @param corpus a folder or a manifest on any Hadoop file system
   * @param mayFail {@link Stage#mayFail}
   */
  public IndexStage(String corpus, boolean mayFail) {
    this.corpus = corpus;
    this.mayFail = mayFail;
  }

  /**
   * A clip and what its file system says of it.
   *
   * @param clip where it is
   * @param corpus the folder or manifest that named it, qualified
   * @param bytes its length; -1 if it can't be looked at
   * @param modified milliseconds since 1970
   * @param error why it is no clip, or null
   * @param gone the row that it had when the corpus still named it; null if it does
   */
  public record Spec(Clip clip, String corpus, long bytes, long modified, String error, String gone)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Settings of the section {@code index}.
   *
   * @param extensions of clips, comma-separated
   * @param decoders of FFmpeg that may be used beside the common ones, comma-separated
   * @param containers that may be read beside the common ones, comma-separated
   * @param others keep or gone: what becomes of clips that another corpus named
   */
  public record Settings(String extensions, String decoders, String containers, String others) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public boolean mayFail() {
    return mayFail;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Settings settings = context.settings().section(NAME, Settings.class);
    TreeSet<String> extensions = new TreeSet<>();
    Arrays.stream(settings.extensions().split(","))
        .forEach(e -> extensions.add(e.strip().toLowerCase(Locale.ROOT)));
    Corpus.Found found =
        Corpus.find(context.spark(), corpus, extensions, context.workspace().folders());
    found.leftOut().forEach(line -> context.console().line("index: " + line));
    Map<Clip, Unit<Spec>> units = new ConcurrentHashMap<>();
    Lookups lookups = new Lookups(context.hadoop());
    try {
      Parallel.forEach(
          found.clips(),
          clip -> {
            String wrong = found.wrong().get(clip.label());
            units.put(clip, unit(clip, found.uri(), checked(clip, wrong, lookups), settings));
          });
    } catch (IOException e) {
      throw UnusableStore.or("corpus " + corpus + " can't be read", e);
    }
    List<Unit<Spec>> all = new ArrayList<>(found.clips().stream().map(units::get).toList());
    GoneClips gone = GoneClips.of(context, found, settings.others().equals("gone"));
    gone.lines().forEach(line -> context.console().line("index: " + line));
    gone.rows().forEach((clip, row) -> all.add(gone(clip, row)));
    return all;
  }

  /** What the file system says of a clip, or what is wrong with its line of the manifest. */
  private static Lookups.Seen checked(Clip clip, String wrong, Lookups lookups) {
    String why = wrong != null || clip.strategy() == null ? wrong : Strategy.wrong(clip.strategy());
    return why == null ? lookups.of(clip) : new Lookups.Seen(-1, 0, "", why);
  }

  /**
   * The key is of what can be known without reading the file. Its content is what this stage finds
   * out; the keys of later stages are of the content.
   */
  private Unit<Spec> unit(Clip clip, String from, Lookups.Seen seen, Settings settings) {
    Map<String, Object> decides = new TreeMap<>();
    decides.put("clip", clip);
    decides.put("corpus", from);
    decides.put("bytes", seen.bytes());
    decides.put("content", seen.etag().isEmpty() ? seen.modified() : seen.etag());
    decides.put("error", seen.error());
    if (!settings.decoders().isBlank() || !settings.containers().isBlank()) {
      decides.put("read", settings.decoders() + "|" + settings.containers());
    }
    return new Unit<>(
        UnitKey.of(name(), version(), decides),
        clip.label(),
        SECONDS_A_CLIP + Math.max(0, seen.bytes()) / BYTES_A_SECOND,
        clip.uri(),
        new Spec(clip, from, seen.bytes(), seen.modified(), seen.error(), null));
  }

  /** The key is of the row that the clip had, so that it can leave, come back and leave again. */
  private Unit<Spec> gone(Clip clip, String row) {
    return new Unit<>(
        UnitKey.of(name(), version(), Map.of("gone", row)),
        clip.label(),
        1,
        new Spec(clip, null, -1, 0, null, row));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return ClipProbe::probe;
  }
}
