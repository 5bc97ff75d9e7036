package io.reenact.face;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * Region codes of a crop's pixels, and what a pixel of each weighs in the pixel term
 * (docs/design/tuning.md, "What mattered", 5).
 */
public final class Regions {
  /** Outside the source video's frame: nothing is known there. */
  public static final int INVALID = 0;

  /** Not the person. */
  public static final int BACKGROUND = 1;

  /** Person below the chin: collar, shoulders. */
  public static final int BODY = 2;

  /** Person above the chin outside the face: hair, ears, neck. */
  public static final int HEAD = 3;

  /** Inside the face's outline. */
  public static final int FACE = 4;

  /** Eyes with lids. */
  public static final int EYES = 5;

  /** Mouth with lips. */
  public static final int MOUTH = 6;

  /** How many codes there are; they count from 0. */
  public static final int COUNT = 7;

  /** Brows and nostrils, of 68 points. */
  private static final int[][] DARK = {{17, 27}, {31, 36}};

  /** What lies this near to these points may be dark, in widths of the face. */
  private static final double DARK_REACH = 0.09;

  private Regions() {}

  /**
   * Whether a place is so near to brows or nostrils that it may be dark.
   *
   * @param landmarks 68 points x, y
   */
  public static boolean dark(float[] landmarks, double x, double y) {
    double reach = DARK_REACH * distance(landmarks, 0, 16);
    for (int[] part : DARK) {
      for (int k = part[0]; k < part[1]; k++) {
        if (Math.hypot(x - landmarks[2 * k], y - landmarks[2 * k + 1]) <= reach) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Codes of every pixel of a crop.
   *
   * @param landmarks 68 points x, y in crop pixels
   * @param matte person, [S, S], 0 to 255
   * @param valid whether a pixel comes from inside the source frame, [S, S]
   * @param size S
   * @return codes, [S, S]
   */
  public static byte[] codes(float[] landmarks, byte[] matte, boolean[] valid, int size) {
    BufferedImage map = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = map.createGraphics();
    double faceWidth = distance(landmarks, 0, 16);
    fill(g, outline(landmarks, faceWidth), FACE, 0);
    // Lids and lips move beyond their landmarks: grow the regions a little.
    fill(g, part(landmarks, 36, 42), EYES, 0.05 * faceWidth);
    fill(g, part(landmarks, 42, 48), EYES, 0.05 * faceWidth);
    fill(g, part(landmarks, 48, 60), MOUTH, 0.07 * faceWidth);
    g.dispose();
    byte[] drawn = ((DataBufferByte) map.getRaster().getDataBuffer()).getData();
    byte[] codes = new byte[size * size];
    double chin = landmarks[2 * 8 + 1] + 0.03 * size;
    for (int i = 0; i < codes.length; i++) {
      int code;
      if (!valid[i]) {
        code = INVALID;
      } else if (drawn[i] != 0) {
        code = drawn[i];
      } else if ((matte[i] & 0xff) < 128) {
        code = BACKGROUND;
      } else {
        code = i / size > chin ? BODY : HEAD;
      }
      codes[i] = (byte) code;
    }
    return codes;
  }

  /**
   * What lies between the lips.
   *
   * @param landmarks 68 points x, y in pixels
   * @return {@code [size, size]}
   */
  public static boolean[] betweenLips(float[] landmarks, int size) {
    BufferedImage map = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = map.createGraphics();
    fill(g, part(landmarks, 60, 68), MOUTH, 0);
    g.dispose();
    byte[] drawn = ((DataBufferByte) map.getRaster().getDataBuffer()).getData();
    boolean[] between = new boolean[drawn.length];
    for (int i = 0; i < between.length; i++) {
      between[i] = drawn[i] != 0;
    }
    return between;
  }

  /** {@link #codes(float[], byte[], boolean[], int)} where all is the person, as in a rendering. */
  public static byte[] codes(float[] landmarks, int size) {
    byte[] matte = new byte[size * size];
    Arrays.fill(matte, (byte) 255);
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    return codes(landmarks, matte, valid, size);
  }

  /** Whether a code lies inside the face's outline (face, eyes or mouth). */
  public static boolean face(int code) {
    return code >= FACE;
  }

  private static Polygon outline(float[] l, double faceWidth) {
    Polygon p = part(l, 0, 17);
    // The brows raised by a fifth of the face's width stand for the forehead.
    for (int i = 26; i >= 17; i--) {
      p.addPoint(Math.round(l[2 * i]), (int) Math.round(l[2 * i + 1] - 0.2 * faceWidth));
    }
    return p;
  }

  private static Polygon part(float[] l, int from, int to) {
    Polygon p = new Polygon();
    for (int i = from; i < to; i++) {
      p.addPoint(Math.round(l[2 * i]), Math.round(l[2 * i + 1]));
    }
    return p;
  }

  private static void fill(Graphics2D g, Polygon p, int code, double grow) {
    g.setColor(new Color(code, code, code));
    g.fillPolygon(p);
    if (grow > 0) {
      g.setStroke(
          new BasicStroke((float) (2 * grow), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.drawPolygon(p);
    }
  }

  private static double distance(float[] l, int a, int b) {
    return Math.hypot(l[2 * a] - l[2 * b], l[2 * a + 1] - l[2 * b + 1]);
  }
}
