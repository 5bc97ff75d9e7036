package io.reenact.stage;

import io.reenact.camera.UserError;
import io.reenact.cli.JobSettings;
import io.reenact.plan.Packer;
import io.reenact.table.Attempt;
import io.reenact.table.Plans;
import io.reenact.table.Publisher;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.table.UnitStore;
import io.reenact.video.StorageErrors;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Runs stages: skip what is done, pack the rest, run it, publish, sum up. */
public final class StageRunner {
  /** From how many units on the stage's folder is listed before units are looked up. */
  private static final int LISTED_FROM = 10_000;

  private final StageContext context;

  /**
   * @param context shared by the stages of a run
   */
  public StageRunner(StageContext context) {
    this.context = context;
  }

  /**
   * Runs one stage.
   *
   * @throws StageFailed if more units failed than {@code job.max_failures} allows, or all did
   * @throws UserError if the stage has nothing to work on, or the workspace can't be used
   */
  public <S extends Serializable> StageSummary run(Stage<S> stage) {
    Instant begin = Instant.now();
    try {
      UnitStore store = new UnitStore(context.workspace(), context.hadoop());
      Publisher.recover(context.workspace(), context.hadoop());
      List<Unit<S>> units = unique(stage.plan(context));
      if (units.isEmpty()) {
        return new StageSummary(stage.name(), 0, 0, 0, 0, Duration.ZERO, Map.of());
      }
      Plans.write(
          context.workspace(),
          store.store(),
          stage.name(),
          units.stream().map(u -> new Plans.Planned(u.key().hex(), u.label(), u.cost())).toList());
      Map<String, Attempt> before =
          committed(store, stage.name(), units.stream().map(Unit::key).toList());
      List<Unit<S>> todo = units.stream().filter(u -> !before.containsKey(u.key().hex())).toList();
      context.console().stage(stage.name(), units.size(), before.size());
      List<UnitResult> results = todo.isEmpty() ? List.of() : execute(stage, todo);
      Map<Table, Long> published = publish(store, stage, units, results);
      StageSummary summary = summary(stage.name(), units, before, results, begin, published);
      context.console().done(summary);
      judge(summary);
      return summary;
    } catch (IOException e) {
      throw new UserError(
          "workspace " + context.workspace().root() + " can't be used: " + StorageErrors.line(e),
          e);
    }
  }

  private <S extends Serializable> List<UnitResult> execute(Stage<S> stage, List<Unit<S>> todo) {
    SparkContext sc = context.spark().sparkContext();
    JobSettings job = context.settings().job();
    boolean gpu = stage.usesGpu() && !job.device().equals("cpu");
    Resources resources = Resources.of(sc, gpu, stage.threads(context));
    List<List<Unit<S>>> tasks =
        Packer.pack(todo, Unit::cost, Unit::affinity, resources.slots(), job.maxTasks());
    double total = todo.stream().mapToDouble(Unit::cost).sum();
    try (Progress progress =
        new Progress(sc, context.console(), stage.name(), todo.size(), total)) {
      TaskSetup setup =
          new TaskSetup(
              stage.name(),
              stage.version(),
              UnitKey.hash(stage.settings(context)),
              stage.versions(),
              context.workspace(),
              new SerializableConfiguration(context.hadoop()),
              stage.threads(context),
              resources.coresAnExecutor(),
              gpu ? job.device() : "cpu",
              job.scratch(),
              progress.accumulator(),
              UsageListener.of(sc));
      UnitTask<S> task = new UnitTask<>(setup, stage.engine(context));
      // One element a slice: the plan, not a hash, says which task does what.
      List<ArrayList<Unit<S>>> slices = tasks.stream().map(ArrayList::new).toList();
      JavaRDD<ArrayList<Unit<S>>> rdd =
          JavaSparkContext.fromSparkContext(sc).parallelize(slices, slices.size());
      JavaRDD<UnitResult> work = resources.apply(rdd.flatMap(part -> task.run(part).iterator()));
      sc.setJobDescription(UnitLog.description(stage.name(), todo));
      return Jobs.run(work, progress::ended);
    } finally {
      sc.setJobDescription(null);
    }
  }

  private <S extends Serializable> Map<Table, Long> publish(
      UnitStore store, Stage<S> stage, List<Unit<S>> units, List<UnitResult> results)
      throws IOException {
    Map<String, Attempt> ended =
        committed(store, stage.name(), units.stream().map(Unit::key).toList());
    List<Attempt> attempts = Collections.synchronizedList(new ArrayList<>(ended.values()));
    // Only what failed at some time has more to tell; looking at every unit would take hours of a
    // great plan on an object store.
    List<UnitResult> failed =
        results.stream()
            .filter(r -> !ended.containsKey(r.unit()) || ended.get(r.unit()).attempt() > 1)
            .toList();
    Parallel.forEach(
        failed, r -> attempts.addAll(store.state(stage.name(), new UnitKey(r.unit())).errors()));
    context.console().busy(stage.name() + ": publishing");
    SparkContext sc = context.spark().sparkContext();
    sc.setJobDescription("reenact " + stage.name() + ": publishing " + units.size() + " units");
    try {
      return new Publisher(context.spark(), context.workspace()).publish(stage.name(), attempts);
    } finally {
      sc.setJobDescription(null);
    }
  }

  /** Looked up side by side: on an object store one look-up takes tens of milliseconds. */
  private static Map<String, Attempt> committed(UnitStore store, String stage, List<UnitKey> keys)
      throws IOException {
    Map<String, Attempt> found = new ConcurrentHashMap<>();
    // Most of a great plan has not been begun: one listing says which units are worth a look.
    Set<UnitKey> begun = keys.size() < LISTED_FROM ? Set.of() : Set.copyOf(store.keys(stage));
    List<UnitKey> known =
        keys.size() < LISTED_FROM ? keys : keys.stream().filter(begun::contains).toList();
    Parallel.forEach(
        known, key -> store.committed(stage, key).ifPresent(a -> found.put(key.hex(), a)));
    return found;
  }

  private static <S extends Serializable> List<Unit<S>> unique(List<Unit<S>> units) {
    Map<String, Unit<S>> byKey = new LinkedHashMap<>();
    units.forEach(u -> byKey.putIfAbsent(u.key().hex(), u));
    return List.copyOf(byKey.values());
  }

  private static <S extends Serializable> StageSummary summary(
      String stage,
      List<Unit<S>> units,
      Map<String, Attempt> before,
      List<UnitResult> results,
      Instant begin,
      Map<Table, Long> published) {
    int bad = (int) before.values().stream().filter(a -> a.status().equals(Attempt.BAD)).count();
    int done = (int) results.stream().filter(UnitResult::ok).count();
    return new StageSummary(
        stage,
        units.size(),
        before.size(),
        done,
        results.size() - done + bad,
        Duration.between(begin, Instant.now()),
        published);
  }

  private void judge(StageSummary summary) {
    if (summary.planned() == 0 || summary.failed() == 0) {
      return;
    }
    double share = (double) summary.failed() / summary.planned();
    double allowed = context.settings().job().maxFailures();
    if (summary.failed() == summary.planned()) {
      throw new StageFailed(
          summary.stage() + ": all " + summary.planned() + " units failed; see the lines above");
    }
    if (share > allowed) {
      throw new StageFailed(
          String.format(
              "%s: %d of %d units failed, more than job.max_failures = %s allows; see the lines"
                  + " above",
              summary.stage(), summary.failed(), summary.planned(), allowed));
    }
  }
}
