package io.reenact.stage.reenact;

import io.reenact.paste.Backdrop;
import io.reenact.retarget.Retargeting;

/** How long a render is predicted to take. */
final class RenderCost {
  /** Seconds of one core a frame of 256 x 256 pixels: half of it the generator's. */
  private static final double A_FRAME = 1.0 / 60;

  /** The same to paste a frame of 1080 px and encode it ({@code benchmarks/run.sh paste}). */
  private static final double A_PASTED_FRAME = 0.08;

  /** Before another background, for which the whole frame's matte is refined. */
  private static final double BEFORE_ANOTHER = 0.37;

  /** To draw and read a face once ({@code benchmarks/run.sh retarget}). */
  private static final double A_LOOK = 0.015;

  private RenderCost() {}

  /**
   * Predicted seconds of one core.
   *
   * @param driven whether a clip drives it, into whose frames it can be pasted
   */
  static double seconds(ReenactSettings how, int frames, boolean driven) {
    int views = how.layout().views();
    double pixels = (double) how.layout().width() * how.layout().height() / (256 * 256);
    double pasted = 0;
    if (driven && how.pastes()) {
      boolean kept = Backdrop.of(how.background()).kind() == Backdrop.Kind.KEEP;
      pasted = kept ? A_PASTED_FRAME : BEFORE_ANOTHER;
    }
    int read = driven ? Math.min(how.retargetFrames(), frames) : 0;
    double retargeted = read == 0 ? 0 : A_LOOK * Retargeting.pictures(read);
    return retargeted + frames * (A_FRAME * (0.5 + 0.25 * views + 0.25 * pixels) + pasted);
  }
}
