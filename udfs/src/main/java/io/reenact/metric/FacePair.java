package io.reenact.metric;

/**
 * What networks read in one frame of a result, and in the originals.
 *
 * @param source mean identity embedding of the source's frames, {@code [d]}
 * @param driver mean identity embedding of the driver's frames, {@code [d]}
 * @param identity embedding of the result's frame, {@code [d]}
 * @param secondSource as {@code source}, by the second network of identity
 * @param secondDriver as {@code driver}, by the second
 * @param secondIdentity as {@code identity}, by the second; null, as the two before, where it did
 *     not look
 * @param shown expression features of the driver's frame, {@code [e]}
 * @param expression of the result's frame, {@code [e]}
 * @param moves what the driver's frame moves from the driver's face at rest, {@code [n, 3]} in
 *     distances between the eyes
 * @param moved what the result's frame moves from the source's face at rest, {@code [n, 3]}
 * @param driverEyes of the driver's frame
 * @param eyes of the result's frame
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record FacePair(
    float[] source,
    float[] driver,
    float[] identity,
    float[] secondSource,
    float[] secondDriver,
    float[] secondIdentity,
    float[] shown,
    float[] expression,
    float[] moves,
    float[] moved,
    Eyes driverEyes,
    Eyes eyes) {
  /** Whether the second network of identity looked at source, driver and result. */
  public boolean seenTwice() {
    return secondSource != null && secondDriver != null && secondIdentity != null;
  }
}
