package io.reenact.nn.face;

/**
 * Square boxes around a face for the networks' crops, from the 68 landmarks. Boxes are {x0, y0, x1,
 * y1} in px of an image in which the face stands upright; they may reach outside of it.
 */
public final class FaceBoxes {
  /** ArcFace's five points in its 112 px template (Deng et al. 2019): eyes, nose, mouth corners. */
  private static final double[] TEMPLATE = {
    38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041
  };

  // dlib's mean places of five of the 68 points (get_face_chip_details), the face's box being 1.
  private static final double[] CHIP = {
    0.8595674595992, 0.2134981538014, 0.6460604764104, 0.2289674387677, 0.1205750620789,
    0.2137274526848, 0.3340850613712, 0.2290642403242, 0.4901123135679, 0.6277975316475
  };

  private static final int[] CHIP_POINTS = {45, 42, 36, 39, 33};

  private static final double CHIP_PADDING = 0.25;

  // In the canonical mesh the forehead's top (vertex 10) lies this many times as far above the
  // chin (vertex 152) as the highest brow point of the 68 does.
  private static final double FOREHEAD = 1.217;

  // MediaPipe's face_landmark_front: the landmarks' box, its longer side times 1.5.
  private static final double MARGIN = 1.5;

  // Of 1.0, 1.15 and 1.3 the outer two read clips of four people worse, by the tracker's points.
  private static final double MARGIN_68 = 1.15;

  private FaceBoxes() {}

  /**
   * The landmark network's box, as MediaPipe makes it from the dense mesh; the forehead, which the
   * 68 lack, is extrapolated.
   *
   * @param landmarks {@code [68, 2]} px
   */
  public static float[] landmarkBox(float[] landmarks) {
    double[] b = bounds(landmarks, 2, Landmarks68.COUNT);
    double chin = landmarks[2 * 8 + 1];
    double top = Math.min(b[1], chin - FOREHEAD * (chin - b[1]));
    return square((b[0] + b[2]) / 2, (top + b[3]) / 2, Math.max(b[2] - b[0], b[3] - top), MARGIN);
  }

  /**
   * The landmark network's box, as MediaPipe makes it.
   *
   * @param dense {@code [468, 3]} px
   */
  public static float[] landmarkBoxOfDense(float[] dense) {
    double[] b = bounds(dense, 3, LandmarkNetwork.POINTS);
    return square((b[0] + b[2]) / 2, (b[1] + b[3]) / 2, Math.max(b[2] - b[0], b[3] - b[1]), MARGIN);
  }

  /**
   * The second landmark network's box: a detector's box of the face, which is about that of the 68
   * landmarks.
   *
   * @param landmarks {@code [68, 2]} px
   */
  public static float[] face68Box(float[] landmarks) {
    double[] b = bounds(landmarks, 2, Landmarks68.COUNT);
    double longer = Math.max(b[2] - b[0], b[3] - b[1]);
    return square((b[0] + b[2]) / 2, (b[1] + b[3]) / 2, longer, MARGIN_68);
  }

  private static float[] square(double x, double y, double side, double margin) {
    double half = margin * side / 2;
    return new float[] {
      (float) (x - half), (float) (y - half), (float) (x + half), (float) (y + half)
    };
  }

  private static double[] bounds(float[] points, int stride, int count) {
    if (points.length != stride * count) {
      throw new IllegalArgumentException(points.length + " floats, not " + stride * count);
    }
    double[] b = {points[0], points[1], points[0], points[1]};
    for (int i = 0; i < count; i++) {
      b[0] = Math.min(b[0], points[stride * i]);
      b[1] = Math.min(b[1], points[stride * i + 1]);
      b[2] = Math.max(b[2], points[stride * i]);
      b[3] = Math.max(b[3], points[stride * i + 1]);
    }
    return b;
  }

  /**
   * The identity network's box: the scale and shift, without roll, that bring ArcFace's template
   * nearest to the face's five points in the least-squares sense.
   *
   * @param landmarks {@code [68, 2]} px
   */
  public static float[] identityBox(float[] landmarks) {
    return fit(TEMPLATE, IdentityNetwork.SIZE, fivePoints(landmarks));
  }

  /**
   * The second identity network's box: likewise, by dlib's five points in its chip of a face.
   *
   * @param landmarks {@code [68, 2]} px
   */
  public static float[] chipBox(float[] landmarks) {
    double[] p = new double[2 * CHIP_POINTS.length];
    double[] template = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = landmarks[2 * CHIP_POINTS[i / 2] + i % 2];
      template[i] = (CHIP_PADDING + CHIP[i]) / (1 + 2 * CHIP_PADDING);
    }
    return fit(template, 1, p);
  }

  private static float[] fit(double[] template, double size, double[] p) {
    double[] mean = new double[4];
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 2; k++) {
        mean[k] += template[2 * i + k] / 5;
        mean[2 + k] += p[2 * i + k] / 5;
      }
    }
    double cross = 0;
    double spread = 0;
    for (int i = 0; i < 10; i++) {
      double q = template[i] - mean[i % 2];
      cross += q * (p[i] - mean[2 + i % 2]);
      spread += q * q;
    }
    double scale = cross / spread;
    double x = mean[2] - scale * mean[0];
    double y = mean[3] - scale * mean[1];
    double side = scale * size;
    return new float[] {(float) x, (float) y, (float) (x + side), (float) (y + side)};
  }

  /** Eye centres, nose tip and mouth corners, {@code [5, 2]}, in the order of the template. */
  private static double[] fivePoints(float[] l) {
    if (l.length != 136) {
      throw new IllegalArgumentException(l.length + " floats, not 68 * 2");
    }
    double[] p = new double[10];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < 6; i++) {
        p[k] += l[2 * (36 + i) + k] / 6.0;
        p[2 + k] += l[2 * (42 + i) + k] / 6.0;
      }
      p[4 + k] = l[2 * 30 + k];
      p[6 + k] = l[2 * 48 + k];
      p[8 + k] = l[2 * 54 + k];
    }
    return p;
  }
}
