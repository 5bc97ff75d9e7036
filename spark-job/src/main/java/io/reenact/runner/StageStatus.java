package io.reenact.runner;

import io.reenact.row.SettingRow;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitState;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;

/**
 * How far the last plan of a stage is.
 *
 * @param stage its name
 * @param planned all units of the plan
 * @param done with a result
 * @param running lines on units that somebody works on
 * @param failed units that failed, or whose input is bad
 * @param waiting units that nobody has begun, or that were interrupted
 * @param earlier results of units that are not in the last plan: of earlier requests, other
 *     settings, or a corpus that has changed
 */
public record StageStatus(
    String stage,
    int planned,
    int done,
    List<String> running,
    List<Failure> failed,
    int waiting,
    int earlier) {
  /** A unit without a result, and why. */
  public record Failure(String label, String error) {}

  /** Why units failed, a line each; equal reasons once, with the first unit and their count. */
  public List<String> reasons() {
    return reasons(failed).stream().map(f -> f.label() + ": " + f.error()).toList();
  }

  /** Failures with equal reasons as one, whose label is the first unit's and their count. */
  public static List<Failure> reasons(List<Failure> failed) {
    Repeats repeats = new Repeats();
    List<Failure> first = failed.stream().filter(f -> repeats.isNew(f.label(), f.error())).toList();
    Map<String, String> more = new HashMap<>();
    repeats.rest((label, line) -> more.put(line, label));
    return first.stream()
        .map(f -> new Failure(more.getOrDefault(f.error(), f.label()), f.error()))
        .toList();
  }

  /**
   * All stages of a workspace.
   *
   * @param order of their names; others come last
   */
  public static List<StageStatus> all(Workspace workspace, Configuration conf, List<String> order)
      throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    List<String> stages = new ArrayList<>(store.stages());
    stages.remove(SettingRow.STAGE);
    stages.sort(
        Comparator.comparingInt((String s) -> order.contains(s) ? order.indexOf(s) : order.size())
            .thenComparing(s -> s));
    List<StageStatus> all = new ArrayList<>();
    for (String stage : stages) {
      all.add(of(stage, store));
    }
    return all;
  }

  private static int earlier(String stage, Map<String, UnitState> planned, UnitStore store)
      throws IOException {
    List<UnitKey> others =
        store.keys(stage).stream().filter(k -> !planned.containsKey(k.hex())).toList();
    AtomicInteger done = new AtomicInteger();
    Parallel.forEach(
        others,
        key -> {
          if (store
              .committed(stage, key)
              .filter(a -> a.status().equals(Attempt.DONE))
              .isPresent()) {
            done.incrementAndGet();
          }
        });
    return done.get();
  }

  private static StageStatus of(String stage, UnitStore store) throws IOException {
    List<Plans.Planned> plan = Plans.read(store.workspace(), store.store(), stage);
    Map<String, UnitState> states = new ConcurrentHashMap<>();
    Parallel.forEach(plan, p -> states.put(p.unit(), store.state(stage, new UnitKey(p.unit()))));
    Instant now = Instant.now();
    int done = 0;
    int waiting = 0;
    List<String> running = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Plans.Planned p : plan) {
      UnitState state = states.get(p.unit());
      String label = Names.printable(p.label());
      if (state.commit().isPresent()) {
        Attempt commit = state.commit().get();
        if (commit.status().equals(Attempt.BAD)) {
          failures.add(new Failure(label, commit.error()));
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
        failures.add(new Failure(label, state.failure().get().error()));
      } else {
        waiting++;
      }
    }
    return new StageStatus(
        stage, plan.size(), done, running, failures, waiting, earlier(stage, states, store));
  }
}
