package io.reenact.progress;

/** Hears how far a unit is. */
@FunctionalInterface
public interface Progress {
  /**
   * @param done work done, out of {@code total}
   * @param total work in all, as far as it is known by now: it may change from call to call
   * @param doing what is being done, in a few words, such as {@code tuning 120/300, loss 0.43}
   */
  void at(double done, double total, String doing);
}
