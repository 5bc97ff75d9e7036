package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The number of every metric in the catalogue, by hand: what evaluation puts into the table comes
 * from the same measures.
 */
class MetricTest {
  private static final int SIZE = 8;
  private static final float[] RISING = {0, 1, 2};

  private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

  private static Map<Metric, Double> byHand() {
    Map<Metric, Double> expected = new EnumMap<>(Metric.class);
    // 0.2 of a range of 2 is 0.1: 20 dB. Without variance only SSIM's luminance term is left, of
    // means 0.5 and 0.6.
    expected.put(Metric.PSNR, 20.0);
    expected.put(Metric.SSIM, (2 * 0.5 * 0.6 + 1e-4) / (0.25 + 0.36 + 1e-4));
    expected.put(Metric.L1, 0.1);
    expected.put(Metric.PERCEPTUAL, 0.7);
    // (3, 4) and (4, 3): 24 of 5 * 5; (1, 0) and (4, 3): 4 of 5.
    expected.put(Metric.CSIM, 0.96);
    // (4, 5) from (1, 1) and from (4, 3).
    expected.put(Metric.SECOND_IDENTITY, 5.0);
    expected.put(Metric.SECOND_IDENTITY_TO_DRIVER, 2.0);
    expected.put(Metric.CSIM_TO_DRIVER, 0.8);
    // (1, 2, 3, 0) and (1, 0, 4, 2): differences 0, 2, 1, 2.
    expected.put(Metric.AED, 1.25);
    expected.put(Metric.EXPRESSION_DISTANCE, 3.0);
    // Every point is moved by (3, 4), 5 px. The box is 90 x 60, the picture has 512 px, the eyes'
    // centres are (75, 30) and (35, 40).
    expected.put(Metric.NME, 500 / Math.sqrt(5400));
    expected.put(Metric.AKD, 2.5);
    expected.put(Metric.NME_1000, 5000 / Math.sqrt(5400));
    expected.put(Metric.NAKD, 5 / Math.sqrt(5400));
    expected.put(Metric.AKD_EYES, 5 / Math.hypot(40, 10));
    // Moved by (3, 4), not moved, moved again: (6, 8), 10 px.
    expected.put(Metric.LANDMARK_JITTER, 1000 / Math.hypot(40, 10));
    // Twice 3, 6 and 6 degrees.
    expected.put(Metric.POSE_JITTER, 10.0);
    // 0, 0.2, 0 of a range of 2.
    expected.put(Metric.FLICKER, 0.2);
    // One point apart by (0.03, 0.04, 0), one by (0, 0, 0.15).
    expected.put(Metric.ECMD, 10.0);
    // (1, 0) and (4, 3).
    expected.put(Metric.IDENTITY_DRIFT, 0.2);
    // 3 degrees of yaw, the short way round, 6 of pitch, 6 of roll.
    expected.put(Metric.APD, 5.0);
    // The driver's measure is 0, 1, 2. Mouth: half of it. Left eye: up and down. Right eye: twice.
    // Smile: the other way. Brows: three tenths.
    expected.put(Metric.MOUTH_CORRELATION, 1.0);
    expected.put(Metric.MOUTH_GAIN, 0.5);
    expected.put(Metric.LEFT_EYE_CORRELATION, 0.0);
    expected.put(Metric.LEFT_EYE_GAIN, 0.0);
    expected.put(Metric.RIGHT_EYE_CORRELATION, 1.0);
    expected.put(Metric.RIGHT_EYE_GAIN, 2.0);
    expected.put(Metric.SMILE_CORRELATION, -1.0);
    expected.put(Metric.SMILE_GAIN, -1.0);
    expected.put(Metric.BROWS_CORRELATION, 1.0);
    expected.put(Metric.BROWS_GAIN, 0.3);
    // Both eyes' mean: 0, 1.5, 2.
    expected.put(Metric.SECOND_MOUTH_CORRELATION, 1.0);
    expected.put(Metric.SECOND_MOUTH_GAIN, 0.5);
    expected.put(Metric.SECOND_EYES_CORRELATION, 2 / Math.sqrt(2 * 78 / 36.0));
    expected.put(Metric.SECOND_EYES_GAIN, 1.0);
    expected.put(Metric.SECOND_BROWS_CORRELATION, 1.0);
    expected.put(Metric.SECOND_BROWS_GAIN, 0.3);
    // What doesn't follow has no lag.
    expected.put(Metric.MOUTH_LAG, 0.0);
    expected.put(Metric.LEFT_EYE_LAG, Double.NaN);
    expected.put(Metric.RIGHT_EYE_LAG, 0.0);
    expected.put(Metric.SMILE_LAG, Double.NaN);
    expected.put(Metric.BROWS_LAG, 0.0);
    // The driver's eyes stay open.
    expected.put(Metric.BLINK_LIDS, Double.NaN);
    // The driver's irises lie at (1, 0), (0, 1), (4, 3); the result's twice as far to the right,
    // and
    // 0.1 above the mirrored height. Radians a width: 2.5.
    expected.put(Metric.GAZE_YAW_CORRELATION, 1.0);
    expected.put(Metric.GAZE_PITCH_CORRELATION, -1.0);
    expected.put(
        Metric.GAZE_ERROR,
        Math.toDegrees(2.5) * (Math.hypot(1, 0.1) + 1.9 + Math.hypot(4, 5.9)) / 3);
    // As NME, and (0.1, 0.5) against (0.2, 0.2).
    expected.put(Metric.TRUE_NME, 500 / Math.sqrt(5400));
    expected.put(Metric.TRUE_EXPRESSION, 0.2);
    // 0 and 2 against 3 and 5: variances are equal, means 3 apart.
    expected.put(Metric.FRECHET, 9.0);
    // (3, 4) and (4, 3); 20 degrees, seen as 363 - 340: the short way round.
    expected.put(Metric.VIEW_IDENTITY, 0.96);
    expected.put(Metric.VIEW_YAW, 3.0);
    // One is painted.
    expected.put(Metric.SPECKS, 1.0);
    expected.put(Metric.FACE_FOUND, 1.0);
    return expected;
  }

