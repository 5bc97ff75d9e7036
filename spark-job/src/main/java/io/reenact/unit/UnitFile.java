package io.reenact.unit;

/**
 * A file that belongs to a unit's result.
 *
 * @param path relative to the workspace root
 * @param table the folder name of the table whose rows it holds, or null for a result file
 * @param rows how many rows; 0 for a result file
 * @param bytes its length
 * @param sha256 of its bytes
 */
public record UnitFile(String path, String table, long rows, long bytes, String sha256)
    implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
}
