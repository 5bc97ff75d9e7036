package io.reenact.face;

import io.reenact.maths.Vectors;
import io.reenact.video.RgbImage;

/**
 * Finds cuts: a frame whose colours and whose coarse picture both differ much from the frame before
 * it. A flash changes the colours for a frame too; it then counts as two cuts, which costs little.
 */
final class CutDetector {
  private static final int GRID = 32;
  private static final int LEVELS = 6;
  private static final double COLOURS_DIFFER = 0.3;
  private static final double PICTURE_DIFFERS = 0.09;

  private float[] picture;
  private float[] colours;

  /** Takes the next frame; true if it starts a new shot. The first frame does not. */
  boolean next(RgbImage image) {
    float[] p = new float[3 * GRID * GRID];
    float[] c = new float[LEVELS * LEVELS * LEVELS];
    int sub = 4;
    byte[] rgb = image.rgb();
    for (int y = 0; y < GRID * sub; y++) {
      int sy = y * image.height() / (GRID * sub);
      for (int x = 0; x < GRID * sub; x++) {
        int sx = x * image.width() / (GRID * sub);
        int i = 3 * (sy * image.width() + sx);
        int bin = 0;
        for (int k = 0; k < 3; k++) {
          int v = rgb[i + k] & 0xff;
          bin = bin * LEVELS + v * LEVELS / 256;
          p[3 * (y / sub * GRID + x / sub) + k] += v / (255f * sub * sub);
        }
        c[bin] += 1f / (GRID * GRID * sub * sub);
      }
    }
    boolean cut =
        picture != null
            && Vectors.absoluteDistance(colours, c) / 2 > COLOURS_DIFFER
            && Vectors.absoluteDistance(picture, p) / p.length > PICTURE_DIFFERS;
    picture = p;
    colours = c;
    return cut;
  }
}
