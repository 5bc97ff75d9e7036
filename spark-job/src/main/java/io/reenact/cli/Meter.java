package io.reenact.cli;

/** Shows how far something is. */
public interface Meter extends AutoCloseable {
  /**
   * @param done of the total that the meter was made with
   * @param note a few words beside it
   */
  void to(long done, String note);

  @Override
  void close();
}
