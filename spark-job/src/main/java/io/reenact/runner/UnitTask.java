package io.reenact.runner;

import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import io.reenact.scratch.ScratchFolders;
import io.reenact.telemetry.NativeMemory;
import io.reenact.unit.Attempt;
import io.reenact.unit.UnitState;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the units of one task, each isolated from the others. */
final class UnitTask<S extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(UnitTask.class);

  private final TaskSetup setup;
  private final UnitEngine<S> engine;

  UnitTask(TaskSetup setup, UnitEngine<S> engine) {
    this.setup = setup;
    this.engine = engine;
  }

  /** Does the units, in order. */
  List<UnitResult> run(List<Unit<S>> units) {
    return units.stream().map(this::run).toList();
  }

  private UnitResult run(Unit<S> unit) {
    try {
      UnitStore store = new UnitStore(setup.workspace(), setup.conf().value());
      UnitState state = store.state(setup.stage(), unit.key());
      if (state.commit().isPresent()) {
        // Done by a twin of this task, or by another driver, since the plan was made.
        return UnitResult.of(state.commit().get());
      }
      Path scratch = scratch();
      try {
        return UnitResult.of(attempt(unit, state.attempts() + 1, store, scratch));
      } finally {
        delete(scratch);
      }
    } catch (UserError e) {
      // A record of the unit that is not this job's.
      return new UnitResult(unit.key().hex(), unit.label(), Attempt.FAILED, e.getMessage(), null);
    } catch (IOException e) {
      LOG.error("{} {}: the workspace can't be written", setup.stage(), unit.label(), e);
      return new UnitResult(
          unit.key().hex(),
          unit.label(),
          Attempt.FAILED,
          fullDisk(e, "job.scratch")
              .orElseGet(() -> "workspace can't be used: " + StorageErrors.line(e)),
          null);
    }
  }

  private Attempt attempt(Unit<S> unit, int number, UnitStore store, Path scratch)
      throws IOException {
    Worker worker = Worker.here(setup.cores());
    UnitAttempt attempting =
        new UnitAttempt(setup, worker, unit, number, device(setup.device()), scratch, store);
    Attempt ended;
    long waiting = System.nanoTime();
    try (Slots.Permit permit = worker.slots().take(setup.threads())) {
      attempting.spent(UnitContext.Spent.WAIT, (System.nanoTime() - waiting) / 1e9);
      attempting.begin();
      engine.run(unit.spec(), attempting);
      NativeMemory.demand();
      ended = attempting.ended();
    } catch (InterruptedException | TaskKilledException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("killed");
    } catch (Throwable e) {
      if (TaskContext.get() != null && TaskContext.get().isInterrupted()) {
        throw new TaskKilledException("killed");
      }
      ended = attempting.failed(line(e, scratch), e instanceof UserError ? null : trace(e));
    }
    if (ended.committed()) {
      ended = store.commit(ended);
    } else {
      store.fail(ended);
    }
    attempting.finished(ended);
    return ended;
  }

  /** The device of the task that runs here. */
  static String device(String asked) {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> held = task == null ? Map.of() : task.resourcesJMap();
    return device(asked, held.containsKey("gpu") ? held.get("gpu").addresses() : new String[0]);
  }

  /**
   * The device that a task holds: the first of its GPUs' addresses, else as asked for. An address
   * {@code cpu:N} is that of a pretended GPU; see conf/gpu-discovery.sh.
   */
  static String device(String asked, String[] addresses) {
    if (asked.equals("cpu")) {
      return asked;
    }
    if (addresses.length > 0) {
      return addresses[0].startsWith("cpu:") ? addresses[0] : "cuda:" + addresses[0];
    }
    return asked.equals("cuda") ? "cuda:0" : asked;
  }

  private String line(Throwable e, Path scratch) {
    if (e instanceof UserError) {
      return e.getMessage();
    }
    Optional<String> full = fullDisk(e, scratch.getParent().toString());
    if (full.isPresent()) {
      return full.get();
    }
    if (e instanceof UncheckedIOException && !e.getMessage().equals(e.getCause().toString())) {
      // Who threw it has said what and where.
      return StorageErrors.withoutKeys(e.getMessage());
    }
    if (StorageErrors.known(e).isPresent()) {
      return StorageErrors.line(e);
    }
    String message =
        e.getMessage() == null ? "" : ": " + e.getMessage().lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + message;
  }

  private Optional<String> fullDisk(Throwable e, String scratch) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (message.contains("No space left on device") || message.contains("uota exceeded")) {
        return Optional.of(
            "no space left while writing ("
                + message.lines().findFirst().orElse("")
                + "): free some on the disk of "
                + setup.workspace().root()
                + " or "
                + scratch
                + ", then run again");
      }
    }
    return Optional.empty();
  }

  private static String trace(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out, true));
    return out.toString();
  }

  private Path scratch() throws IOException {
    return setup.scratch().isEmpty()
        ? ScratchFolders.create("unit")
        : ScratchFolders.create(Path.of(setup.scratch()), "unit");
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("could not remove {}", folder, e);
    }
  }
}
