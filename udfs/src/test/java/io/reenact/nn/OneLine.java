package io.reenact.nn;

import io.reenact.error.UserError;

/** What a refusal must look like. */
public final class OneLine {
  private OneLine() {}

  /** Fails unless the message is one line. */
  public static void check(UserError e) {
    if (e.getMessage() == null || e.getMessage().isBlank() || e.getMessage().contains("\n")) {
      throw new AssertionError("not one line: " + e.getMessage(), e);
    }
  }
}
