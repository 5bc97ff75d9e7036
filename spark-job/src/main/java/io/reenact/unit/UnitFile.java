package io.reenact.unit;

import io.reenact.error.UserError;
import io.reenact.table.WorkspacePath;
import java.util.regex.Pattern;

/**
 * A file that belongs to a unit's result.
 *
 * @param path relative to the workspace root: under {@code files/}, or rows of a table in the
 *     unit's folder
 * @param table the folder name of the table whose rows it holds, or null for a result file
 * @param rows how many rows; 0 for a result file
 * @param bytes its length
 * @param sha256 of its bytes
 */
public record UnitFile(String path, String table, long rows, long bytes, String sha256)
    implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ROWS =
      Pattern.compile("_units/[^/]+/[0-9a-f]{32}/[0-9]+-[0-9a-f]{8}/([a-z_]+)\\.jsonl\\.gz");

  /**
   * @throws UserError if it names anything else
   */
  public UnitFile {
    WorkspacePath.check(path);
    var rowsOf = ROWS.matcher(path);
    boolean fits =
        table == null
            ? path.startsWith("files/")
            : rowsOf.matches() && rowsOf.group(1).equals(table);
    if (!fits || rows < 0 || bytes < 0) {
      throw new UserError("file " + path + " can't belong to a unit's result");
    }
    checkHash(sha256);
  }

  /**
   * @throws UserError if it is no SHA-256
   */
  public static void checkHash(String sha256) {
    if (sha256 == null || !HASH.matcher(sha256).matches()) {
      throw new UserError("a SHA-256 has 64 digits of 0-9 and a-f, unlike " + sha256);
    }
  }
}
