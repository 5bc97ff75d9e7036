package io.reenact.table;

import io.reenact.error.UserError;
import io.reenact.text.Names;
import java.util.regex.Pattern;

/**
 * Checks the paths that records and rows of a workspace name. Somebody else may have written them:
 * what they name lies under the workspace's root or is refused.
 */
public final class WorkspacePath {
  private static final Pattern SEGMENT = Pattern.compile("[^/:\\\\\\p{Cntrl}]+");

  private WorkspacePath() {}

  /**
   * A path that can't leave the workspace: relative, without a scheme, without {@code .} and {@code
   * ..}, without empty parts, colons, backslashes and control characters.
   *
   * @return the same path
   * @throws UserError if it is anything else
   */
  public static String check(String path) {
    if (path == null) {
      throw new UserError("a path is missing");
    }
    for (String segment : path.split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        throw new UserError(
            "path "
                + Names.printable(path)
                + " leaves the workspace or may do so: only relative paths without a scheme and"
                + " without .. are allowed in records and uri columns");
      }
    }
    return path;
  }

  /** Whether it is a file directly in a table's folder that readers see. */
  public static boolean isTableFile(String path) {
    String[] parts = check(path).split("/", -1);
    return parts.length == 2 && isTable(parts[0]) && isData(parts[1]);
  }

  /** Whether it is a file of a table that this publication staged. */
  public static boolean isStaged(String path, String generation) {
    String[] parts = check(path).split("/", -1);
    return parts.length == 4
        && parts[0].equals(Workspace.STAGING)
        && parts[1].equals(generation)
        && isTable(parts[2])
        && isData(parts[3]);
  }

  private static boolean isTable(String folder) {
    for (Table table : Table.values()) {
      if (table.folder().equals(folder)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isData(String name) {
    return name.endsWith(".parquet") && !name.startsWith(".") && !name.startsWith("_");
  }
}
