package io.reenact.video;

import java.util.Locale;

/** How good an encoded video looks; sets the bit rate from size and frame rate. */
public enum Quality {
  /** For a quick look: artefacts can be seen. */
  DRAFT(2),
  /** Artefacts are hard to see. */
  STANDARD(5),
  /** For measuring, and for further encoding. */
  HIGH(14);

  private final double factor;

  Quality(double factor) {
    this.factor = factor;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Bits a second. Larger pictures need fewer bits a pixel: the rate grows with the pixels to the
   * power of 0.8.
   */
  public long bitRate(int width, int height, double fps) {
    return Math.round(factor * Math.pow((double) width * height, 0.8) * fps);
  }
}
