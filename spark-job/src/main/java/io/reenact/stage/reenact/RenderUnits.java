package io.reenact.stage.reenact;

import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.latent.Boundaries;
import io.reenact.render.NumberCurves;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.stage.TrackedClip;
import io.reenact.stage.reenact.ReenactStage.Driver;
import io.reenact.stage.reenact.ReenactStage.Source;
import io.reenact.stage.reenact.ReenactStage.Spec;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.text.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Makes units of what was asked for. What units share is one object, so that millions fit. */
final class RenderUnits {
  /** Seconds of one core a frame of 256 x 256 pixels: half of it the generator's. */
  private static final double SECONDS_A_FRAME = 1.0 / 60;

  private final StageContext context;
  private final ReenactStage stage;
  private final Map<Map.Entry<String, String>, Row> persons = new LinkedHashMap<>();
  private final Map<String, String> latents = new HashMap<>();
  private final Map<String, int[]> keyFrames = new HashMap<>();
  private final Map<String, List<TrackedClip>> clips;
  private final RenderPlan plan;
  private final LookCheck check;
  private final Map<RenderPlan.Place, Map<String, Source>> sources = new HashMap<>();
  private final Map<String, Driver> drivers = new HashMap<>();
  private final Map<Object, String> hashes = new HashMap<>();
  private final Map<String, List<Integer>> cuts = new HashMap<>();
  private final Map<Object, Object> files = new HashMap<>();
  private final List<Unit<Spec>> units = new ArrayList<>();

  RenderUnits(StageContext context, ReenactStage stage, LookCheck check) {
    this.context = context;
    this.stage = stage;
    this.check = check;
    GoneData gone = GoneData.of(context.spark(), context.workspace());
    if (!gone.units().isEmpty()) {
      context
          .console()
          .line(
              "reenact: what "
                  + gone.units().size()
                  + " tunings made of clips that are gone takes no part; run invert to tune without"
                  + " them");
    }
    for (Row r :
        gone.living(context.table(Table.PERSONS), Table.PERSONS)
            .select("identity", "cohort", "unit", "generator", "weights_uri", "weights_sha256")
            .orderBy("identity", "cohort")
            .collectAsList()) {
      persons.put(Map.entry(r.getString(0), r.getString(1)), r);
    }
    for (Row r :
        gone.living(context.table(Table.LATENTS), Table.LATENTS)
            .groupBy("cohort", "identity", "clip", "unit")
            .agg(functions.sort_array(functions.collect_list("frame")))
            .collectAsList()) {
      String key = key(r.getString(0), r.getString(1), r.getString(2));
      latents.put(key, r.getString(3));
      List<Integer> frames = r.getList(4);
      keyFrames.put(key, frames.stream().mapToInt(Integer::intValue).toArray());
    }
    clips = TrackedClip.all(context);
    plan = new RenderPlan(persons.keySet());
  }

  /** The pairs of the setting {@code reenact.pairs}. */
  List<RenderPlan.Pair> pairs(ReenactSettings how) {
    return switch (how.pairs()) {
      case "similar" -> plan.similar(Similarity.features(context, how.similarity()), how.drivers());
      case "sample" -> plan.sample(how.sample(), context.settings().job().seed());
      default -> plan.pairs(how.pairs(), how.drivers());
    };
  }

  List<Unit<Spec>> all() {
    return units;
  }

