package io.reenact.stage.reenact;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.unit;

import io.reenact.error.Suggestions;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.evaluation.Trial;
import io.reenact.plan.TrackedClip;
import io.reenact.render.Timeline;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.stage.ProtocolPairs;
import io.reenact.stage.TrackedClips;
import io.reenact.stage.reenact.ReenactStage.Driver;
import io.reenact.stage.reenact.ReenactStage.Source;
import io.reenact.stage.reenact.ReenactStage.Spec;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.functions;

/** Makes units of what was asked for. What units share is one object, so that millions fit. */
final class RenderUnits {
  /** Somebody in a cohort; columns of the table persons. */
  private record Person(
      String identity,
      String cohort,
      String unit,
      String generator,
      String weightsUri,
      String weightsSha256,
      String settings,
      Integer size) {}

  /** The key frames of a clip in a cohort. */
  private record Keyed(
      String cohort, String identity, String clip, String unit, List<Integer> frames) {}

  private final StageContext context;
  private final ReenactStage stage;
  private final Map<Map.Entry<String, String>, Person> persons = new LinkedHashMap<>();
  private final Map<String, String> latents = new HashMap<>();
  private final Map<String, int[]> keyFrames = new HashMap<>();
  private final Map<String, List<TrackedClip>> clips;
  private final RenderPlan plan;
  private final Trial trial;
  private final LookCheck check;
  private final Mixes mixes;
  private final RenderKeys keys;
  private final Map<RenderPlan.Place, Map<String, Source>> sources = new HashMap<>();
  private final Map<String, Driver> drivers = new HashMap<>();
  private final Map<String, List<Integer>> cuts = new HashMap<>();
  private final Map<String, Integer> silent = new TreeMap<>();
  private final Map<String, String> tooLong = new LinkedHashMap<>();
  private final List<Unit<Spec>> units = new ArrayList<>();

  RenderUnits(StageContext context, ReenactStage stage, LookCheck check) {
    this.context = context;
    this.stage = stage;
    this.check = check;
    this.trial = Trial.of(context.settings());
    this.keys = new RenderKeys(context, stage.threads(context));
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
    for (Person p :
        RowCodec.of(Person.class)
            .list(
                gone.living(context.table(Table.PERSONS), Table.PERSONS)
                    .orderBy(cols(PersonRow::identity, PersonRow::cohort, PersonRow::given)))) {
      // Of someone encoded again with more clips the last one counts: from the most frames.
      persons.put(Map.entry(p.identity(), p.cohort()), p);
    }
    for (Keyed k :
        RowCodec.of(Keyed.class)
            .list(
                gone.living(context.table(Table.LATENTS), Table.LATENTS)
                    .groupBy(
                        col(LatentRow::cohort),
                        col(LatentRow::identity),
                        col(LatentRow::clip),
                        unit())
                    .agg(
                        functions
                            .sort_array(functions.collect_list(col(LatentRow::frame)))
                            .as(name(Keyed::frames))))) {
      Person person = persons.get(Map.entry(k.identity(), k.cohort()));
      if (person == null || !person.unit().equals(k.unit())) {
        continue;
      }
      String key = key(k.cohort(), k.identity(), k.clip());
      latents.put(key, k.unit());
      keyFrames.put(key, k.frames().stream().mapToInt(Integer::intValue).toArray());
    }
    clips = TrackedClips.all(context);
    mixes = new Mixes(clips, latents::get);
    plan =
        new RenderPlan(
            new LatestInversions(context)
                .first(persons.keySet(), key -> persons.get(key).settings()));
  }

  /** The pairs of the setting {@code reenact.pairs}, or of a protocol that says who they are. */
  List<RenderRequest.Asked> preset(ReenactSettings how) {
    Checked<ReenactSettings> all = new Checked.Fine<>(how);
    if (PairRule.of(how.pairs()) == PairRule.AUTO && trial.protocol().pairsPeople()) {
      long seed = context.settings().job().seed();
      return ProtocolPairs.of(trial, plan.people(), clips, seed).stream()
          .map(
              p ->
                  new RenderRequest.Asked(
                      p.source(), p.driver().identity(), p.driver().clip(), all))
          .toList();
    }
    if (!how.driver().isEmpty()) {
      return SingleDriver.of(how, plan.people(), context, check);
    }
    return pairs(how).stream()
        .map(p -> new RenderRequest.Asked(p.source(), p.driver(), null, all))
        .toList();
  }

