package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.video.RgbImage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loops that touch every pixel, beside the same written down plainly. */
class SamplingTest {
  private static final int WIDTH = 61;
  private static final int HEIGHT = 47;

  private static RgbImage image() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    new Random(1).nextBytes(rgb);
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  /** A channel of a pixel, by the border's rule outside; null where that is black. */
  private static Integer pixel(RgbImage image, int x, int y, int c, AffineSampler.Border border) {
    boolean outside = x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT;
    if (outside && border == AffineSampler.Border.BLACK) {
      return null;
    }
    int ix = Math.max(0, Math.min(WIDTH - 1, x));
    int iy = Math.max(0, Math.min(HEIGHT - 1, y));
    return image.rgb()[3 * (iy * WIDTH + ix) + c] & 0xff;
  }

  @ParameterizedTest
  @CsvSource({
    "2.7, 0.4, -9.3, 5.2, REPLICATE",
    "2.7, 0.4, -9.3, 5.2, BLACK",
    "3.9, -1.3, 20, -14, REPLICATE",
    "3.9, -1.3, 20, -14, BLACK"
  })
  void shrinkingIsTheMeanOfNearestPixels(
      double a, double b, double x, double y, AffineSampler.Border border) {
    RgbImage image = image();
    double[] map = {a, b, x, -b, a, y};
    int taps = (int) Math.ceil(Math.hypot(a, b) - 0.05);
    int side = 21;
    float[] got = AffineSampler.sample(image, map, side, side, border);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < side * side; i++) {
        double sum = 0;
        for (int t = 0; t < taps * taps; t++) {
          double u = i % side + (t % taps + 0.5) / taps;
          double v = i / side + (t / taps + 0.5) / taps;
          Integer p =
              pixel(
                  image,
                  (int) Math.floor(map[0] * u + map[1] * v + map[2]),
                  (int) Math.floor(map[3] * u + map[4] * v + map[5]),
                  c,
                  border);
          sum += p == null ? 0 : p;
        }
        assertThat(got[c * side * side + i])
            .isCloseTo((float) (sum / (taps * taps) / 127.5 - 1), within(1e-6f));
      }
    }
  }

  /**
   * Catmull-Rom: between the two middle ones of four points, with the slopes of their neighbours.
   */
  private static double between(double p, double q, double r, double s, double t) {
    double before = (r - p) / 2;
    double after = (s - q) / 2;
    return q
        + before * t
        + (3 * (r - q) - 2 * before - after) * t * t
        + (2 * (q - r) + before + after) * t * t * t;
  }

  @ParameterizedTest
  @CsvSource({"0.2, REPLICATE", "0, REPLICATE", "0.2, BLACK", "0, BLACK"})
  void growingIsCatmullRom(double turn, AffineSampler.Border border) {
    RgbImage image = image();
    double[] map = {0.7, turn, -6.3, -turn, 0.7, 4.1};
    int side = 80;
    float[] got = AffineSampler.sample(image, map, side, side, border);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < side * side; i++) {
        double sx = map[0] * (i % side + 0.5) + map[1] * (i / side + 0.5) + map[2] - 0.5;
        double sy = map[3] * (i % side + 0.5) + map[4] * (i / side + 0.5) + map[5] - 0.5;
        int x = (int) Math.floor(sx);
        int y = (int) Math.floor(sy);
        double[] column = new double[4];
        for (int j = 0; j < 4; j++) {
          double[] row = new double[4];
          for (int k = 0; k < 4; k++) {
            row[k] = pixel(image, x + k - 1, y + j - 1, c, AffineSampler.Border.REPLICATE);
          }
          column[j] = between(row[0], row[1], row[2], row[3], sx - x);
        }
        double value = between(column[0], column[1], column[2], column[3], sy - y) / 127.5 - 1;
        if (border == AffineSampler.Border.BLACK && beyond(sx, sy)) {
          value = -1;
        }
        assertThat(got[c * side * side + i])
            .isCloseTo((float) Math.max(-1, Math.min(1, value)), within(1e-5f));
      }
    }
  }

  /** Beyond the outermost pixels' edges; pixel centres are whole numbers. */
  private static boolean beyond(double x, double y) {
    return x < -0.5 || y < -0.5 || x > WIDTH - 0.5 || y > HEIGHT - 0.5;
  }

  @ParameterizedTest
  @CsvSource({"1.6, 0.3, REPLICATE", "1.6, 0, REPLICATE", "1.6, 0.3, BLACK"})
  void shrinkingALittleIsTheMeanOfFourBilinearOnes(
      double step, double turn, AffineSampler.Border border) {
    RgbImage image = image();
    double[] map = {step, turn, -9.3, -turn, step, 5.2};
    int side = 40;
    float[] got = AffineSampler.sample(image, map, side, side, border);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < side * side; i++) {
        double sum = 0;
        for (int t = 0; t < 4; t++) {
          double u = i % side + (t % 2 + 0.5) / 2;
          double v = i / side + (t / 2 + 0.5) / 2;
          double sx = map[0] * u + map[1] * v + map[2] - 0.5;
          double sy = map[3] * u + map[4] * v + map[5] - 0.5;
          if (border == AffineSampler.Border.BLACK && beyond(sx, sy)) {
            continue;
          }
          int x = (int) Math.floor(sx);
          int y = (int) Math.floor(sy);
          for (int corner = 0; corner < 4; corner++) {
            int right = corner % 2;
            int down = corner / 2;
            double weight = Math.abs(1 - right - (sx - x)) * Math.abs(1 - down - (sy - y));
            sum += weight * pixel(image, x + right, y + down, c, AffineSampler.Border.REPLICATE);
          }
        }
        assertThat(got[c * side * side + i])
            .isCloseTo((float) (sum / 4 / 127.5 - 1), within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"17, 9, 0", "17, 9, 2", "17, 9, 4", "17, 9, 8", "17, 9, 30", "1, 1, 3", "5, 20, 2"})
  void boxFilterIsTheMeanOfItsWindow(int w, int h, int radius) {
    float[] in = new float[w * h];
    Random random = new Random(2);
    for (int i = 0; i < in.length; i++) {
      in[i] = random.nextFloat();
    }
    float[] got = BoxFilter.mean(in, w, h, radius);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sum = 0;
        int count = 0;
        for (int v = Math.max(0, y - radius); v <= Math.min(h - 1, y + radius); v++) {
          for (int u = Math.max(0, x - radius); u <= Math.min(w - 1, x + radius); u++) {
            sum += in[v * w + u];
            count++;
          }
        }
        assertThat(got[y * w + x]).isCloseTo((float) (sum / count), within(1e-5f));
      }
    }
  }
}