  /** Adds the units of one row. */
  void add(RenderRequest.Asked asked) {
    String error = asked.error();
    if (error == null && !plan.knows(asked.source())) {
      error =
          "source "
              + asked.source()
              + " has no latents; invert it first"
              + plan.suggestion(asked.source());
    }
    if (error == null && asked.driver() != null && !plan.knows(asked.driver())) {
      error =
          "driver "
              + asked.driver()
              + " has no latents; invert it first"
              + plan.suggestion(asked.driver());
    }
    if (error == null && asked.driver() == null && asked.how().expression().isEmpty()) {
      error = "there is neither a driver nor an expression: give one";
    }
    if (error == null && asked.driver() == null && asked.how().kept().contains("paste")) {
      error = "reenact.outputs: paste needs a driver, whose frames to paste into";
    }
    if (error == null) {
      error = check.error(asked.how());
    }
    Object content = error == null ? content(asked.how()) : null;
    if (content instanceof UserError e) {
      error = e.getMessage();
    }
    RenderPlan.Place place = null;
    if (error == null) {
      if (asked.driver() == null) {
        String own = plan.cohort(asked.source());
        place = new RenderPlan.Place(own, own);
      } else {
        place = plan.place(new RenderPlan.Pair(asked.source(), asked.driver())).orElse(null);
      }
      if (place == null) {
        error =
            "no cohort holds both of "
                + asked.source()
                + " and "
                + asked.driver()
                + " and no hub joins theirs: invert them in one cohort";
      }
    }
    Source source = error == null ? source(asked.source(), place) : null;
    if (source != null && !source.generator().equals(check.generator())) {
      error =
          source.identity()
              + " was inverted with generator "
              + source.generator()
              + ", generator.bundle is "
              + check.generator()
              + "; set the same one, or run invert again";
    }
    if (error != null) {
      bad(asked, error);
      return;
    }
    String look = hashes.computeIfAbsent(asked.how(), h -> look(asked.how(), content));
    if (asked.driver() == null) {
      units(source, null, look, asked.how(), List.of(0, 1));
      return;
    }
    int before = units.size();
    for (TrackedClip c : clips.getOrDefault(asked.driver(), List.of())) {
      String key = key(place.driver(), c.clip().identity(), c.clip().clip());
      if (latents.containsKey(key)
          && (asked.clip() == null || asked.clip().equals(c.clip().clip()))) {
        Driver driver =
            drivers.computeIfAbsent(
                key, k -> new Driver(c.clip(), c.checksum(), latents.get(k), c.unit(), c.frames()));
        boolean held = driver.frames() == 1 && asked.how().seconds() > 0;
        int limit = held ? 0 : asked.how().segmentFrames();
        List<Integer> at =
            cuts.computeIfAbsent(
                key + "\n" + limit,
                k -> Segments.cuts(Math.max(1, driver.frames()), keyFrames.get(key), limit));
        units(source, driver, look, asked.how(), at);
      }
    }
    if (units.size() == before) {
      bad(
          asked,
          asked.clip() == null
              ? asked.driver() + " has no tracked clip with latents; run track and invert"
              : asked.driver()
                  + " has no clip "
                  + asked.clip()
                  + " with latents; see table clips"
                  + Suggestions.of(asked.clip(), clipsOf(asked.driver())));
    }
  }

  private List<String> clipsOf(String identity) {
    return clips.getOrDefault(identity, List.of()).stream().map(c -> c.clip().clip()).toList();
  }

  private void units(
      Source source, Driver driver, String look, ReenactSettings how, List<Integer> cuts) {
    String first = null;
    for (int i = 0; i + 1 < cuts.size(); i++) {
      Map<String, Object> decides = new HashMap<>();
      decides.put("source", hashes.computeIfAbsent(source, RenderUnits::sourceHash));
      if (driver != null) {
        decides.put("driver", hashes.computeIfAbsent(driver, RenderUnits::driverHash));
      }
      decides.put("look", look);
      if (cuts.size() > 2) {
        decides.put("part", cuts.get(i) + "-" + cuts.get(i + 1));
      }
      UnitKey key = stage.key(decides);
      first = first == null ? key.hex() : first;
      Spec spec = new Spec(first, source, driver, how, i, cuts, null);
      String label =
          source.identity()
              + " by "
              + (driver == null ? "numbers" : driver.clip().label())
              + (cuts.size() > 2 ? Piece.label(i, cuts.size() - 1) : "");
      units.add(
          new Unit<>(key, label, cost(how, cuts.get(i + 1) - cuts.get(i)), affinity(source), spec));
    }
  }

  private static String affinity(Source s) {
    return s.weightsSha256() == null ? "bundle" : s.weightsSha256();
  }

  /** Predicted seconds of one core. */
  private static double cost(ReenactSettings how, int frames) {
    int views = how.layout().views();
    double pixels = (double) how.layout().width() * how.layout().height() / (256 * 256);
    return frames * SECONDS_A_FRAME * (0.5 + 0.25 * views + 0.25 * pixels);
  }

