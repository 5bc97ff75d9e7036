package io.reenact.unit;

import io.reenact.error.UserError;
import io.reenact.table.Records;
import io.reenact.table.Store;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Durable results of units under {@code _units/<stage>/<key>/}:
 *
 * <pre>
 * N-xxxxxxxx/&lt;table&gt;.jsonl.gz  rows written by attempt N, in a folder of its own
 * commit.json                   written last; lists the files of the attempt that counts, with their hashes
 * error-N.json                  why attempt N failed
 * running.json                  who works on it now; refreshed while it does
 * checkpoint/                   kept from attempt to attempt, removed after the commit
 * </pre>
 *
 * <p>Attempts that run at the same time (speculation, two drivers) never write the same file, and
 * whichever commits first wins with a whole result.
 */
public final class UnitStore {
  private static final String COMMIT = "commit.json";
  private static final String RUNNING = "running.json";
  static final String REMEDY =
      "if this workspace is your own, delete that unit's folder and run its stage again; if it is"
          + " not, don't trust it";
  private static final Pattern STAGE = Pattern.compile("[a-z0-9][a-z0-9_-]*");
  private static final Pattern ERROR = Pattern.compile("error-(\\d+)\\.json");
  private static final Pattern FOLDER = Pattern.compile("(\\d{1,9})-[0-9a-f]{8}");

  private final Workspace workspace;
  private final Store store;

  /**
   * @throws IOException if the workspace's file system can't be reached
   */
  public UnitStore(Workspace workspace, Configuration conf) throws IOException {
    this.workspace = workspace;
    this.store = workspace.store(conf);
  }

  /** The workspace. */
  public Workspace workspace() {
    return workspace;
  }

  /** Its files. */
  public Store store() {
    return store;
  }

  /** The commit record of a unit, if it has one that can be read. */
  public Optional<Attempt> committed(String stage, UnitKey key) throws IOException {
    try {
      return parse(stage, key, new Path(workspace.unit(stage, key), COMMIT));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** What is known of a unit. */
  public UnitState state(String stage, UnitKey key) throws IOException {
    Optional<Attempt> commit = Optional.empty();
    Optional<Heartbeat> running = Optional.empty();
    List<Attempt> errors = new ArrayList<>();
    int last = 0;
    for (FileStatus file : store.list(workspace.unit(stage, key))) {
      String name = file.getPath().getName();
      Matcher folder = FOLDER.matcher(name);
      if (name.equals(COMMIT)) {
        commit = parse(stage, key, file.getPath());
      } else if (name.equals(RUNNING)) {
        running = Heartbeat.parse(store.read(file.getPath()));
      } else if (ERROR.matcher(name).matches()) {
        parse(stage, key, file.getPath()).ifPresent(errors::add);
      } else if (folder.matches()) {
        last = Math.max(last, Integer.parseInt(folder.group(1)));
      }
    }
    for (Attempt error : errors) {
      last = Math.max(last, error.attempt());
    }
    return new UnitState(key, commit, errors, running, last);
  }

  /** The keys of all units of a stage that were ever begun. */
  public List<UnitKey> keys(String stage) throws IOException {
    return store.list(workspace.units(stage)).stream()
        .map(f -> f.getPath().getName())
        .filter(n -> n.matches("[0-9a-f]{32}"))
        .map(UnitKey::new)
        .toList();
  }

  /** The names of the stages that have units. */
  public List<String> stages() throws IOException {
    return store.list(new Path(workspace.root(), "_units")).stream()
        .map(f -> f.getPath().getName())
        .filter(n -> STAGE.matcher(n).matches())
        .toList();
  }

  /**
   * Begins attempt {@code attempt} at a unit.
   *
   * @param settings the hash, in the table settings, of what it is made with; may be null
   */
  public UnitWriter begin(String stage, UnitKey key, int attempt, String settings) {
    String folder = attempt + "-" + UUID.randomUUID().toString().substring(0, 8);
    return new UnitWriter(
        workspace, store, key, settings, new Path(workspace.unit(stage, key), folder));
  }

  /**
   * Makes the attempt's result the unit's, as the last thing written, and tidies up. If a twin was
   * faster, its result stays and this attempt leaves no trace but files for {@code Vacuum}.
   *
   * @return the attempt that counts
   */
  public Attempt commit(Attempt attempt) throws IOException {
    Path unit = unit(attempt);
    Path record = new Path(unit, COMMIT);
    Attempt counts = attempt;
    if (!store.exists(record)) {
      // A record must not outlive what it says is there.
      store.sync(attempt.files().stream().map(f -> workspace.resolve(f.path())).toList());
    }
    if (!store.writeOnce(record, Json.bytes(attempt))) {
      Optional<Attempt> twin = parse(attempt.stage(), new UnitKey(attempt.unit()), record);
      if (twin.isPresent()) {
        counts = twin.get();
      } else {
        store.writeAtomic(record, Json.bytes(attempt));
      }
    }
    // Nor the checkpoint go before the record is safe.
    store.sync(List.of(record));
    store.delete(new Path(unit, RUNNING));
    store.delete(checkpoint(attempt.stage(), new UnitKey(attempt.unit())));
    return counts;
  }

  /** Removes the record of a unit whose files are gone or damaged: the unit is to be done again. */
  public void forget(String stage, UnitKey key) throws IOException {
    store.delete(new Path(workspace.unit(stage, key), COMMIT));
  }

  /** Records why an attempt failed. Its checkpoints stay. */
  public void fail(Attempt attempt) throws IOException {
    Path unit = unit(attempt);
    store.writeAtomic(new Path(unit, "error-" + attempt.attempt() + ".json"), Json.bytes(attempt));
    store.delete(new Path(unit, RUNNING));
  }

  /** Says that an attempt is alive. */
  public void running(String stage, UnitKey key, Heartbeat running) throws IOException {
    store.writeAtomic(new Path(workspace.unit(stage, key), RUNNING), Json.bytes(running));
  }

  /** The folder of a unit's checkpoints. */
  public Path checkpoint(String stage, UnitKey key) {
    return new Path(workspace.unit(stage, key), "checkpoint");
  }

  private Path unit(Attempt attempt) {
    return workspace.unit(attempt.stage(), new UnitKey(attempt.unit()));
  }

  private Optional<Attempt> parse(String stage, UnitKey key, Path file) throws IOException {
    // A record cut short by a power failure is no record: the unit is computed again.
    Optional<Attempt> attempt = Records.readWhole(store.read(file), Attempt.class, file, REMEDY);
    if (attempt.isPresent()
        && !(attempt.get().stage().equals(stage) && attempt.get().unit().equals(key.hex()))) {
      throw Records.refused(
          file,
          new UserError("it is of unit " + attempt.get().unit() + " of " + attempt.get().stage()),
          REMEDY);
    }
    return attempt;
  }
}
