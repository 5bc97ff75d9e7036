package io.reenact.error;

import java.io.IOException;

/**
 * A file system or object store can't be used: it can't be reached, denies access, or fails. What
 * was asked for may be right, and the same command may succeed later.
 */
public final class UnusableStore extends UserError {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what of which store, what to do
   * @param cause what was caught
   */
  public UnusableStore(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * About a file that can't be read or written: an {@code UnusableStore} if the cause is one that
   * stores are known for, else {@link BadInput}.
   *
   * @param what is wrong, such as {@code table t.csv can't be read}
   */
  public static UserError or(String what, Exception cause) {
    String message = what + ": " + StorageErrors.line(cause);
    // Of what is no path at all, no store was asked.
    return cause instanceof IOException && StorageErrors.known(cause).isPresent()
        ? new UnusableStore(message, cause)
        : new BadInput(message, cause);
  }
}
