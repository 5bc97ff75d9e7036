package io.reenact.error;

/** A setting or an option has a value that it can't have, or doesn't exist. */
public final class BadSetting extends UserError {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: which setting, its value, what it may be
   */
  public BadSetting(String message) {
    super(message);
  }

  /**
   * @param message one line: which setting, its value, what it may be
   * @param cause what was caught
   */
  public BadSetting(String message, Throwable cause) {
    super(message, cause);
  }
}
