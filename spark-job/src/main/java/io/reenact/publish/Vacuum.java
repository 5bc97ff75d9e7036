package io.reenact.publish;

import io.reenact.table.Store;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Attempt;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Finds and removes what nothing refers to any more: attempts that lost or died, checkpoints of
 * units that are done or in no plan, result files that no commit record names, staged files of
 * publications that never happened, and temporary files of killed writers. Only what is older than
 * a set age goes, so that a run in progress loses nothing.
 *
 * @param paths relative to the workspace, folders end with a slash
 * @param bytes of all files in them
 */
public record Vacuum(List<String> paths, long bytes) {
  /**
   * Looks for orphans.
   *
   * @param age how long nothing was written to what may go
   * @param now milliseconds since 1970, as the store tells time
   */
  public static Vacuum find(Workspace workspace, Configuration conf, Duration age, long now)
      throws IOException {
    return new Finder(workspace, conf, now - age.toMillis()).find();
  }

  /** Removes what was found. */
  public void remove(Workspace workspace, Configuration conf) throws IOException {
    Store store = workspace.store(conf);
    for (String path : paths) {
      store.delete(
          workspace.resolve(path.endsWith("/") ? path.substring(0, path.length() - 1) : path));
    }
  }

  private static final class Finder {
    private final Workspace workspace;
    private final UnitStore units;
    private final Store store;
    private final long before;
    private final List<String> paths = new ArrayList<>();
    private final Set<String> referred = new HashSet<>();
    private long bytes;

    Finder(Workspace workspace, Configuration conf, long before) throws IOException {
      this.workspace = workspace;
      this.units = new UnitStore(workspace, conf);
      this.store = units.store();
      this.before = before;
    }

    Vacuum find() throws IOException {
      for (String stage : units.stages()) {
        Set<String> planned = new HashSet<>();
        Plans.read(workspace, store, stage).forEach(p -> planned.add(p.unit()));
        for (UnitKey key : units.keys(stage)) {
          unit(stage, key, planned.contains(key.hex()));
        }
      }
      for (FileStatus kind : store.list(new Path(workspace.root(), "files"))) {
        for (FileStatus file : store.list(kind.getPath())) {
          if (file.isDirectory()) {
            sequence(file);
          } else if (!referred.contains(relative(file))) {
            orphan(file);
          }
        }
      }
      for (FileStatus generation : store.list(workspace.stagings())) {
        if (!store.exists(
            new Path(workspace.intents(), generation.getPath().getName() + ".json"))) {
          orphan(generation);
        }
      }
      for (Path folder : List.of(workspace.plans(), workspace.intents())) {
        for (FileStatus file : store.list(folder)) {
          if (file.getPath().getName().startsWith(".")) {
            orphan(file);
          }
        }
      }
      return new Vacuum(List.copyOf(paths), bytes);
    }

    /** A folder of numbered files: all of it, or those that no record names. */
    private void sequence(FileStatus folder) throws IOException {
      List<FileStatus> lost = new ArrayList<>();
      boolean any = false;
      for (FileStatus file : store.files(folder.getPath())) {
        if (referred.contains(relative(file))) {
          any = true;
        } else {
          lost.add(file);
        }
      }
      if (!any) {
        orphan(folder);
        return;
      }
      for (FileStatus file : lost) {
        orphan(file);
      }
    }

    private void unit(String stage, UnitKey key, boolean planned) throws IOException {
      Optional<Attempt> commit = units.committed(stage, key);
      Set<String> kept = new HashSet<>();
      commit.ifPresent(
          c ->
              c.files()
                  .forEach(
                      f -> {
                        referred.add(f.path());
                        kept.add(new Path(f.path()).getParent().getName());
                      }));
      for (FileStatus file : store.list(workspace.unit(stage, key))) {
        String name = file.getPath().getName();
        boolean temporary = name.startsWith(".");
        boolean attempt = file.isDirectory() && name.matches("\\d+-[0-9a-f]{8}");
        boolean checkpoint = name.equals("checkpoint");
        if (temporary
            || (attempt && !kept.contains(name))
            || (checkpoint && (commit.isPresent() || !planned))) {
          orphan(file);
        }
      }
    }

    private void orphan(FileStatus file) throws IOException {
      long size = file.getLen();
      long youngest = file.getModificationTime();
      if (file.isDirectory()) {
        size = 0;
        // An object store has no times of folders.
        youngest = 0;
        for (FileStatus inside : store.files(file.getPath())) {
          size += inside.getLen();
          youngest = Math.max(youngest, inside.getModificationTime());
        }
      }
      if (youngest <= before) {
        paths.add(relative(file) + (file.isDirectory() ? "/" : ""));
        bytes += size;
      }
    }

    private String relative(FileStatus file) {
      return workspace.relative(store.qualify(file.getPath()));
    }
  }
}
