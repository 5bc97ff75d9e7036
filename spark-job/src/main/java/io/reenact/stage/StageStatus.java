package io.reenact.stage;

import io.reenact.table.Attempt;
import io.reenact.table.Names;
import io.reenact.table.Plans;
import io.reenact.table.UnitKey;
import io.reenact.table.UnitState;
import io.reenact.table.UnitStore;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * How far the last plan of a stage is.
 *
 * @param stage its name
 * @param planned all units of the plan
 * @param done with a result
 * @param running lines on units that somebody works on
 * @param failures lines on units that failed, or whose input is bad
 * @param waiting units that nobody has begun, or that were interrupted
 */
public record StageStatus(
    String stage, int planned, int done, List<String> running, List<String> failures, int waiting) {
  private static final List<String> ORDER =
      List.of("index", "track", "invert", "reenact", "join", "evaluate");

  /** All stages of a workspace, in the order of the flow. */
  public static List<StageStatus> all(Workspace workspace, Configuration conf) throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    List<String> stages = new ArrayList<>(store.stages());
    stages.sort(
        Comparator.comparingInt((String s) -> ORDER.contains(s) ? ORDER.indexOf(s) : ORDER.size())
            .thenComparing(s -> s));
    List<StageStatus> all = new ArrayList<>();
    for (String stage : stages) {
      all.add(of(stage, store));
    }
    return all;
  }

  private static StageStatus of(String stage, UnitStore store) throws IOException {
    List<Plans.Planned> plan = Plans.read(store.workspace(), store.store(), stage);
    Map<String, UnitState> states = new ConcurrentHashMap<>();
    Parallel.forEach(plan, p -> states.put(p.unit(), store.state(stage, new UnitKey(p.unit()))));
    Instant now = Instant.now();
    int done = 0;
    int waiting = 0;
    List<String> running = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Plans.Planned p : plan) {
      UnitState state = states.get(p.unit());
      String label = Names.printable(p.label());
      if (state.commit().isPresent()) {
        Attempt commit = state.commit().get();
        if (commit.status().equals(Attempt.BAD)) {
          failures.add(label + ": " + commit.error());
        } else {
          done++;
        }
      } else if (state.running().isPresent() && state.running().get().alive(now)) {
        running.add(
            String.format(
                Locale.ROOT,
                "%s: %.0f%% on %s (%s), attempt %d",
                label,
                100 * state.running().get().share(),
                state.running().get().host(),
                state.running().get().device(),
                state.running().get().attempt()));
      } else if (state.failure().isPresent()) {
        failures.add(label + ": " + state.failure().get().error());
      } else {
        waiting++;
      }
    }
    return new StageStatus(stage, plan.size(), done, running, failures, waiting);
  }
}
