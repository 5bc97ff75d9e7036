package io.reenact.stage.motion;

import static io.reenact.row.Columns.col;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.CohortInverter;
import io.reenact.latent.FittedDirections;
import io.reenact.motion.PictureReader;
import io.reenact.plan.TrackedClip;
import io.reenact.row.ClipRow;
import io.reenact.row.Columns;
import io.reenact.row.LatentRow;
import io.reenact.row.MotionRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.TrackedClips;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads how heads move, by numbers: one unit a tracked clip, from its pictures, and one a clip and
 * cohort, from its latents.
 */
public final class MotionStage implements Stage<MotionStage.Spec> {
  /** The stage's name. */
  public static final String NAME = MotionRow.STAGE;

  /** Seconds of one core that a frame takes: decoding, cropping, one network. */
  private static final double SECONDS_A_FRAME = 0.03;

  /** Of latents nothing but numbers is read. */
  private static final double SECONDS_A_LATENT_FRAME = 0.0005;

  /**
   * A clip to read.
   *
   * @param clip as it was tracked
   * @param width of its frames, px
   * @param height of its frames, px
   * @param cohort whose latents are read; null: the pictures are
   * @param latents unit of the stage invert that holds them; null: the pictures are read
   */
  public record Spec(TrackedClip clip, int width, int height, String cohort, String latents)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A clip with latents. */
  private record Inverted(String cohort, String identity, String clip, String unit) {}

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
    return Map.of(
        "generator", context.settings().section("generator"), "directions", directions(context));
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("motion_reader", PictureReader.VERSION);
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    GeneratorBundle bundle =
        FittedDirections.in(
            generator(context).load(context.hadoop()), directions(context), context.hadoop());
    // Pictures are read alike whatever directions say; the head's place is in the generator's unit.
    String pictures = bundle.id();
    String latents = bundle.id() + hash(context);
    Map<String, ClipRow> rows = new HashMap<>();
    for (ClipRow row : RowCodec.of(ClipRow.class).list(context.table(Table.CLIPS))) {
      rows.put(label(row.identity(), row.clip()), row);
    }
    Map<String, TrackedClip> tracked = new HashMap<>();
    List<Unit<Spec>> units = new ArrayList<>();
    TrackedClips.all(context).values().stream()
        .flatMap(List::stream)
        .forEach(
            clip -> {
              tracked.put(clip.clip().label(), clip);
              units.add(unit(pictures, rows.get(clip.clip().label()), clip, null));
            });
    if (units.isEmpty()) {
      throw new UserError("no clip is tracked; run track");
    }
    List<Inverted> inverted = inverted(context);
    if (!inverted.isEmpty() && bundle.manifest().directions() == null) {
      context
          .console()
          .line(
              "motion: latents are not read, since the generator's bundle names no directions;"
                  + " pictures are; fit some (directions fit) and name them by"
                  + " reenact.directions");
      return units;
    }
    for (Inverted i : inverted) {
      String label = label(i.identity(), i.clip());
      // A clip that was not tracked again since may have latents still.
      if (tracked.containsKey(label)) {
        units.add(unit(latents, rows.get(label), tracked.get(label), i));
      }
    }
    return units;
  }

  private static GeneratorSettings generator(StageContext context) {
    return context.settings().section("generator", GeneratorSettings.class);
  }

  /** A folder of fitted directions, or empty for the bundle's own. */
  private static String directions(StageContext context) {
    return context.settings().section(RenderRow.STAGE).path("directions").asText();
  }

  private static String hash(StageContext context) {
    String folder = directions(context);
    return folder.isEmpty() ? "" : "\n" + FittedDirections.hash(folder, context.hadoop());
  }

  private static String label(String identity, String clip) {
    return identity + "/" + clip;
  }

  private static List<Inverted> inverted(StageContext context) {
    GoneData gone = GoneData.of(context.spark(), context.workspace());
    return Tables.published(context.spark(), context.workspace(), Table.LATENTS)
        .map(
            latents ->
                RowCodec.of(Inverted.class)
                    .list(
                        gone.living(latents, Table.LATENTS)
                            .select(
                                col(LatentRow::cohort),
                                col(LatentRow::identity),
                                col(LatentRow::clip),
                                Columns.unit())
                            .distinct()))
        .orElse(List.of());
  }

  private Unit<Spec> unit(String generator, ClipRow row, TrackedClip clip, Inverted from) {
    String reads = from == null ? "motion reader " + PictureReader.VERSION : from.unit();
    UnitKey key =
        UnitKey.of(
            name(),
            version(),
            Map.of(
                "tracked",
                clip.unit(),
                "clip",
                clip.clip().label(),
                "reads",
                reads,
                "generator",
                generator));
    String cohort = from == null ? null : from.cohort();
    return new Unit<>(
        key,
        from == null ? clip.clip().label() : clip.clip().label() + " in " + cohort,
        clip.frames() * (from == null ? SECONDS_A_FRAME : SECONDS_A_LATENT_FRAME),
        new Spec(clip, row.width(), row.height(), cohort, from == null ? null : from.unit()));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    GeneratorSettings generator = generator(context);
    double worldPerCm = CohortInverter.alignment(generator.load(context.hadoop())).scale();
    String directions = directions(context);
    return (spec, unit) -> MotionEngine.read(spec, generator, directions, worldPerCm, unit);
  }
}
