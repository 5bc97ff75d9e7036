package io.reenact.stage.reenact;

import io.reenact.error.UserError;
import io.reenact.plan.Clip;
import io.reenact.row.RenderRow;
import io.reenact.runner.Prediction;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.table.UnitKey;
import io.reenact.text.Names;
import io.reenact.video.Provenance;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Renders reenactments: one unit a source and driver clip, or a piece of a long one, grouped by
 * source. What was asked for and can't be rendered is a unit too, which ends as bad at once, so
 * that it has its line and its row.
 */
public final class ReenactStage implements Stage<ReenactStage.Spec> {
  /** The stage's name. */
  public static final String NAME = RenderRow.STAGE;

  private final RenderRequest request;

  /** Renders the pairs of the setting {@code reenact.pairs}. */
  public ReenactStage() {
    this(new RenderRequest.Preset());
  }

  /**
   * @param request who is rendered by whom
   */
  public ReenactStage(RenderRequest request) {
    this.request = request;
  }

  /**
   * A person to render.
   *
   * @param identity name
   * @param cohort of the anchor and the weights
   * @param unit of the stage invert that holds them
   * @param weightsUri tuned weights, relative to the workspace; null for the bundle's
   * @param weightsSha256 their hash
   * @param generator id of the bundle
   * @param clip one of the person's, for the camera; null if none is known
   * @param trackUnit the unit of the stage track that tracked it
   * @param size side of the pictures that it was inverted by, px; 0 if nothing is known
   */
  public record Source(
      String identity,
      String cohort,
      String unit,
      String weightsUri,
      String weightsSha256,
      String generator,
      Clip clip,
      String trackUnit,
      int size)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A clip that drives.
   *
   * @param clip where it is
   * @param checksum of its content
   * @param unit of the stage invert that holds its offsets; null for a clip of which they don't
   *     count
   * @param trackUnit of the stage track
   * @param frames how many
   */
  public record Driver(Clip clip, String checksum, String unit, String trackUnit, int frames)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A render or a piece of one.
   *
   * @param render the render's id: the key of its unit, or of its first piece
   * @param source who is shown; null if {@code bad}
   * @param driver who moves; null: nobody, the expression comes from numbers
   * @param how all settings
   * @param segment number of the piece
   * @param cuts where the pieces begin, and the end; frames
   * @param bad why it can't be rendered, or null
   * @param mix clips beside the driver's
   */
  public record Spec(
      String render,
      Source source,
      Driver driver,
      ReenactSettings how,
      int segment,
      List<Integer> cuts,
      String bad,
      Mix mix)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether nothing but a clip of their own moves and changes the source, as far as it goes. */
    boolean asThemselves() {
      return driver != null
          && driver.clip().identity().equals(source.identity())
          && mix.blend() == null
          && how.strength() == 1
          && how.expression().isEmpty()
          && how.edits().isEmpty();
    }

    /** Whether this is a piece that is joined with others. */
    boolean piece() {
      return cuts.size() > 2;
    }

    /** What its files say of where they come from. */
    public Provenance provenance() {
      return Provenance.reenactment(
          source.identity(), driver == null ? null : driver.clip().label());
    }

    /** The folder of each sequence of files that belong to the render. */
    String sequence() {
      return Names.safe(name()) + "-" + render.substring(0, 12);
    }

    /** For names of files and for people. */
    public String name() {
      return source.identity()
          + "_by_"
          + (driver == null ? "numbers" : driver.clip().identity() + "_" + driver.clip().clip());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean usesGpu() {
    return true;
  }

  @Override
  public int version() {
    return 10;
  }

  @Override
  public int threads(StageContext context) {
    return context.settings().job().threads();
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of(
        NAME,
        context.settings().section(NAME),
        "generator",
        context.settings().section("generator"),
        "threads",
        threads(context));
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    LookCheck check = new LookCheck(context);
    RenderUnits units = new RenderUnits(context, this, check);
    if (request instanceof RenderRequest.Preset) {
      ReenactSettings how = ReenactSettings.of(context);
      check.require(how);
      units.require(how);
      units.preset(how).forEach(units::add);
      units.requireLongPath();
    } else {
      new RequestReader(context).rows(request, units::add);
    }
    List<Unit<Spec>> planned = units.all();
    if (planned.isEmpty()) {
      throw new UserError("no identity has latents and a tracked clip; run invert first");
    }
    if (planned.stream().allMatch(u -> u.spec().bad() != null)) {
      // Nothing is begun, so that what was asked for before stays the last plan.
      throw new UserError(
          (planned.size() == 1
                  ? ""
                  : "none of the " + planned.size() + " rows can be rendered; the first: ")
              + planned.get(0).label()
              + ": "
              + planned.get(0).spec().bad());
    }
    describe(context, planned, units);
    return planned;
  }

  /** The plan with its predicted cost, before work starts. */
  private void describe(StageContext context, List<Unit<Spec>> planned, RenderUnits units) {
    long renders = 0;
    long bad = 0;
    long frames = 0;
    for (Unit<Spec> u : planned) {
      Spec s = u.spec();
      if (s.bad() != null) {
        bad++;
      } else {
        renders += s.segment() == 0 ? 1 : 0;
        frames += s.cuts().get(s.segment() + 1) - s.cuts().get(s.segment());
      }
    }
    List<Unit<Spec>> sound = planned.stream().filter(u -> u.spec().bad() == null).toList();
    context
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "reenact: plan: %,d renders in %,d units, %,d frames; %s%s",
                renders,
                planned.size() - bad,
                frames,
                Prediction.of(sound, context, threads(context)),
                bad == 0 ? "" : String.format(Locale.ROOT, "; %,d rows can't be rendered", bad)));
    units
        .silent()
        .forEach(
            (why, count) ->
                context
                    .console()
                    .line(
                        String.format(
                            Locale.ROOT,
                            "reenact: the driver's sound is left out of %,d renders: %s;"
                                + " reenact.audio=clip:IDENTITY/CLIP takes another clip's",
                            count,
                            why)));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    GeneratorSettings generator = context.settings().section("generator", GeneratorSettings.class);
    return (spec, unit) -> {
      if (spec.bad() != null) {
        unit.bad(spec.bad());
      } else {
        ReenactEngine.render(spec, generator, unit);
      }
    };
  }

  /** Keys of what decides a render. */
  UnitKey key(Map<String, ?> decides) {
    return UnitKey.of(name(), version(), decides);
  }
}
