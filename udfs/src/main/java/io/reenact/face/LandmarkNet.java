package io.reenact.face;

import io.reenact.nn.face.FaceModel;
import io.reenact.video.RgbImage;
import java.util.Map;

/** MediaPipe's face_landmark: 468 points and a presence score from a face region. */
final class LandmarkNet implements AutoCloseable {
  private static final int SIZE = 192;

  /**
   * A face with less sharpness is smeared beyond use: the real clips have 0.25 to 0.6, blurring a
   * face by a fiftieth of its width leaves 0.14.
   */
  static final double MIN_SHARPNESS = 0.12;

  private final TrackingNetwork net = TrackingNetwork.load(FaceModel.FACE_LANDMARK, SIZE);

  /** The landmarks of the face in a region. */
  FaceMesh landmarks(RgbImage image, FaceRegion region) {
    double[] map = region.toPicture(SIZE);
    float[] input = AffineSampler.sample(image, map, SIZE, SIZE, AffineSampler.Border.REPLICATE);
    for (int i = 0; i < input.length; i++) {
      input[i] = 0.5f * input[i] + 0.5f;
    }
    Map<Integer, float[]> out = net.run(input);
    float[] raw = out.get(3 * CanonicalFace.POINTS);
    float[] xyz = new float[raw.length];
    double unit = region.size() / SIZE;
    for (int i = 0; i < raw.length; i += 3) {
      xyz[i] = (float) (map[0] * raw[i] + map[1] * raw[i + 1] + map[2]);
      xyz[i + 1] = (float) (map[3] * raw[i] + map[4] * raw[i + 1] + map[5]);
      xyz[i + 2] = (float) (unit * raw[i + 2]);
    }
    return new FaceMesh(
        xyz, 1 / (1 + Math.exp(-out.get(1)[0])), region.size() < SIZE ? 1 : sharpness(input));
  }

  /**
   * Root mean square of the Laplacian of the green channel over its standard deviation, within the
   * inner face.
   */
  private static double sharpness(float[] chw) {
    int n = SIZE * SIZE;
    double laplacian = 0;
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int y = SIZE / 4; y < 3 * SIZE / 4; y++) {
      for (int x = SIZE / 4; x < 3 * SIZE / 4; x++) {
        int i = n + y * SIZE + x;
        double v = chw[i];
        double l = chw[i - 1] + chw[i + 1] + chw[i - SIZE] + chw[i + SIZE] - 4 * v;
        laplacian += l * l;
        sum += v;
        squares += v * v;
        count++;
      }
    }
    double variance = squares / count - sum / count * (sum / count);
    return Math.sqrt(laplacian / count / Math.max(1e-9, variance));
  }

  @Override
  public void close() {
    net.close();
  }
}
