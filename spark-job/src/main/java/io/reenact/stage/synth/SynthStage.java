package io.reenact.stage.synth;

import io.reenact.row.SynthClipRow;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.synth.ClipMaker;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a synthetic corpus: one unit a clip, clips of a person in one task where balance allows.
 * The workspace is the corpus's folder of truth.
 */
public final class SynthStage implements Stage<SynthStage.Spec> {
  /** The stage's name. */
  public static final String NAME = SynthClipRow.STAGE;

  /** Seconds of one core to draw a frame of 256 x 256 pixels. */
  private static final double SECONDS_A_FRAME = 0.1;

  private final String corpus;
  private final SynthSettings settings;
  private final int identities;
  private final int clips;

  /**
   * @param corpus where the clips go
   * @param clips of every person
   */
  public SynthStage(String corpus, SynthSettings settings, int identities, int clips) {
    this.corpus = corpus;
    this.settings = settings;
    this.identities = identities;
    this.clips = clips;
  }

  /** A clip by its numbers. */
  public record Spec(int identity, int clip) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Object settings(StageContext context) {
    Map<String, Object> decides = new TreeMap<>();
    decides.put("clips", settings.clips());
    decides.put("seed", settings.seed());
    decides.put("source", settings.source(context.hadoop()));
    return decides;
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    Object decides = settings(context);
    List<Unit<Spec>> units = new ArrayList<>();
    double frames = Math.max(1, settings.clips().seconds() * settings.clips().fps());
    double cost = frames * SECONDS_A_FRAME;
    for (int i = 0; i < identities; i++) {
      String identity = ClipMaker.identityName(i);
      for (int c = 0; c < clips; c++) {
        String label = identity + "/" + ClipMaker.clipName(c);
        units.add(
            new Unit<>(
                UnitKey.of(name(), version(), Map.of("clip", label, "settings", decides)),
                label,
                cost,
                identity,
                new Spec(i, c)));
      }
    }
    return units;
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    String root = corpus;
    SynthSettings made = settings;
    return (spec, unit) -> SynthEngine.make(spec, root, made, unit);
  }
}
