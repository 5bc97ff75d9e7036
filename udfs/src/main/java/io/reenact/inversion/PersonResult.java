package io.reenact.inversion;

import io.reenact.retarget.FaceMeter;
import java.util.List;

/**
 * A person's latents in a cohort.
 *
 * @param identity name
 * @param anchor [latentSize]
 * @param clips key frames by clip
 */
public record PersonResult(String identity, float[] anchor, List<ClipResult> clips) {

  /** Key frames of a clip. */
  public record ClipResult(String clip, List<KeyFrame> keyFrames) {}

  /**
   * One key frame.
   *
   * @param frame index in the clip
   * @param ptsUs presentation time
   * @param offset [latentSize]
   * @param motion head motion that refines the tracked camera: rotation vector (radians, about the
   *     look-at point) and shift (world units)
   * @param camera the refined camera's label
   * @param loss weighted loss after tuning
   * @param psnr of the face region after tuning, dB, from the rendering over white
   * @param shown what the real frame shows, by {@link FaceMeter#NAMES}; null where it was not read
   */
  public record KeyFrame(
      int frame,
      long ptsUs,
      float[] offset,
      float[] motion,
      float[] camera,
      double loss,
      double psnr,
      float[] shown) {}
}
