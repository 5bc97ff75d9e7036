package io.reenact.runner;

/** More units failed than allowed, or all did. The message is one line. */
public final class StageFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line
   */
  public StageFailed(String message) {
    super(message);
  }
}