  private void bad(RenderRequest.Asked asked, String why) {
    String label = asked.source() + " by " + (asked.driver() == null ? "numbers" : asked.driver());
    Map<String, Object> decides = new HashMap<>();
    decides.put("label", label);
    decides.put("clip", asked.clip());
    decides.put("bad", why);
    units.add(
        new Unit<>(
            stage.key(decides),
            label,
            0.01,
            new Spec(null, null, null, null, 0, List.of(0, 1), why)));
  }

  private Source source(String identity, RenderPlan.Place place) {
    return sources
        .computeIfAbsent(place, p -> new HashMap<>())
        .computeIfAbsent(
            identity,
            who -> {
              Row p = persons.get(Map.entry(who, place.source()));
              TrackedClip c =
                  clips.getOrDefault(who, List.of()).stream()
                      .filter(t -> latents.containsKey(key(place.source(), who, t.clip().clip())))
                      .findFirst()
                      .orElse(clips.getOrDefault(who, List.of()).stream().findFirst().orElse(null));
              return new Source(
                  who,
                  place.source(),
                  p.getString(2),
                  p.getString(4),
                  p.getString(5),
                  p.getString(3),
                  c == null ? null : c.clip(),
                  c == null ? null : c.unit());
            });
  }

  private static String sourceHash(Object o) {
    Source s = (Source) o;
    Map<String, Object> m = new HashMap<>();
    m.put("identity", s.identity());
    m.put("unit", s.unit());
    m.put("weights", s.weightsSha256());
    m.put("generator", s.generator());
    m.put("track", s.trackUnit());
    return UnitKey.hash(m);
  }

  private static String driverHash(Object o) {
    Driver d = (Driver) o;
    return UnitKey.hash(
        Map.of(
            "identity",
            d.clip().identity(),
            "clip",
            d.clip().clip(),
            "content",
            d.checksum(),
            "unit",
            d.unit(),
            "track",
            d.trackUnit()));
  }

  /** A hash of all settings that decide how a render looks, and of the files they name. */
  private String look(ReenactSettings how, Object content) {
    Map<String, Object> m = new HashMap<>();
    Json.mapper()
        .valueToTree(how)
        .properties()
        .forEach(
            e -> {
              // Of boundaries the content counts, wherever they are.
              if (!ReenactSettings.WHO.contains(e.getKey()) && !e.getKey().equals("boundaries")) {
                m.put(e.getKey(), e.getValue());
              }
            });
    m.put("files", content);
    m.put("threads", stage.threads(context));
    return UnitKey.hash(m);
  }

  /** What the files hold that settings name, or the error. */
  private Object content(ReenactSettings how) {
    String path = how.usesPath() ? how.path() : "";
    String numbers = ReenactSettings.isFile(how.expression()) ? how.expression() : "";
    return files.computeIfAbsent(
        List.of(path, numbers, how.edits(), how.boundaries(), how.parts()),
        k -> {
          try {
            return TextFiles.text("camera path", path, context.hadoop())
                + "\n"
                + TextFiles.text("expression file", numbers, context.hadoop())
                + edits(how);
          } catch (UserError e) {
            return e;
          }
        });
  }

  /** The edits' curve and the boundaries of the user's folder that a render uses. */
  private String edits(ReenactSettings how) {
    StringBuilder text = new StringBuilder();
    SortedSet<String> used = new TreeSet<>(how.transferred().keySet());
    NumberCurves edits = Motions.edits(how, context.hadoop());
    if (edits != null) {
      used.addAll(edits.names());
      if (ReenactSettings.isFile(how.edits())) {
        text.append('\n').append(TextFiles.text("edits file", how.edits(), context.hadoop()));
      }
    }
    used.retainAll(Boundaries.namesIn(how.boundaries(), context.hadoop()));
    for (String name : used) {
      text.append('\n').append(name).append('=').append(hash(how.boundaries(), name));
    }
    return text.toString();
  }

  private String hash(String folder, String name) {
    Path file = new Path(folder, name + ".npy");
    try (InputStream in = file.getFileSystem(context.hadoop()).open(file)) {
      return Hashes.of(in);
    } catch (IOException e) {
      throw new UserError("boundary " + file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static String key(String cohort, String identity, String clip) {
    return cohort + "\n" + identity + "\n" + clip;
  }
}
