package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EyeColourTermTest {
  private static final int SIZE = 64;
  private static final int[] EYEBALLS = {4, 1};

  /** An eye is a hexagon of 20 by 10 px about (16, 32) and (48, 32). */
  private static TargetFrame frame(float opening, byte region) {
    float[] landmarks = new float[136];
    double[][] hexagon = {{-10, 0}, {-5, -5}, {5, -5}, {10, 0}, {5, 5}, {-5, 5}};
    for (int eye = 0; eye < 2; eye++) {
      for (int l = 0; l < 6; l++) {
        landmarks[2 * (36 + 6 * eye + l)] = (float) (16 + 32 * eye + hexagon[l][0]);
        landmarks[2 * (36 + 6 * eye + l) + 1] = (float) (32 + hexagon[l][1]);
      }
    }
    int n = SIZE * SIZE;
    byte[] rgb = new byte[3 * n];
    for (int i = 0; i < n; i++) {
      // Grey that rises across each eye from 51 to 102 (0.2 to 0.4), white and green elsewhere.
      int x = i % SIZE % 32 - 6;
      boolean within = x >= 0 && x < 20 && Math.abs(i / SIZE - 31.5) < 5;
      byte grey = (byte) (51 + 51 * x / 19);
      rgb[i] = within ? grey : (byte) 255;
      rgb[n + i] = within ? grey : (byte) 255;
      rgb[2 * n + i] = within ? grey : 0;
    }
    byte[] codes = new byte[n];
    Arrays.fill(codes, region);
    byte[] matte = new byte[n];
    Arrays.fill(matte, (byte) 255);
    return new TargetFrame(
        0,
        0,
        0,
        Camera.neutral(),
        SIZE,
        rgb,
        matte,
        codes,
        landmarks,
        new float[] {0, opening, opening});
  }

  @Test
  void coloursAreThoseBetweenTheLids() {
    EyeColours eyes = EyeColours.of(List.of(frame(0.3f, (byte) Regions.EYES)));
    // The corners are narrow: 2 % of the pixels lie below 0.21 and above 0.39.
    assertThat(eyes.least()[0]).isCloseTo(0.21, within(0.015));
    assertThat(eyes.most()[0]).isCloseTo(0.39, within(0.015));
    for (int axis = 1; axis < 3; axis++) {
      assertThat(eyes.least()[axis]).isCloseTo(0, within(0.005));
      assertThat(eyes.most()[axis]).isCloseTo(0, within(0.005));
    }
    assertThat(eyes.beyond(0, 0.3)).isZero();
    assertThat(eyes.beyond(0, 0.8)).isCloseTo(0.41, within(0.015));
    assertThat(eyes.beyond(0, 0.01)).isCloseTo(-0.2, within(0.015));
  }

  @Test
  void closedEyesAndWhatLiesOutsideTheClipSayNothing() {
    assertThat(EyeColours.of(List.of(frame(0.05f, (byte) Regions.EYES)))).isNull();
    assertThat(EyeColours.of(List.of(frame(0.3f, (byte) Regions.INVALID)))).isNull();
    assertThat(EyeColours.of(List.of())).isNull();
    assertThat(new EyeColourTerm(1, EYEBALLS).judges(null)).isFalse();
    EyeColours eyes = EyeColours.of(List.of(frame(0.3f, (byte) Regions.EYES)));
    assertThat(new EyeColourTerm(1, EYEBALLS).of(eyes).judges(null)).isTrue();
    assertThat(new EyeColourTerm(1, new int[0]).of(eyes).judges(null)).isFalse();
  }

  /** Luma .3 of a palette from .1 to .4, hues within a hundredth of grey. */
  private static final EyeColours PALETTE =
      new EyeColours(new double[] {0.1, -0.01, -0.01}, new double[] {0.4, 0.01, 0.01});

  private static void paint(FloatBuffer head, int gaussian, double r, double g, double b) {
    int at = gaussian * Gaussians.FLOATS + Gaussians.COLOUR;
    head.put(at, (float) ((r - 0.5) / Gaussians.SH_C0));
    head.put(at + 1, (float) ((g - 0.5) / Gaussians.SH_C0));
    head.put(at + 2, (float) ((b - 0.5) / Gaussians.SH_C0));
  }

  @Test
  void aGlareCountsByItsDistanceAndOtherGaussiansDoNot() {
    EyeColourTerm term = new EyeColourTerm(1, EYEBALLS).of(PALETTE);
    FloatBuffer head = Autograd.buffer(6 * Gaussians.FLOATS);
    for (int i = 0; i < 6; i++) {
      paint(head, i, 1, 0, 1);
    }
    paint(head, 4, 0.3, 0.3, 0.3);
    paint(head, 1, 0.6, 0.6, 0.6);
    FloatBuffer gradient = Autograd.buffer(6 * Gaussians.FLOATS);
    // Two tenths too light, in units of a tenth; mean over two.
    assertThat(term.add(head, null, 1, gradient)).isCloseTo(0.5 * 2 * 2 / 2, within(1e-5));
    for (int i = 0; i < gradient.capacity(); i++) {
      boolean light = i / Gaussians.FLOATS == 1 && i % Gaussians.FLOATS >= Gaussians.COLOUR;
      boolean colour = i % Gaussians.FLOATS < Gaussians.COLOUR + 3;
      assertThat(gradient.get(i) > 0).as("float %d", i).isEqualTo(light && colour);
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferencesWhereverTheRowsLie() {
    EyeColourTerm term = new EyeColourTerm(1, EYEBALLS).of(PALETTE);
    SplittableRandom random = new SplittableRandom(5);
    FloatBuffer head = Autograd.buffer(6 * Gaussians.FLOATS);
    for (int i = 0; i < 6; i++) {
      paint(head, i, random.nextDouble(), random.nextDouble(), random.nextDouble());
    }
    FloatBuffer rows = Autograd.buffer(2 * Gaussians.FLOATS);
    for (int k = 0; k < 2; k++) {
      rows.put(k * Gaussians.FLOATS, head, EYEBALLS[k] * Gaussians.FLOATS, Gaussians.FLOATS);
    }
    FloatBuffer gradient = Autograd.buffer(6 * Gaussians.FLOATS);
    FloatBuffer ofRows = Autograd.buffer(2 * Gaussians.FLOATS);
    double value = term.add(head, null, 0.7, gradient);
    assertThat(term.addRows(rows, null, 0.7, ofRows)).isEqualTo(value).isPositive();
    for (int k = 0; k < 2; k++) {
      for (int c = 0; c < 3; c++) {
        int at = EYEBALLS[k] * Gaussians.FLOATS + Gaussians.COLOUR + c;
        float before = head.get(at);
        head.put(at, before + 0.01f);
        double up = term.add(head, null, 0, Autograd.buffer(6 * Gaussians.FLOATS));
        head.put(at, before - 0.01f);
        double down = term.add(head, null, 0, Autograd.buffer(6 * Gaussians.FLOATS));
        head.put(at, before);
        double slope = 0.7 * (up - down) / 0.02;
        assertThat((double) gradient.get(at))
            .isCloseTo(slope, within(1e-3 + 0.01 * Math.abs(slope)));
        assertThat(ofRows.get(k * Gaussians.FLOATS + Gaussians.COLOUR + c))
            .isEqualTo(gradient.get(at));
      }
    }
  }
}