  private List<RenderPlan.Pair> pairs(ReenactSettings how) {
    return switch (PairRule.of(how.pairs())) {
      case AUTO -> plan.neighbours(how.drivers());
      case ALL -> plan.all();
      case SIMILAR -> plan.similar(Similarity.features(context, how.similarity()), how.drivers());
      case SAMPLE -> plan.sample(how.sample(), context.settings().job().seed());
      case LISTED -> plan.listed(how.pairs());
    };
  }

  /**
   * Refuses settings that name clips which no render can use.
   *
   * @throws UserError naming the setting
   */
  void require(ReenactSettings how) {
    mixes.require(how);
  }

  /** How many renders have no sound though their drivers have, by why. */
  Map<String, Integer> silent() {
    return silent;
  }

  List<Unit<Spec>> all() {
    return units;
  }

  /** Adds the units of one row; one that can't be rendered becomes a bad unit. */
  void add(RenderRequest.Asked asked) {
    try {
      addRenders(asked);
    } catch (UnusableStore e) {
      // No fault of the row: the same request may go through later.
      throw e;
    } catch (UserError e) {
      bad(asked, e.getMessage());
    }
  }

  private void addRenders(RenderRequest.Asked asked) {
    ReenactSettings how = asked.how().get();
    plan.require("source", asked.source());
    if (asked.driver() != null) {
      plan.require("driver", asked.driver());
    } else if (how.expression().isEmpty()) {
      throw new UserError("there is neither a driver nor an expression: give one");
    } else if (how.kept().contains(Output.PASTE)) {
      throw new UserError("reenact.outputs: paste needs a driver, whose frames to paste into");
    }
    check.require(how);
    String look = keys.of(how);
    RenderPlan.Place place = place(asked);
    Source source = source(asked.source(), place);
    if (!source.generator().equals(check.generator())) {
      throw new UserError(
          source.identity()
              + " was inverted with generator "
              + source.generator()
              + ", generator.bundle is "
              + check.generator()
              + "; set the same one, or run invert again");
    }
    Mix mix = mixes.of(how, asked.driver(), place.driver());
    if (asked.driver() == null) {
      if (how.retiming().moves()) {
        throw new UserError("reenact.speed, start and loop need a driver that moves");
      }
      double end = how.seconds() > 0 ? how.seconds() : Motions.numbers(how, context.hadoop()).end();
      check.requireLongPath(how, still(end, how));
      units(source, null, look, how, List.of(0, 1), mix);
      return;
    }
    int before = units.size();
    List<TrackedClip> own = clips.getOrDefault(asked.driver(), List.of());
    for (int i = 0; i < own.size(); i++) {
      TrackedClip c = own.get(i);
      String key = key(place.driver(), c.clip().identity(), c.clip().clip());
      boolean wanted =
          asked.clip() == null
              ? trial.scoring().takes(i, c.clip().clip())
              : asked.clip().equals(c.clip().clip());
      if (latents.containsKey(key) && wanted) {
        Driver driver =
            drivers.computeIfAbsent(
                key, k -> new Driver(c.clip(), c.checksum(), latents.get(k), c.unit(), c.frames()));
        boolean held = driver.frames() == 1 && how.seconds() > 0;
        Checked<Timeline> timed =
            Checked.of(() -> Motions.timeline(how, c.clip().label(), c.frames(), c.lastSeconds()));
        if (timed instanceof Checked.Refused<Timeline> r) {
          bad(asked, r.error().getMessage());
          continue;
        }
        Timeline timeline = timed.get();
        try {
          double moving = timeline == null ? c.lastSeconds() : timeline.lastSeconds();
          check.requireLongPath(how, held ? still(how.seconds(), how) : moving);
        } catch (UserError e) {
          tooLong.putIfAbsent(e.getMessage(), c.clip().label());
          bad(asked, e.getMessage());
          continue;
        }
        int limit = held ? 0 : how.segmentFrames();
        String why = RenderSound.lost(how, timeline);
        if (why != null && !Boolean.FALSE.equals(c.audio())) {
          silent.merge(why, 1, Integer::sum);
        }
        int frames = timeline == null ? driver.frames() : timeline.frames();
        // Frames of another time line than the driver's are at no key frames.
        int[] keyed = timeline == null ? keyFrames.get(key) : new int[0];
        List<Integer> at =
            cuts.computeIfAbsent(
                key + "\n" + limit + "\n" + (timeline == null ? "" : frames),
                k -> Segments.cuts(Math.max(1, frames), keyed, limit));
        units(source, driver, look, how, at, mix);
      }
    }
    if (units.size() == before) {
      throw new UserError(
          asked.clip() == null
              ? asked.driver() + " has no tracked clip with latents; run track and invert"
              : asked.driver()
                  + " has no clip "
                  + asked.clip()
                  + " with latents; see table clips"
                  + Suggestions.of(asked.clip(), clipsOf(asked.driver())));
    }
  }

