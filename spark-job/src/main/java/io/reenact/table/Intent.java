package io.reenact.table;

import java.util.List;

/**
 * What one publication will do to the tables; recorded before it begins, so that a later command
 * can finish it.
 *
 * @param generation names the publication
 * @param removes published files whose rows are replaced
 * @param adds staged files and where they go
 */
record Intent(String generation, List<String> removes, List<Move> adds) {
  /** Relative paths. */
  record Move(String from, String to) {}
}
