package io.reenact.inversion;

/** Hears how far a unit is. */
@FunctionalInterface
public interface Progress {
  /**
   * @param done work units done, out of {@code total}
   * @param total predicted work units, in rendered frames
   */
  void at(long done, long total);
}
