package io.reenact.synth;

import io.reenact.video.Quality;
import java.io.Serializable;

/**
 * How clips are drawn.
 *
 * @param size width and height in pixels, 32 to 2048
 * @param fps frames a second
 * @param seconds length
 * @param zoom focal length in units of the neutral camera's; below 1 there is room about the head
 * @param noise standard deviation of the sensor noise, in 255ths
 * @param blurSteps moments averaged over half a frame's time; 1 for no motion blur
 * @param quality of the encoded video
 * @param audio whether clips have a sound track in the rhythm of the speech
 */
public record ClipSettings(
    int size,
    double fps,
    double seconds,
    double zoom,
    double noise,
    int blurSteps,
    Quality quality,
    boolean audio)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Checks the ranges. */
  public ClipSettings {
    if (size < 32 || size > 2048 || !(fps >= 1 && fps <= 240) || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "cannot make clips of " + size + " pixels, " + fps + " fps, " + seconds + " s");
    }
    if (!(zoom > 0.1 && zoom < 10) || !(noise >= 0 && noise < 100) || blurSteps < 1) {
      throw new IllegalArgumentException(
          "zoom " + zoom + ", noise " + noise + " or blur steps " + blurSteps + " out of range");
    }
  }

  /** 25 frames a second, some room about the head, little noise, no motion blur, no sound. */
  public static ClipSettings of(int size, double seconds) {
    return new ClipSettings(size, 25, seconds, 0.8, 1.2, 1, Quality.HIGH, false);
  }

  /** These settings with another quality of the video. */
  public ClipSettings withQuality(Quality other) {
    return new ClipSettings(size, fps, seconds, zoom, noise, blurSteps, other, audio);
  }

  /** These settings with other sensor noise, 255ths, and motion blur of so many moments. */
  public ClipSettings withCamera(double otherNoise, int otherBlurSteps) {
    return new ClipSettings(size, fps, seconds, zoom, otherNoise, otherBlurSteps, quality, audio);
  }

  /** These settings with or without sound. */
  public ClipSettings withAudio(boolean other) {
    return new ClipSettings(size, fps, seconds, zoom, noise, blurSteps, quality, other);
  }
}
