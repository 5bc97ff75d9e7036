package io.reenact.console;

/**
 * Where some work stands. Amounts are predicted seconds of one core; only their ratios matter.
 *
 * @param part what is being done; a new part's speed has nothing to do with that of the one before
 * @param done of the whole
 * @param left of this part
 * @param longest what is left of the longest piece that can't be shared out
 * @param running how many pieces are at work
 * @param slots how many can be
 * @param after what follows this part, one thing at a time
 */
public record Work(
    String part, double done, double left, double longest, int running, int slots, double after) {
  /** Work of a single piece. */
  public static Work of(double done, double total) {
    double left = Math.max(0, total - done);
    return new Work("", done, left, left, 1, 1, 0);
  }
}
