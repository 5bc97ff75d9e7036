package io.reenact.table;

import io.reenact.error.BadInput;
import io.reenact.error.StorageErrors;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where things are under one root on any Hadoop file system:
 *
 * <pre>
 * clips/ tracks/ latents/ persons/ renders/ metrics/ runs/   published Parquet, open with spark.read.parquet
 * files/&lt;folder&gt;/                                     result files: weights, videos, pictures
 * report/                                                   the report
 * _units/&lt;stage&gt;/&lt;key&gt;/                            durable results of units, see {@code UnitStore}
 * _published/&lt;table&gt;/                                what each published file was, see {@code PublishedFiles}
 * _plans/  _publish/  _staging/  _locks/                    what a stage planned; publishing, see {@code Publisher}
 * _aside/                                                   damaged files of tables, see {@code Repair}
 * </pre>
 *
 * <p>Readers skip names that start with an underscore.
 *
 * @param root a qualified URI without a trailing slash
 */
public record Workspace(String root) implements Serializable {
  private static final String UNITS = "_units";
  static final String STAGING = "_staging";

  /**
   * A workspace that need not exist yet.
   *
   * @throws UserError if the file system can't be reached
   */
  public static Workspace at(String uri, Configuration conf) {
    try {
      Path path = new Path(uri);
      return new Workspace(Store.of(path, conf).qualify(path).toString().replaceAll("/+$", ""));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput("workspace " + uri + ": " + StorageErrors.line(e) + "; check the URI", e);
    }
  }

  /**
   * A workspace that must be there, and in which a command has begun to work.
   *
   * @throws UserError if it is not, or the folder is something else
   */
  public static Workspace existing(String uri, Configuration conf) {
    Workspace workspace = at(uri, conf);
    try {
      if (!workspace.store(conf).exists(new Path(workspace.root))) {
        throw new UserError(
            "workspace " + uri + " does not exist; make one with run or index --workspace " + uri);
      }
      if (!workspace.begun(conf)) {
        throw new UserError(
            "folder "
                + uri
                + " is no workspace: it has neither tables nor units of work; give the folder that"
                + " run or index got as --workspace");
      }
    } catch (IOException e) {
      throw UnusableStore.or("workspace " + uri, e);
    }
    return workspace;
  }

  /** Whether there is anything that this job leaves in a workspace. */
  private boolean begun(Configuration conf) throws IOException {
    Store store = store(conf);
    for (Path mark : List.of(plans(), published(), new Path(root, UNITS))) {
      if (store.exists(mark)) {
        return true;
      }
    }
    for (Table table : Table.values()) {
      // Tables alone are enough to read: somebody may have copied only them.
      if (Tables.exists(store, this, table)) {
        return true;
      }
    }
    return false;
  }

  /** The file system under the root. */
  public Store store(Configuration conf) throws IOException {
    return Store.of(new Path(root), conf);
  }

  /** A table's folder. */
  public Path table(Table table) {
    return new Path(root, table.folder());
  }

  /** The folder of all units of a stage. */
  public Path units(String stage) {
    return new Path(new Path(root, UNITS), stage);
  }

  /** The folder of one unit. */
  public Path unit(String stage, UnitKey key) {
    return new Path(units(stage), key.hex());
  }

  /** Folder of result files of one kind, such as {@code videos} or {@code weights}. */
  public Path files(String folder) {
    return new Path(new Path(root, "files"), folder);
  }

  /** Where the report goes. */
  public Path report() {
    return new Path(root, "report");
  }

  /** All folders under the root, and the root itself, as qualified paths. */
  public Set<String> folders() {
    Set<String> all =
        new HashSet<>(Set.of(root, report().toString(), files("x").getParent().toString()));
    for (Table table : Table.values()) {
      all.add(table(table).toString());
    }
    for (Path path :
        List.of(units("x").getParent(), plans(), intents(), published(), locks(), stagings())) {
      all.add(path.toString());
    }
    return all;
  }

  public Path plans() {
    return new Path(root, "_plans");
  }

  public Path intents() {
    return new Path(root, "_publish");
  }

  public Path published() {
    return new Path(root, "_published");
  }

  public Path locks() {
    return new Path(root, "_locks");
  }

  /** Where repair keeps damaged files of tables. */
  public Path aside() {
    return new Path(root, "_aside");
  }

  public Path stagings() {
    return new Path(root, STAGING);
  }

  public Path staging(String generation) {
    return new Path(stagings(), generation);
  }

  /**
   * The path that a record, or a {@code uri} column of results, names.
   *
   * @throws UserError if it is not relative, or leaves the workspace
   */
  public Path resolve(String uri) {
    return new Path(root, WorkspacePath.check(uri));
  }

  /** How a path under the root is written in a {@code uri} column: relative to the root. */
  public String relative(Path path) {
    String full = path.toString();
    if (!full.startsWith(root + "/")) {
      throw new IllegalArgumentException(full + " is not under " + root);
    }
    return full.substring(root.length() + 1);
  }
}
