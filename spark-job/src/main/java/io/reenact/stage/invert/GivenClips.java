package io.reenact.stage.invert;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.unit;

import io.reenact.error.UserError;
import io.reenact.evaluation.Protocol;
import io.reenact.evaluation.Trial;
import io.reenact.inversion.Strategy;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.runner.StageContext;
import io.reenact.stage.TrackedClips;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.functions;

/** What a protocol gives inversion of everyone's clips, and which of them can't serve it. */
final class GivenClips {
  /** The usable frames of a clip's track. */
  private record Usable(String unit, List<Integer> frames) {}

  private final Trial trial;
  private final Map<String, int[]> usable = new HashMap<>();
  private final List<Cohorts.Person> people = new ArrayList<>();
  private final Map<TrackedClip, String> unfit = new LinkedHashMap<>();

  GivenClips(StageContext context) {
    this.trial = Trial.of(context.settings());
    if (trial.holds()) {
      RowCodec.of(Usable.class)
          .list(
              context
                  .table(Table.TRACKS)
                  .where(col(TrackRow::usable))
                  .groupBy(unit())
                  .agg(
                      functions
                          .sort_array(functions.collect_list(col(TrackRow::frame)))
                          .as(name(Usable::frames))))
          .forEach(
              u -> usable.put(u.unit(), u.frames().stream().mapToInt(Integer::intValue).toArray()));
    }
    TrackedClips.all(context).forEach(this::add);
  }

  private void add(String identity, List<TrackedClip> clips) {
    List<TrackedClip> giving = new ArrayList<>();
    List<TrackedClip> held = new ArrayList<>();
    int heldFrames = 0;
    for (int i = 0; i < clips.size(); i++) {
      TrackedClip c = clips.get(i);
      if (c.usable() == 0) {
        continue;
      }
      if (!trial.holds()) {
        giving.add(c);
        continue;
      }
      try {
        Protocol.Split split =
            trial.split(i, c.clip().clip(), usable.getOrDefault(c.unit(), new int[0]), c.frames());
        int given = split.given().length;
        if (given == 0) {
          held.add(c);
          heldFrames += split.scored().length;
        } else {
          giving.add(
              new TrackedClip(
                  c.clip(), c.checksum(), c.frames(), given, c.lastSeconds(), c.audio(), c.unit()));
          heldFrames += trial.protocol().holdsFrames() ? split.scored().length : 0;
        }
      } catch (UserError e) {
        unfit.put(c, e.getMessage());
      }
    }
    // A manifest asks for one strategy; several manifests may differ.
    List<String> asked =
        clips.stream().map(c -> c.clip().strategy()).filter(Objects::nonNull).distinct().toList();
    if (asked.size() > 1) {
      unfit.put(
          clips.get(0),
          identity + " has strategies " + String.join(" and ", asked) + "; a person has one");
    } else if (!giving.isEmpty()) {
      Strategy strategy = asked.isEmpty() ? null : Strategy.of(asked.get(0));
      people.add(new Cohorts.Person(identity, giving, held, heldFrames, strategy));
    } else {
      held.forEach(c -> unfit.put(c, "no clip of " + identity + " gives frames to learn from"));
    }
  }

  /** Everyone of whom inversion is given something, in name order. */
  List<Cohorts.Person> people() {
    return people;
  }

  /** Leaves out a person whom nothing can be learnt of as it is wanted. */
  void leaveOut(Cohorts.Person person, String why) {
    people.remove(person);
    unfit.put(person.clips().get(0), why);
  }

  /** The clips that can't serve, with why. */
  Map<TrackedClip, String> unfit() {
    return unfit;
  }
}
