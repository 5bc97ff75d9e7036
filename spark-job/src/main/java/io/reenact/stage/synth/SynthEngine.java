package io.reenact.stage.synth;

import io.reenact.pool.Pool;
import io.reenact.runner.UnitContext;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameTruth;
import io.reenact.synth.PersonTruth;
import io.reenact.table.Table;
import io.reenact.text.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    unit.writeRows(
        Table.SYNTH_FRAMES, truth.stream().map(t -> frame(identity, clip, t)).iterator());
    unit.writeRows(Table.SYNTH_CLIPS, List.of(clip(maker, spec, identity, clip, uri)).iterator());
  }

  private static Map<String, Object> clip(
      ClipMaker maker, SynthStage.Spec spec, String identity, String clip, String uri) {
    PersonTruth person = maker.truth(spec.identity());
    Map<String, Object> row = new HashMap<>();
    row.put("identity", identity);
    row.put("clip", clip);
    row.put("uri", uri);
    row.put("kind", maker.kind());
    row.put("corpus_seed", maker.seed());
    row.put("person_seed", person.seed());
    row.put("size", maker.settings().size());
    row.put("fps", maker.settings().fps());
    row.put("frames", maker.frames());
    row.put("seconds", maker.settings().seconds());
    row.put("factors", person.identity());
    row.put("appearance", Json.canonical(person.appearance()));
    return row;
  }

  private static Map<String, Object> frame(String identity, String clip, FrameTruth t) {
    Map<String, Object> row = new HashMap<>();
    row.put("identity", identity);
    row.put("clip", clip);
    row.put("frame", t.frame());
    row.put("pts_us", t.ptsUs());
    row.put("camera", t.camera());
    row.put("head_rotation", t.headRotation());
    row.put("head_shift", t.headShift());
    row.put("expression", t.expression());
    row.put("gaze", t.gaze());
    row.put("landmarks_2d", t.landmarks2d());
    row.put("landmarks_3d", t.landmarks3d());
    row.put("visibility", t.visibility());
    row.put("matte", t.mattePng());
    return row;
  }
}
