package io.reenact.inversion;

import io.reenact.encoder.Encoded;
import io.reenact.encoder.EncoderSample;
import io.reenact.encoder.FaceEncoder;
import io.reenact.splat.Colours;

/** Frames as encoders look at them. */
public final class FramePicture {
  private static final float BYTE = 255;

  private FramePicture() {}

  /**
   * A frame of a clip.
   *
   * @param truth what it shows; null where nobody knows
   */
  public static EncoderSample of(TargetFrame frame, Encoded truth) {
    int size = frame.size();
    float[] image = new float[3 * size * size];
    frame.composite(Colours.white(), image);
    float[] alpha = new float[size * size];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = (frame.matte()[i] & 0xff) / BYTE;
    }
    return new EncoderSample(
        truth, frame.camera(), resized(image, 3, size), resized(alpha, 1, size));
  }

  /** Planes at the encoder's size, bilinear. */
  private static float[] resized(float[] planes, int count, int size) {
    int to = FaceEncoder.SIZE;
    if (size == to) {
      return planes;
    }
    float[] out = new float[count * to * to];
    float scale = (float) size / to;
    for (int y = 0; y < to; y++) {
      float v = Math.max(0, Math.min(size - 1f, (y + 0.5f) * scale - 0.5f));
      int y0 = (int) v;
      int y1 = Math.min(size - 1, y0 + 1);
      for (int x = 0; x < to; x++) {
        float u = Math.max(0, Math.min(size - 1f, (x + 0.5f) * scale - 0.5f));
        int x0 = (int) u;
        int x1 = Math.min(size - 1, x0 + 1);
        for (int c = 0; c < count; c++) {
          int at = c * size * size;
          float top = mix(planes[at + y0 * size + x0], planes[at + y0 * size + x1], u - x0);
          float low = mix(planes[at + y1 * size + x0], planes[at + y1 * size + x1], u - x0);
          out[(c * to + y) * to + x] = mix(top, low, v - y0);
        }
      }
    }
    return out;
  }

  private static float mix(float a, float b, float t) {
    return a + t * (b - a);
  }
}
