package io.reenact.study;

import io.reenact.face.FaceAlignment;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.sample.SampledFaces;
import java.util.stream.IntStream;

/**
 * The colours around all landmarks below the nose against the cheeks', as logarithms of ratios, and
 * the cheeks' and brows' own: what a beard changes, and what it could be taken for.
 */
final class LowerFace implements PictureProbe.Look {
  private static final int SIZE = LandmarkNetwork.SIZE;

  /** A patch is so many pixels to each side. */
  private static final int REACH = 2;

  private static final int NOSE = 2;
  private static final int[] CHEEKS = {50, 280, 101, 330, 117, 346};
  private static final int[] BROWS = {105, 334, 66, 296, 63, 293};
  private static final double DARKEST = 0.05;

  private final SampledFaces faces;
  private final int[] points;

  LowerFace(SampledFaces faces) {
    this.faces = faces;
    double[] mesh = FaceAlignment.embedded().canonicalPoints();
    points =
        IntStream.range(0, mesh.length / 3)
            .filter(i -> mesh[3 * i + 1] < mesh[3 * NOSE + 1])
            .toArray();
  }

  @Override
  public double[] of(float[] latent) {
    SampledFaces.Face face = faces.face(latent);
    double[] cheeks = mean(face, CHEEKS);
    double[] brows = mean(face, BROWS);
    double[] all = new double[3 * (points.length + 2)];
    for (int c = 0; c < 3; c++) {
      all[c] = Math.log(cheeks[c]);
      all[3 + c] = Math.log(brows[c] / cheeks[c]);
    }
    for (int i = 0; i < points.length; i++) {
      double[] here = patch(face, points[i]);
      for (int c = 0; c < 3; c++) {
        all[6 + 3 * i + c] = Math.log(here[c] / cheeks[c]);
      }
    }
    return all;
  }

  private static double[] mean(SampledFaces.Face face, int[] points) {
    double[] sum = new double[3];
    for (int p : points) {
      double[] here = patch(face, p);
      for (int c = 0; c < 3; c++) {
        sum[c] += here[c] / points.length;
      }
    }
    return sum;
  }

  /** Mean colour around a landmark, a little above 0 to 1. */
  private static double[] patch(SampledFaces.Face face, int point) {
    int x = inside(face.landmarks()[3 * point]);
    int y = inside(face.landmarks()[3 * point + 1]);
    double[] rgb = new double[3];
    int side = 2 * REACH + 1;
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int dy = -REACH; dy <= REACH; dy++) {
        for (int dx = -REACH; dx <= REACH; dx++) {
          sum += face.crop()[(c * SIZE + y + dy) * SIZE + x + dx];
        }
      }
      rgb[c] = DARKEST + (sum / (side * side) + 1) / 2;
    }
    return rgb;
  }

  private static int inside(float part) {
    return Math.max(REACH, Math.min(SIZE - 1 - REACH, (int) (part * SIZE)));
  }
}
