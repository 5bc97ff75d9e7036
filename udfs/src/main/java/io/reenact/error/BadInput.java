package io.reenact.error;

/**
 * Something that the user gave can't be used as it is: a clip, a picture, a table, a bundle. Trying
 * again gives the same; another file, or this one mended, doesn't.
 */
public final class BadInput extends UserError {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what, where, what to do
   */
  public BadInput(String message) {
    super(message);
  }

  /**
   * @param message one line: what, where, what to do
   * @param cause what was caught
   */
  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
