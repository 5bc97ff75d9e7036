package io.reenact.latent;

import java.util.function.LongUnaryOperator;

/**
 * Offsets on another time line: interpolated where that one asks, so that none is repeated when
 * time runs slowly.
 *
 * @param offsets on their own time line
 * @param clock from a time of the new line, microseconds, to one of theirs
 */
public record RetimedOffsets(Offsets offsets, LongUnaryOperator clock) implements Offsets {
  @Override
  public float[] at(long timeUs) {
    return offsets.at(clock.applyAsLong(timeUs));
  }

  @Override
  public int length() {
    return offsets.length();
  }
}
