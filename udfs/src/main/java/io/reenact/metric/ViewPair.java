package io.reenact.metric;

/**
 * One head seen twice.
 *
 * @param front identity embedding of the view from the front
 * @param side that of the view from a side
 * @param turn from the one to the other, radians around the head
 * @param found the turn that the tracker finds
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record ViewPair(float[] front, float[] side, double turn, double found) {
  /** How far the turn found is from the true one, degrees. */
  double turnError() {
    return Math.toDegrees(Math.abs(Math.IEEEremainder(found - turn, 2 * Math.PI)));
  }
}
