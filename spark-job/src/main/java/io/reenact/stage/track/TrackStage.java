package io.reenact.stage.track;

import static io.reenact.row.Columns.col;

import io.reenact.error.UserError;
import io.reenact.evaluation.Protocol;
import io.reenact.evaluation.Trial;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.inversion.CohortInverter;
import io.reenact.plan.Clip;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the face in every frame of the usable clips: one unit a clip. */
public final class TrackStage implements Stage<TrackStage.Spec> {
  /** The stage's name. */
  public static final String NAME = TrackRow.STAGE;

  /** Seconds of one core that a small frame takes: a rough reading on a busy machine. */
  private static final double SECONDS_A_FRAME = 0.05;

  private final boolean mayFail;

  /**
   * @param mayFail {@link Stage#mayFail}
   */
  public TrackStage(boolean mayFail) {
    this.mayFail = mayFail;
  }

  /**
   * A clip that could be opened.
   *
   * @param clip where it is
   * @param frames how many the index counted
   */
  public record Spec(Clip clip, int frames) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Settings of the section {@code track}.
   *
   * @param minUsable the share of usable frames, 0 to 1, under which a clip counts as bad
   */
  public record Settings(double minUsable) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public boolean mayFail() {
    return mayFail;
  }

  @Override
  public Object settings(StageContext context) {
    return context.settings().section(NAME);
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("tracker", FaceTracker.VERSION);
  }

  /** Where faces are in the generator's world: crops and cameras depend on it. */
  private static FaceAlignment alignment(StageContext context) {
    return CohortInverter.alignment(
        context.settings().section("generator", GeneratorSettings.class).load(context.hadoop()));
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    List<ClipRow> clips =
        RowCodec.of(ClipRow.class)
            .list(context.table(Table.CLIPS).where(col(ClipRow::status).equalTo(ClipRow.OK)));
    if (clips.isEmpty()) {
      throw new UserError(
          "no clip of the corpus can be opened; see: sql \"SELECT uri, error FROM clips\"");
    }
    FaceAlignment alignment = alignment(context);
    Protocol protocol = Trial.of(context.settings()).protocol();
    List<Unit<Spec>> units = new ArrayList<>();
    for (ClipRow row : clips) {
      Clip clip = Clip.of(row);
      int frames = row.frames();
      Map<String, Object> decides = new TreeMap<>();
      decides.put("identity", clip.identity());
      decides.put("clip", clip.clip());
      decides.put("start", clip.start());
      decides.put("end", clip.end());
      decides.put("content", row.checksum());
      decides.put("tracker", FaceTracker.VERSION);
      decides.put("settings", settings(context));
      decides.put(
          "alignment", List.of(alignment.scale(), alignment.rotation(), alignment.translation()));
      // Left out where clips are tracked whole, so that older tracks stay found.
      if (protocol.holdsFrames()) {
        decides.put("first_part", protocol.firstPart(frames).toString());
      }
      double megapixels = row.width() * (double) row.height() / 1e6;
      units.add(
          new Unit<>(
              UnitKey.of(name(), version(), decides),
              clip.label(),
              Math.max(1, frames) * SECONDS_A_FRAME * (1 + megapixels),
              new Spec(clip, frames)));
    }
    return units;
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    double minUsable = context.settings().section(NAME, Settings.class).minUsable();
    FaceAlignment alignment = alignment(context);
    String protocol = Trial.of(context.settings()).protocol().text();
    return (spec, unit) ->
        TrackEngine.track(spec, alignment, Protocol.parse(protocol), minUsable, unit);
  }
}
