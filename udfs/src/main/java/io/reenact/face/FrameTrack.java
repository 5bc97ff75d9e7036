package io.reenact.face;

import java.io.Serializable;

/**
 * What is known of one frame. Arrays are null where no face was measured.
 *
 * @param frame index in presentation order
 * @param ptsUs presentation time, microseconds
 * @param shot number of the shot, from 0
 * @param usable whether the frame can be learnt from
 * @param reason why it can't, in plain words; null if usable
 * @param landmarks {@code [68, 2]} Multi-PIE order, px of the display-rotated source frame, pixel
 *     centres at +0.5; not smoothed
 * @param camera the 25 floats of the aligned crop's camera, without roll; smoothed
 * @param crop 2x3 row-major: source px to px of the aligned crop of side {@link
 *     AlignedCrop#NOMINAL_SIZE}, roll removed; smoothed
 * @param roll radians removed by the crop, positive clockwise
 * @param mouthOpening distance of the inner lips in distances between the eyes' centres; not
 *     smoothed
 * @param leftEyeOpening mean distance of the subject's left lids, same unit; not smoothed
 * @param rightEyeOpening mean distance of the subject's right lids, same unit; not smoothed
 */
@SuppressWarnings("ArrayRecordComponent") // a row of a table, compared column by column
public record FrameTrack(
    int frame,
    long ptsUs,
    int shot,
    boolean usable,
    String reason,
    float[] landmarks,
    float[] camera,
    float[] crop,
    float roll,
    float mouthOpening,
    float leftEyeOpening,
    float rightEyeOpening)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
