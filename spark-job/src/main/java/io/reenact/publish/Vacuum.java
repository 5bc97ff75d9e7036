package io.reenact.publish;

import io.reenact.table.Store;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Attempt;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 * @param before milliseconds since 1970: what was written later stays
 */
public record Vacuum(List<String> paths, long bytes, long before) {
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

  /**
   * Removes what was found, if it still is an orphan. A run may have taken a file over since it was
   * found, which gives the file a new time, or committed a unit that names it: so all references
   * are looked up once more, and each time just before its file goes.
   *
   * @return what was removed
   */
  public Vacuum remove(Workspace workspace, Configuration conf) throws IOException {
    Finder again = new Finder(workspace, conf, before);
    Set<String> still = Set.copyOf(again.find().paths());
    Store store = workspace.store(conf);
    List<String> removed = new ArrayList<>();
    long freed = 0;
    for (String path : paths) {
      Path full =
          workspace.resolve(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
      if (still.contains(path)) {
        OptionalLong size = again.orphaned(full);
        if (size.isPresent()) {
          store.delete(full);
          removed.add(path);
          freed += size.getAsLong();
        }
      }
    }
    return new Vacuum(List.copyOf(removed), freed, before);
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
      return new Vacuum(List.copyOf(paths), bytes, before);
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
      OptionalLong size = size(file);
      if (size.isPresent()) {
        paths.add(relative(file) + (file.isDirectory() ? "/" : ""));
        bytes += size.getAsLong();
      }
    }

    /** Its size if it is there and old enough to go. */
    OptionalLong orphaned(Path path) throws IOException {
      try {
        return size(store.status(path));
      } catch (FileNotFoundException e) {
        return OptionalLong.empty();
      }
    }

    private OptionalLong size(FileStatus file) throws IOException {
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
      boolean old = youngest <= before;
      // What a link leads to is not this workspace's to remove.
      boolean ours = !store.leadsElsewhere(new Path(workspace.root()), file.getPath());
      return old && ours ? OptionalLong.of(size) : OptionalLong.empty();
    }

    private String relative(FileStatus file) {
      return workspace.relative(store.qualify(file.getPath()));
    }
  }
}
