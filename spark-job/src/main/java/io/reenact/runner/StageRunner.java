package io.reenact.runner;

import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.plan.Packer;
import io.reenact.provenance.Provenance;
import io.reenact.publish.Publisher;
import io.reenact.row.SettingRow;
import io.reenact.settings.JobSettings;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.telemetry.UsageListener;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Runs stages: skip what is done, pack the rest, run it, publish, sum up. */
public final class StageRunner {
  private final StageContext context;

  /** The same for all stages of a run; made by the first, since a jar takes a while to hash. */
  private String madeWith;

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
      Publisher.recover(context.workspace(), context.hadoop(), context.console()::line);
      List<Unit<S>> units = unique(stage.plan(context));
      if (units.isEmpty()) {
        return new StageSummary(stage.name(), 0, 0, 0, 0, Duration.ZERO, Map.of());
      }
      Plans.write(
          context.workspace(),
          store.store(),
          stage.name(),
          units.stream().map(u -> new Plans.Planned(u.key().hex(), u.label(), u.cost())).toList());
      String made = madeWith(store);
      SparkContext sc = context.spark().sparkContext();
      Map<String, Packed> ended =
          Commits.find(
              sc, store, stage.name(), units.stream().map(Unit::key).toList(), Commits.GREAT);
      int before = ended.size();
      int bad = (int) ended.values().stream().filter(p -> p.status().equals(Attempt.BAD)).count();
      List<Unit<S>> todo = units.stream().filter(u -> !ended.containsKey(u.key().hex())).toList();
      context.console().stage(stage.name(), units.size(), before);
      tellBad(stage.name(), ended);
      Results results = new Results();
      Map<Table, Long> published;
      try (StageBar bar = new StageBar(sc, context.console(), stage.name(), todo.size())) {
        if (!todo.isEmpty()) {
          execute(stage, todo, made, results, bar);
        }
        ended.putAll(results.committed());
        bar.publishing(0, "publishing");
        published = publish(store, stage.name(), ended, results.failed(), bar);
      }
      StageSummary summary =
          new StageSummary(
              stage.name(),
              units.size(),
              before,
              results.done(),
              todo.size() - results.done() + bad,
              Duration.between(begin, Instant.now()),
              published);
      context.console().line(summary.line());
      if (!stage.mayFail()) {
        judge(summary);
      }
      return summary;
    } catch (IOException e) {
      throw UnusableStore.of("workspace " + context.workspace().root() + " can't be used", e);
    }
  }

  /**
   * What results are made with, in the table settings before any unit runs: a workspace that takes
   * no rows shows at once, not after hours of work; units of a run that is killed before it
   * publishes find their settings there; and what publishing loads is in memory from the start.
   */
  private String madeWith(UnitStore store) throws IOException {
    if (madeWith == null) {
      Packed recorded = Provenance.of(context.settings()).recorded(store);
      publisher().publish(SettingRow.STAGE, List.of(recorded));
      madeWith = recorded.unit();
    }
    return madeWith;
  }

  private Publisher publisher() throws IOException {
    return new Publisher(context.spark(), context.workspace(), context.console()::line);
  }

  /** Why units of this plan that ended before have no result, as if they had ended now. */
  private void tellBad(String stage, Map<String, Packed> ended) {
    Repeats repeats = new Repeats();
    for (Packed p : ended.values()) {
      if (p.status().equals(Attempt.BAD)) {
        Attempt bad = p.unpacked();
        if (repeats.isNew(bad.label(), bad.error())) {
          context.console().failure(stage, bad.label(), bad.error());
        }
      }
    }
    repeats.rest((label, line) -> context.console().failure(stage, label, line));
  }

  private <S extends Serializable> void execute(
      Stage<S> stage, List<Unit<S>> todo, String madeWith, Results results, StageBar bar) {
    SparkContext sc = context.spark().sparkContext();
    JobSettings job = context.settings().job();
    boolean gpu = stage.usesGpu() && !job.device().equals("cpu");
    int perGpu = GpuShare.of(context, sc, gpu);
    Resources resources = Resources.of(sc, gpu, stage.threads(context), perGpu);
    List<List<Unit<S>>> tasks =
        Packer.pack(todo, Unit::cost, Unit::affinity, resources.slots(), job.maxTasks());
    bar.begin(
        tasks.stream().map(t -> t.stream().mapToDouble(Unit::cost).sum()).toList(),
        resources.slots());
    try {
      TaskSetup setup =
          new TaskSetup(
              stage.name(),
              stage.version(),
              UnitKey.hash(stage.settings(context)),
              madeWith,
              stage.versions(),
              context.workspace(),
              new SerializableConfiguration(context.hadoop()),
              stage.threads(context),
              resources.coresAnExecutor(),
              gpu ? job.device() : "cpu",
              job.scratch(),
              bar.accumulator(),
              UsageListener.of(sc));
      UnitTask<S> task = new UnitTask<>(setup, stage.engine(context));
      // One element a slice: the plan, not a hash, says which task does what.
      List<ArrayList<Unit<S>>> slices = tasks.stream().map(ArrayList::new).toList();
      JavaRDD<ArrayList<Unit<S>>> rdd =
          JavaSparkContext.fromSparkContext(sc).parallelize(slices, slices.size());
      JavaRDD<UnitResult> work = resources.apply(rdd.flatMap(part -> task.run(part).iterator()));
      sc.setJobDescription(UnitLog.description(stage.name(), todo));
      Jobs.run(
          work,
          result -> {
            bar.ended(result);
            results.add(result);
          },
          bar::taskEnded);
    } finally {
      sc.setJobDescription(null);
    }
  }

  private Map<Table, Long> publish(
      UnitStore store, String stage, Map<String, Packed> ended, Set<String> failed, StageBar bar)
      throws IOException {
    // Another driver may have done what failed here.
    List<UnitKey> again =
        failed.stream().filter(k -> !ended.containsKey(k)).map(UnitKey::new).toList();
    SparkContext sc = context.spark().sparkContext();
    ended.putAll(Commits.find(sc, store, stage, again, Commits.GREAT));
    // Only what failed at some time has more to tell; looking at every unit would take hours of a
    // great plan on an object store.
    List<Packed> attempts = Collections.synchronizedList(new ArrayList<>(ended.values()));
    Parallel.forEach(
        failed.stream().map(UnitKey::new).toList(),
        key -> store.state(stage, key).errors().forEach(e -> attempts.add(Packed.of(e))));
    sc.setJobDescription("reenact " + stage + ": publishing " + ended.size() + " units");
    try {
      return publisher()
          .publish(stage, attempts, (done, of, what) -> bar.publishing((double) done / of, what));
    } finally {
      sc.setJobDescription(null);
    }
  }

  /** What is kept of a stage's results. */
  private static final class Results {
    private final Map<String, Packed> committed = new HashMap<>();
    private final Set<String> failed = new HashSet<>();
    private int done;

    synchronized void add(UnitResult result) {
      done += result.ok() ? 1 : 0;
      if (result.committed() != null) {
        committed.put(result.unit(), result.committed());
      }
      if (result.committed() == null || result.committed().attempt() > 1) {
        failed.add(result.unit());
      }
    }

    synchronized Map<String, Packed> committed() {
      return committed;
    }

    synchronized Set<String> failed() {
      return failed;
    }

    synchronized int done() {
      return done;
    }
  }

  private static <S extends Serializable> List<Unit<S>> unique(List<Unit<S>> units) {
    Map<String, Unit<S>> byKey = new LinkedHashMap<>();
    units.forEach(u -> byKey.putIfAbsent(u.key().hex(), u));
    return List.copyOf(byKey.values());
  }

  private void judge(StageSummary summary) {
    if (summary.planned() == 0 || summary.failed() == 0) {
      return;
    }
    double allowed = context.settings().job().maxFailures();
    // Of few units one may fail, unless none may.
    long most = (long) Math.ceil(allowed * summary.planned() - 1e-9);
    if (summary.failed() == summary.planned()) {
      throw new StageFailed(
          summary.stage() + ": all " + summary.planned() + " units failed; see the lines above");
    }
    if (summary.failed() > most) {
      throw new StageFailed(
          String.format(
              Locale.ROOT,
              "%s: %d of %d units failed, more than job.max_failures = %s allows; see the lines"
                  + " above. What is done is kept: mend it, or allow more, and run again",
              summary.stage(),
              summary.failed(),
              summary.planned(),
              allowed));
    }
  }
}
