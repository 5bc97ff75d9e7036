package io.reenact.evaluation;

import io.reenact.video.MediaSource;
import java.util.List;

/**
 * One result to be measured.
 *
 * @param item what its rows are about: the render's id
 * @param result the rendered video, square, one frame for each of the driver's
 * @param driver the driver's clip
 * @param source a clip of the source
 * @param self whether source and driver are one clip without edits, so that the driver's frames are
 *     the truth
 * @param driverCamera whether it was rendered from the driver's camera, so that places and poses
 *     can be compared
 * @param samples the most frames of a part on which pictures and networks are compared
 * @param parts of the driver's frames, each of which is averaged by itself
 * @param truth what the result should be, where that is known beside the driver's frames; else null
 */
public record EvaluationRequest(
    String item,
    MediaSource result,
    EvaluatedClip driver,
    EvaluatedClip source,
    boolean self,
    boolean driverCamera,
    int samples,
    List<Trial.Part> parts,
    TrueFrames truth) {
  /** Copies the list. */
  public EvaluationRequest {
    parts = List.copyOf(parts);
  }

  /** Measured on all frames of the driver. */
  public EvaluationRequest(
      String item,
      MediaSource result,
      EvaluatedClip driver,
      EvaluatedClip source,
      boolean self,
      boolean driverCamera,
      int samples) {
    this(
        item,
        result,
        driver,
        source,
        self,
        driverCamera,
        samples,
        Trial.WHOLE.parts(0, "", driver.track(), false),
        null);
  }

  /** The same with the truth. */
  public EvaluationRequest with(TrueFrames known) {
    return new EvaluationRequest(
        item, result, driver, source, self, driverCamera, samples, parts, known);
  }
}