  @Test
  void everyMetricIsItsFormula() {
    for (Metric metric : Metric.values()) {
      values.put(metric, value(metric.measure()));
    }
    Map<Metric, Double> expected = byHand();
    assertThat(expected).as("values by hand").containsOnlyKeys(Metric.values());
    expected.forEach(
        (metric, value) -> {
          if (Double.isNaN(value)) {
            assertThat(values.get(metric)).as(metric.key()).isNaN();
          } else {
            assertThat(values.get(metric)).as(metric.key()).isCloseTo(value, within(1e-5));
          }
        });
  }

  private static double value(Measure measure) {
    if (measure instanceof Measure.OfPictures of) {
      float[] result = new float[3 * SIZE * SIZE];
      Arrays.fill(result, 0.2f);
      float[] mask = new float[SIZE * SIZE];
      Arrays.fill(mask, 1);
      return of.value()
          .applyAsDouble(new PicturePair(new float[result.length], result, SIZE, () -> 0.7), mask);
    } else if (measure instanceof Measure.OfFaces of) {
      return of.value().applyAsDouble(faces(4, 3));
    } else if (measure instanceof Measure.OfRun of) {
      return of.value().applyAsDouble(List.of(faces(1, 0), faces(0, 1), faces(4, 3)));
    } else if (measure instanceof Measure.OfPictureSteps of) {
      float[] black = new float[3 * SIZE * SIZE];
      float[] bright = black.clone();
      Arrays.fill(bright, 0.2f);
      float[] mask = new float[SIZE * SIZE];
      Arrays.fill(mask, 0, 5, 1);
      return of.value()
          .applyAsDouble(
              new PictureSteps(
                  new float[][] {black, black, black}, new float[][] {black, bright, black}),
              mask);
    } else if (measure instanceof Measure.OfPlaceSteps of) {
      PlacePair moved = places();
      PlacePair still =
          new PlacePair(moved.truth(), moved.truth(), 512, moved.trueAngles(), moved.trueAngles());
      return of.value().applyAsDouble(new PlaceSteps(moved, still, moved));
    } else if (measure instanceof Measure.OfPlaces of) {
      return of.value().applyAsDouble(places());
    } else if (measure instanceof Measure.OfViews of) {
      return of.value()
          .applyAsDouble(
              new ViewPair(
                  new float[] {3, 4},
                  new float[] {4, 3},
                  Math.toRadians(20),
                  Math.toRadians(23 - 360)));
    } else if (measure instanceof Measure.OfSides of) {
      return of.value().applyAsDouble(SpecksTest.Head.plain().dark(120, 120, 2).view());
    } else if (measure instanceof Measure.OfGroup of) {
      FeatureMoments results = new FeatureMoments(1);
      FeatureMoments drivers = new FeatureMoments(1);
      for (float x : new float[] {0, 2}) {
        results.add(new float[] {x});
        drivers.add(new float[] {x + 3});
      }
      return of.value().applyAsDouble(results, drivers);
    } else if (measure instanceof Measure.OfTruth of) {
      PlacePair p = places();
      float[] coefficients = {0.1f, 0.5f};
      TruePair perfect = new TruePair(p.truth(), p.truth(), coefficients, coefficients);
      assertThat(of.value().applyAsDouble(perfect)).isZero();
      return of.value()
          .applyAsDouble(
              new TruePair(p.truth(), p.found(), coefficients, new float[] {0.2f, 0.2f}));
    } else if (measure instanceof Measure.OfMovement of) {
      double[] driver = new double[RISING.length];
      double[] result = new double[RISING.length];
      for (int i = 0; i < driver.length; i++) {
        driver[i] =
            of.moving().applyAsDouble(face(RISING[i], RISING[i], RISING[i], RISING[i], RISING[i]));
        result[i] =
            of.moving()
                .applyAsDouble(
                    face(
                        RISING[i] / 2,
                        i % 2,
                        2 * RISING[i],
                        3 - RISING[i],
                        (float) (0.3 * RISING[i])));
      }
      return of.value().applyAsDouble(driver, result);
    }
    Measure.OfDetection of = (Measure.OfDetection) measure;
    assertThat(of.value().applyAsDouble(false)).isZero();
    return of.value().applyAsDouble(true);
  }

