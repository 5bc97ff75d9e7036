package io.reenact.error;

/**
 * A problem that the user can mend. The message is one line: what is wrong, where, and what to do.
 * It is shown without a stack trace unless {@code --verbose} is set. The subtypes are for where the
 * difference decides what happens next (docs/operations/faults-and-recovery.md, "Kinds of errors").
 */
public sealed class UserError extends RuntimeException permits BadInput, BadSetting, UnusableStore {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what, where, what to do
   */
  public UserError(String message) {
    super(message);
  }

  /**
   * @param message one line: what, where, what to do
   * @param cause what was caught
   */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
