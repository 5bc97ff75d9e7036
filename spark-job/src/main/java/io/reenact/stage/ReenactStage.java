package io.reenact.stage;

import io.reenact.camera.UserError;
import io.reenact.plan.Clip;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Renders reenactments: one unit a source and driver clip, grouped by source. */
public final class ReenactStage implements Stage<ReenactStage.Spec> {
  /**
   * One render.
   *
   * @param id the render's id, which is the unit's key
   * @param source identity
   * @param sourceCohort of the anchor and the weights
   * @param sourceUnit the unit of the stage invert that holds them
   * @param weightsUri tuned weights, relative to the workspace; null for the bundle's
   * @param weightsSha256 their hash
   * @param driverUnit the unit of the stage invert that holds the driver's offsets
   * @param clip the driver's clip
   * @param trackUnit the unit of the stage track that tracked it
   * @param sourceTrackUnit of a clip of the source, for its camera
   * @param generator id of the bundle
   * @param frames of the driver's clip
   */
  public record Spec(
      String id,
      String source,
      String sourceCohort,
      String sourceUnit,
      String weightsUri,
      String weightsSha256,
      String driverUnit,
      Clip clip,
      String trackUnit,
      String sourceTrackUnit,
      String generator,
      int frames)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A person in a cohort, a row of the table persons. */
  private record Person(String unit, String generator, String weights, String sha256) {}

  @Override
  public String name() {
    return "reenact";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public int threads(StageContext context) {
    return context.settings().job().threads();
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of(
        "reenact", context.settings().section("reenact"),
        "generator", context.settings().section("generator"),
        "threads", threads(context));
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    ReenactSettings settings = ReenactSettings.of(context);
    Map<Map.Entry<String, String>, Person> persons = persons(context);
    Map<String, String> latents = latents(context);
    Map<String, List<TrackedClip>> clips = TrackedClip.all(context);
    RenderPlan plan = new RenderPlan(persons.keySet());
    List<Unit<Spec>> units = new ArrayList<>();
    List<String> apart = new ArrayList<>();
    for (RenderPlan.Pair pair : plan.pairs(settings.pairs(), settings.drivers())) {
      RenderPlan.Place place = plan.place(pair).orElse(null);
      if (place == null) {
        apart.add(pair.source() + ":" + pair.driver());
        continue;
      }
      Person source = persons.get(Map.entry(pair.source(), place.source()));
      String camera =
          clips.getOrDefault(pair.source(), List.of()).stream()
              .filter(c -> latents.containsKey(key(place.source(), c.clip())))
              .map(TrackedClip::unit)
              .findFirst()
              .orElse(null);
      for (TrackedClip driver : clips.getOrDefault(pair.driver(), List.of())) {
        String driverUnit = latents.get(key(place.driver(), driver.clip()));
        if (driverUnit != null) {
          units.add(unit(context, settings, pair, place, source, driver, driverUnit, camera));
        }
      }
    }
    if (!apart.isEmpty()) {
      String line =
          "no cohort holds both of "
              + String.join(", ", apart)
              + " and no hub joins them; invert them in one cohort";
      if (units.isEmpty()) {
        throw new UserError(line);
      }
      context.console().failure(name(), "pairs", line);
    }
    if (units.isEmpty()) {
      throw new UserError("no identity has latents and a tracked clip; run invert first");
    }
    return units;
  }

  private Unit<Spec> unit(
      StageContext context,
      ReenactSettings settings,
      RenderPlan.Pair pair,
      RenderPlan.Place place,
      Person source,
      TrackedClip driver,
      String driverUnit,
      String camera) {
    Map<String, Object> decides = new TreeMap<>();
    decides.put("source", pair.source());
    decides.put("source_unit", source.unit());
    decides.put("weights", String.valueOf(source.sha256()));
    decides.put("driver", pair.driver());
    decides.put("driver_clip", driver.clip().clip());
    decides.put("driver_unit", driverUnit);
    decides.put("track", driver.unit());
    decides.put("content", driver.checksum());
    Map<String, Object> how = new LinkedHashMap<>();
    context
        .settings()
        .section("reenact")
        .properties()
        .forEach(e -> how.put(e.getKey(), e.getValue()));
    how.put("size", settings.size());
    // Who is rendered does not change how.
    how.remove("pairs");
    how.remove("drivers");
    decides.put("settings", how);
    decides.put("threads", threads(context));
    UnitKey key = UnitKey.of(name(), version(), decides);
    int views = settings.camera().equals("quilt") ? 45 : 1;
    return new Unit<>(
        key,
        pair.source() + " by " + driver.clip().label(),
        (double) driver.frames() * views,
        String.valueOf(source.sha256()),
        new Spec(
            key.hex(),
            pair.source(),
            place.source(),
            source.unit(),
            source.weights(),
            source.sha256(),
            driverUnit,
            driver.clip(),
            driver.unit(),
            camera == null ? driver.unit() : camera,
            source.generator(),
            driver.frames()));
  }

  private static Map<Map.Entry<String, String>, Person> persons(StageContext context) {
    Map<Map.Entry<String, String>, Person> persons = new LinkedHashMap<>();
    Dataset<Row> rows =
        context
            .table(Table.PERSONS, "invert")
            .select("identity", "cohort", "unit", "generator", "weights_uri", "weights_sha256");
    for (Row r : rows.orderBy("identity", "cohort").collectAsList()) {
      persons.put(
          Map.entry(r.getString(0), r.getString(1)),
          new Person(r.getString(2), r.getString(3), r.getString(4), r.getString(5)));
    }
    return persons;
  }

  /** The units of the stage invert by cohort and clip. */
  private static Map<String, String> latents(StageContext context) {
    Map<String, String> units = new LinkedHashMap<>();
    for (Row r :
        context
            .table(Table.LATENTS, "invert")
            .select("cohort", "identity", "clip", "unit")
            .distinct()
            .collectAsList()) {
      units.put(r.getString(0) + "\n" + r.getString(1) + "\n" + r.getString(2), r.getString(3));
    }
    return units;
  }

  private static String key(String cohort, Clip clip) {
    return cohort + "\n" + clip.identity() + "\n" + clip.clip();
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    ReenactSettings settings = ReenactSettings.of(context);
    GeneratorSettings generator = context.settings().section("generator", GeneratorSettings.class);
    return (spec, unit) -> Rendering.render(spec, settings, generator, unit);
  }
}
