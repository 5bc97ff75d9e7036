package io.reenact.stage.synth;

import io.reenact.pool.Pool;
import io.reenact.row.SynthClipRow;
import io.reenact.row.SynthFrameRow;
import io.reenact.runner.UnitContext;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameTruth;
import io.reenact.synth.PersonTruth;
import io.reenact.text.Json;
import java.util.List;

/** Makes one synthetic clip on an executor: its video, its rows of truth. */
final class SynthEngine {
  /** Makers of this executor, by all that decides what they make. */
  private static final Pool<MakerKey, ClipMaker> MAKERS = new Pool<>(4);

  private record MakerKey(ClipSettings clips, long seed, String source) {}

  private SynthEngine() {}

  static void make(SynthStage.Spec spec, String corpus, SynthSettings settings, UnitContext unit)
      throws Exception {
    MakerKey key = new MakerKey(settings.clips(), settings.seed(), settings.source(unit.hadoop()));
    MAKERS.lend(key, () -> settings.open(unit.hadoop()), maker -> make(maker, spec, corpus, unit));
  }

  private static void make(ClipMaker maker, SynthStage.Spec spec, String corpus, UnitContext unit)
      throws Exception {
    long begin = System.nanoTime();
    String uri = unit.label() + ".mp4";
    int frames = maker.frames();
    List<FrameTruth> truth =
        maker.write(
            spec.identity(),
            spec.clip(),
            corpus + "/" + uri,
            unit.hadoop(),
            done -> unit.progress("frame", done, frames));
    unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9);
    unit.frames(frames);
    String identity = ClipMaker.identityName(spec.identity());
    String clip = ClipMaker.clipName(spec.clip());
    PersonTruth person = maker.truth(spec.identity());
    SynthClipRow row =
        new SynthClipRow(
            identity,
            clip,
            uri,
            maker.kind(),
            maker.seed(),
            person.seed(),
            maker.settings().size(),
            maker.settings().fps(),
            maker.frames(),
            maker.settings().seconds(),
            person.identity(),
            Json.canonical(person.appearance()));
    unit.writeRows(
        SynthFrameRow.class,
        truth.stream().map(t -> SynthFrameRow.of(identity, clip, t)).iterator());
    unit.writeRows(SynthClipRow.class, List.of(row).iterator());
  }
}
