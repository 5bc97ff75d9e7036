package io.reenact.stage.others;

import static io.reenact.row.Columns.col;

import io.reenact.evaluation.OthersVideo;
import io.reenact.inversion.CohortInverter;
import io.reenact.plan.Clip;
import io.reenact.plan.TrackedClip;
import io.reenact.row.ClipRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.TrackedClips;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Brings videos that other systems made into the form of renders, so that evaluate measures them as
 * it does ours: one unit a video. What can't be measured is a unit too, with the reason.
 */
public final class ImportStage implements Stage<ImportStage.Spec> {
  /** The stage's name. */
  public static final String NAME = "import";

  /** Seconds of one core a frame: tracking, matte, encoding. */
  private static final double SECONDS_A_FRAME = 0.2;

  private final String videos;

  /**
   * @param videos a user's table; null: there are none
   */
  public ImportStage(String videos) {
    this.videos = videos;
  }

  /**
   * A video.
   *
   * @param source identity
   * @param driver its clip; null if bad
   * @param driverTrack the unit of the stage track that tracked it
   * @param crop {@link OthersVideo.Crop}
   * @param size side of the result, px
   * @param bad why it can't be measured, or null
   */
  record Spec(
      String video,
      String method,
      String source,
      Clip driver,
      String driverTrack,
      OthersVideo.Crop crop,
      int size,
      String bad)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of("size", size(context), "generator", context.settings().section("generator"));
  }

  /** As our own renders are by default. */
  private static int size(StageContext context) {
    int size = context.settings().section(RenderRow.STAGE).path("size").asInt();
    return size > 0 ? size : context.settings().section("inversion").path("size").asInt();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    if (videos == null) {
      return List.of();
    }
    OthersTable table = new OthersTable(context, videos);
    Map<OthersTable.Named, TrackedClip> tracked = new HashMap<>();
    TrackedClips.all(context).values().stream()
        .flatMap(List::stream)
        .forEach(c -> tracked.put(new OthersTable.Named(c.clip().identity(), c.clip().clip()), c));
    Map<OthersTable.Named, String> errors = new HashMap<>();
    RowCodec.of(ClipRow.class)
        .list(context.table(Table.CLIPS).where(col(ClipRow::error).isNotNull()))
        .forEach(c -> errors.put(new OthersTable.Named(c.identity(), c.clip()), c.error()));
    List<Unit<Spec>> units = new ArrayList<>();
    for (OthersTable.Entry e : table.entries()) {
      units.add(unit(context, e, tracked, errors));
    }
    return units;
  }

  private Unit<Spec> unit(
      StageContext context,
      OthersTable.Entry e,
      Map<OthersTable.Named, TrackedClip> tracked,
      Map<OthersTable.Named, String> errors) {
    FileStatus seen = null;
    String bad = e.bad();
    OthersVideo.Crop crop = OthersVideo.Crop.AUTO;
    if (bad == null) {
      bad =
          Stream.of(
                  unusable("driver", e.driver(), tracked, errors),
                  unusable("source", e.source(), tracked, errors))
              .flatMap(List::stream)
              .findFirst()
              .orElse(null);
      try {
        crop = OthersVideo.Crop.valueOf(e.crop().toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException x) {
        bad = "column crop is " + e.crop() + ": write auto, driver or own";
      }
      try {
        Path path = new Path(e.video());
        seen = InputFiles.of(path, context.hadoop()).getFileStatus(path);
      } catch (IOException x) {
        bad = "video " + e.video() + " does not exist, or can't be read; check the path";
      }
    }
    Map<String, Object> decides = new TreeMap<>();
    decides.put("video", String.valueOf(e.video()));
    decides.put("method", String.valueOf(e.method()));
    String label;
    if (bad != null) {
      decides.put("row", e.number());
      decides.put("bad", bad);
      label = "row " + e.number() + " of " + videos;
      Spec spec = new Spec(e.video(), e.method(), null, null, null, crop, 0, bad);
      return new Unit<>(UnitKey.of(name(), version(), decides), label, 0.01, spec);
    }
    TrackedClip driver = tracked.get(e.driver());
    decides.put("bytes", seen.getLen());
    decides.put("modified", seen.getModificationTime());
    decides.put("source", e.source().identity());
    decides.put("driver", driver.unit());
    decides.put("crop", crop.name());
    decides.put("size", size(context));
    label = e.method() + ": " + e.source().identity() + " by " + driver.clip().label();
    return new Unit<>(
        UnitKey.of(name(), version(), decides),
        label,
        driver.frames() * SECONDS_A_FRAME,
        driver.clip().label(),
        new Spec(
            e.video(),
            e.method(),
            e.source().identity(),
            driver.clip(),
            driver.unit(),
            crop,
            size(context),
            null));
  }

  private static List<String> unusable(
      String role,
      OthersTable.Named clip,
      Map<OthersTable.Named, TrackedClip> tracked,
      Map<OthersTable.Named, String> errors) {
    TrackedClip found = tracked.get(clip);
    if (found != null && found.usable() > 0) {
      return List.of();
    }
    String what = role + " " + clip.identity() + "/" + clip.clip();
    return List.of(
        errors.containsKey(clip)
            ? what + " can't be used: " + errors.get(clip)
            : what + " has no usable face; see: sql \"SELECT * FROM runs WHERE stage = 'track'\"");
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    GeneratorSettings generator = context.settings().section("generator", GeneratorSettings.class);
    return (spec, unit) -> {
      if (spec.bad() != null) {
        unit.warn(ImportEngine.LEFT_OUT + spec.bad());
      } else {
        ImportEngine.bring(spec, CohortInverter.alignment(generator.load(unit.hadoop())), unit);
      }
    };
  }
}
