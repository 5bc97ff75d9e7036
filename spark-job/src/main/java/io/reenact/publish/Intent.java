package io.reenact.publish;

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
  /**
   * One file.
   *
   * @param from where it is staged, relative
   * @param to where it goes, relative
   * @param sha256 of its content
   */
  record Move(String from, String to, String sha256) {}
}