  private RenderPlan.Place place(RenderRequest.Asked asked) {
    if (asked.driver() == null) {
      String own = plan.cohort(asked.source());
      return new RenderPlan.Place(own, own);
    }
    return plan.place(new RenderPlan.Pair(asked.source(), asked.driver()))
        .orElseThrow(
            () ->
                new UserError(
                    "no cohort holds both of "
                        + asked.source()
                        + " and "
                        + asked.driver()
                        + " and no hub joins theirs: invert them in one cohort"));
  }

  /** Seconds to the last frame of what doesn't move for so many seconds. */
  private static double still(double seconds, ReenactSettings how) {
    return (Math.max(1, Math.round(seconds * how.fps())) - 1) / how.fps();
  }

  /**
   * Refuses a camera path that all renders follow, and some outlast: said once, not by each.
   *
   * @throws UserError naming a clip that is too long
   */
  void requireLongPath() {
    tooLong.entrySet().stream()
        .findFirst()
        .ifPresent(
            e -> {
              throw new UserError(e.getValue() + ": " + e.getKey());
            });
  }

  private List<String> clipsOf(String identity) {
    return clips.getOrDefault(identity, List.of()).stream().map(c -> c.clip().clip()).toList();
  }

  private void units(
      Source source, Driver driver, String look, ReenactSettings how, List<Integer> cuts, Mix mix) {
    String first = null;
    for (int i = 0; i + 1 < cuts.size(); i++) {
      Map<String, Object> decides = new HashMap<>();
      decides.put("source", keys.of(source));
      if (driver != null) {
        decides.put("driver", keys.of(driver));
      }
      decides.put("look", look);
      decides.putAll(keys.of(mix));
      if (cuts.size() > 2) {
        decides.put("part", cuts.get(i) + "-" + cuts.get(i + 1));
      }
      UnitKey key = stage.key(decides);
      first = first == null ? key.hex() : first;
      Spec spec = new Spec(first, source, driver, how, i, cuts, null, mix);
      String label =
          source.identity()
              + " by "
              + (driver == null ? "numbers" : driver.clip().label())
              + (cuts.size() > 2 ? Piece.label(i, cuts.size() - 1) : "");
      units.add(
          new Unit<>(
              key,
              label,
              RenderCost.seconds(how, cuts.get(i + 1) - cuts.get(i), driver != null),
              affinity(source),
              spec));
    }
  }

  private static String affinity(Source s) {
    return s.weightsSha256() == null ? "bundle" : s.weightsSha256();
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
            new Spec(null, null, null, null, 0, List.of(0, 1), why, Mix.NONE)));
  }

  private Source source(String identity, RenderPlan.Place place) {
    return sources
        .computeIfAbsent(place, p -> new HashMap<>())
        .computeIfAbsent(
            identity,
            who -> {
              Person p = persons.get(Map.entry(who, place.source()));
              TrackedClip c =
                  clips.getOrDefault(who, List.of()).stream()
                      .filter(t -> latents.containsKey(key(place.source(), who, t.clip().clip())))
                      .findFirst()
                      .orElse(clips.getOrDefault(who, List.of()).stream().findFirst().orElse(null));
              return new Source(
                  who,
                  place.source(),
                  p.unit(),
                  p.weightsUri(),
                  p.weightsSha256(),
                  p.generator(),
                  c == null ? null : c.clip(),
                  c == null ? null : c.unit(),
                  p.size() == null ? 0 : p.size());
            });
  }

  /** What a clip's latents in a cohort are found by. */
  static String key(String cohort, String identity, String clip) {
    return cohort + "\n" + identity + "\n" + clip;
  }
}