  @Test
  void closedEyesSayNothingOfGaze() {
    List<FacePair> frames = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean blink = i == 3;
      FacePair f = faces(1, 0);
      frames.add(
          new FacePair(
              f.source(),
              f.driver(),
              f.identity(),
              f.secondSource(),
              f.secondDriver(),
              f.secondIdentity(),
              f.shown(),
              f.expression(),
              f.moves(),
              f.moved(),
              new Eyes(blink ? 0.1 : 0.2, i * i, 0),
              new Eyes(blink ? 0.1 : 0.3, blink ? -50 : 2 * i * i, 0)));
    }
    assertThat(Eyes.lidsAtBlinks(frames)).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(Eyes.correlation(frames, Eyes::right)).isCloseTo(1, within(1e-9));
    assertThat(Eyes.error(frames))
        .isCloseTo(Math.toDegrees(2.5) * (0 + 1 + 4 + 16 + 25) / 5, within(1e-6));
    assertThat(Eyes.error(frames.subList(0, 0))).isNaN();
    assertThat(Eyes.lidsAtBlinks(frames.subList(0, 0))).isNaN();
  }

  /** -s and s in turn spread by s. */
  @ParameterizedTest
  @CsvSource({"0.0199, NaN", "0.0201, 1"})
  void eyesThatStandStillHaveNoCorrelation(float spread, double expected) {
    List<FacePair> frames = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      frames.add(faces(i % 2 == 0 ? spread : -spread, 0));
    }
    double correlation = Eyes.correlation(frames, Eyes::right);
    if (Double.isNaN(expected)) {
      assertThat(correlation).isNaN();
    } else {
      assertThat(correlation).isCloseTo(expected, within(1e-9));
    }
  }

  private static FacePair faces(float x, float y) {
    return new FacePair(
        new float[] {3, 4},
        new float[] {1, 0},
        new float[] {x, y},
        new float[] {1, 1},
        new float[] {4, 3},
        new float[] {4, 5},
        new float[] {1, 2, 3, 0},
        new float[] {1, 0, 4, 2},
        new float[] {0, 0, 0, 0.1f, 0, 0},
        new float[] {0.03f, 0.04f, 0, 0.1f, 0, 0.15f},
        new Eyes(0.2, x, y),
        new Eyes(0.2, 2 * x, 0.1 - y));
  }

  private static PlacePair places() {
    float[] truth = new float[136];
    for (int i = 0; i < 68; i++) {
      truth[2 * i] = i % 10 * 10;
      truth[2 * i + 1] = i / 10 * 10;
    }
    float[] moved = truth.clone();
    for (int i = 0; i < 68; i++) {
      moved[2 * i] += 3;
      moved[2 * i + 1] += 4;
    }
    return new PlacePair(truth, moved, 512, radians(179, 10, 0), radians(-178, 4, -6));
  }

  private static double[] radians(double yaw, double pitch, double roll) {
    return new double[] {Math.toRadians(yaw), Math.toRadians(pitch), Math.toRadians(roll)};
  }

  /** A face whose eyes are 1 apart, in the measures of its parts. */
  private static FaceState face(
      float mouth, float leftEye, float rightEye, float smile, float brows) {
    float[] l = new float[136];
    for (int i = 36; i < 42; i++) {
      l[2 * i] = -0.5f;
    }
    for (int i = 42; i < 48; i++) {
      l[2 * i] = 0.5f;
    }
    for (int i = 17; i < 27; i++) {
      l[2 * i] = i < 22 ? -0.5f : 0.5f;
      l[2 * i + 1] = -brows;
    }
    l[2 * 48] = -smile / 2;
    l[2 * 54] = smile / 2;
    return new FaceState(l, mouth, leftEye, rightEye);
  }

  @Test
  void whatAnEmptyMaskHidesHasNoValue() {
    float[] picture = new float[3 * SIZE * SIZE];
    PicturePair pair = new PicturePair(picture, picture, SIZE, () -> 0);
    for (Metric metric : new Metric[] {Metric.PSNR, Metric.SSIM, Metric.L1}) {
      Measure.OfPictures of = (Measure.OfPictures) metric.measure();
      assertThat(of.value().applyAsDouble(pair, new float[SIZE * SIZE])).isNaN();
    }
  }

  /** Names that tables have: queries of users depend on them. */
  @Test
  void keysAreThoseOfTheTable() {
    assertThat(Metric.CSIM_TO_DRIVER.key()).isEqualTo("csim_to_driver");
    assertThat(Metric.L1.key()).isEqualTo("l1");
    assertThat(Region.NONE.key()).isEmpty();
    assertThat(Region.FACE.key()).isEqualTo("face");
    assertThat(Against.NOTHING.key()).isEmpty();
    assertThat(Against.TRUTH.key()).isEqualTo("truth");
  }
}
