package io.reenact.error;

import java.io.IOException;
import java.util.Set;

/**
 * A file system or object store can't be used: it can't be reached, denies access, or fails. What
 * was asked for may be right, and the same command may succeed later.
 */
public final class UnusableStore extends UserError {
  private static final long serialVersionUID = 1L;

  /** By name, of Java and Hadoop alike. */
  private static final Set<String> NO_FOLDER =
      Set.of(
          "ParentNotDirectoryException",
          "NotDirectoryException",
          "PathIsNotDirectoryException",
          "FileAlreadyExistsException");

  /**
   * @param message one line: what of which store, what to do
   * @param cause what was caught
   */
  public UnusableStore(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * About a store that an operation failed on: {@link BadInput} if the path names a file where a
   * folder belongs, which no later try mends, else an {@code UnusableStore}.
   *
   * @param what is wrong, such as {@code workspace W can't be used}
   */
  public static UserError of(String what, IOException cause) {
    String message = what + ": " + StorageErrors.line(cause);
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (NO_FOLDER.contains(e.getClass().getSimpleName())) {
        return new BadInput(message, cause);
      }
    }
    return new UnusableStore(message, cause);
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
