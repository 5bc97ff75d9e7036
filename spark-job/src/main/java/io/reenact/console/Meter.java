package io.reenact.console;

/** Shows how far something is, and how long the rest takes. */
public interface Meter extends AutoCloseable {
  /**
   * @param work where it stands
   * @param note a few words beside it
   */
  void to(Work work, String note);

  @Override
  void close();
}
