package io.reenact.face;

import io.reenact.nn.face.FaceModel;
import io.reenact.video.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * BlazeFace, short range (Bazarevsky et al. 2019): anchors on an 8 px grid (2 a cell) and a 16 px
 * grid (6 a cell) of a 128 px picture, decoded and merged by weighted non-maximum suppression.
 */
final class FaceDetector implements AutoCloseable {
  private static final int SIZE = 128;
  private static final int BOX = 16;
  private static final double MIN_SCORE = 0.5;
  private static final double SAME_FACE = 0.3;

  private final TrackingNetwork net = TrackingNetwork.load(FaceModel.FACE_DETECTION, SIZE);

  /** Centres of the 896 anchors, x and y in [0, 1]; their size is fixed at 1. */
  static float[] anchors() {
    int[][] grids = {{16, 2}, {8, 6}};
    float[] a = new float[2 * 896];
    int i = 0;
    for (int[] g : grids) {
      for (int y = 0; y < g[0]; y++) {
        for (int x = 0; x < g[0]; x++) {
          for (int k = 0; k < g[1]; k++) {
            a[i++] = (x + 0.5f) / g[0];
            a[i++] = (y + 0.5f) / g[0];
          }
        }
      }
    }
    return a;
  }

  /**
   * The faces of a picture, best first. Where the whole picture shows none, overlapping squares of
   * it are searched, since faces under a tenth of the picture are lost at 128 px.
   */
  List<FaceDetection> detect(RgbImage image) {
    double side = Math.max(image.width(), image.height());
    List<FaceDetection> found =
        merge(in(image, (image.width() - side) / 2, (image.height() - side) / 2, side));
    if (!found.isEmpty()) {
      return found;
    }
    double tile = Math.max(SIZE, Math.min(image.width(), image.height()) * 0.6);
    List<FaceDetection> all = new ArrayList<>();
    for (double y : starts(image.height(), tile)) {
      for (double x : starts(image.width(), tile)) {
        all.addAll(in(image, x, y, tile));
      }
    }
    return merge(all);
  }

  private static double[] starts(double length, double tile) {
    int n = Math.max(1, (int) Math.ceil((length - tile) / (0.6 * tile)) + 1);
    double[] s = new double[n];
    for (int i = 0; i < n; i++) {
      s[i] = n == 1 ? (length - tile) / 2 : i * (length - tile) / (n - 1);
    }
    return s;
  }

  private List<FaceDetection> in(RgbImage image, double x, double y, double side) {
    double k = side / SIZE;
    float[] input =
        AffineSampler.sample(
            image, new double[] {k, 0, x, 0, k, y}, SIZE, SIZE, AffineSampler.Border.BLACK);
    Map<Integer, float[]> out = net.run(input);
    return decode(out.get(896 * BOX), out.get(896), x, y, side);
  }

  /** Boxes and key points of the anchors with a score of at least 0.5, in px of the picture. */
  static List<FaceDetection> decode(
      float[] boxes, float[] logits, double x, double y, double side) {
    float[] anchors = anchors();
    List<FaceDetection> found = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      double score = 1 / (1 + Math.exp(-Math.max(-100, Math.min(100, logits[i]))));
      if (score < MIN_SCORE) {
        continue;
      }
      double[] p = new double[BOX];
      for (int k = 0; k < BOX; k += 2) {
        boolean extent = k == 2;
        p[k] = boxes[BOX * i + k] / SIZE * side + (extent ? 0 : x + anchors[2 * i] * side);
        p[k + 1] =
            boxes[BOX * i + k + 1] / SIZE * side + (extent ? 0 : y + anchors[2 * i + 1] * side);
      }
      double[] keys = new double[12];
      System.arraycopy(p, 4, keys, 0, 12);
      found.add(
          new FaceDetection(
              score, p[0] - p[2] / 2, p[1] - p[3] / 2, p[0] + p[2] / 2, p[1] + p[3] / 2, keys));
    }
    return found;
  }

  /** Weighted non-maximum suppression: a face is the score-weighted mean of what overlaps it. */
  static List<FaceDetection> merge(List<FaceDetection> detections) {
    List<FaceDetection> left = new ArrayList<>(detections);
    left.sort(Comparator.comparingDouble(FaceDetection::score).reversed());
    List<FaceDetection> merged = new ArrayList<>();
    while (!left.isEmpty()) {
      FaceDetection best = left.get(0);
      List<FaceDetection> same = new ArrayList<>();
      left.removeIf(d -> (d.overlap(best) > SAME_FACE || d.equals(best)) && same.add(d));
      double sum = 0;
      double[] box = new double[4];
      double[] keys = new double[12];
      for (FaceDetection d : same) {
        sum += d.score();
        box[0] += d.score() * d.x0();
        box[1] += d.score() * d.y0();
        box[2] += d.score() * d.x1();
        box[3] += d.score() * d.y1();
        for (int k = 0; k < 12; k++) {
          keys[k] += d.score() * d.keyPoints()[k];
        }
      }
      for (int k = 0; k < 12; k++) {
        keys[k] /= sum;
      }
      merged.add(
          new FaceDetection(
              best.score(), box[0] / sum, box[1] / sum, box[2] / sum, box[3] / sum, keys));
    }
    return merged;
  }

  @Override
  public void close() {
    net.close();
  }
}
