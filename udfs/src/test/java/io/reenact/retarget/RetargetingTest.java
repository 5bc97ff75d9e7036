package io.reenact.retarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.OffsetCurve;
import io.reenact.motion.OffsetReader;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two drawn people, whose expressions are known: the true coefficients are the oracle. */
@Tag("draws")
class RetargetingTest {
  private static final int SIZE = 256;
  private static final int FRAMES = 14;

  private static Generator generator;
  private static Painter painter;
  private static FaceMeter meter;
  private static float[] driver;
  private static float[] source;
  private static List<Map<String, Double>> truth;
  private static List<Camera> cameras;
  private static List<float[]> shown;

  @BeforeAll
  static void load() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    generator = Generator.load(bundle, Device.cpu(), false);
    painter = Painter.of(generator, 2, true);
    meter = FaceMeter.load(Device.cpu(), FaceAlignment.embedded());
    driver = person(3);
    source = person(8);
    truth = new ArrayList<>();
    cameras = new ArrayList<>();
    for (int k = 0; k < FRAMES; k++) {
      double blink = k % 5 == 2 ? 1 : 0;
      double brows = k % 4 == 1 ? 0.8 : 0;
      truth.add(
          Map.of(
              "eyeBlink_L", blink,
              "eyeBlink_R", blink,
              "gazeYaw", 0.35 * Math.sin(k * 1.3),
              "gazePitch", 0.15 * Math.cos(k * 0.9),
              "browOuterUp_L", brows,
              "browOuterUp_R", brows,
              "browInnerUp_L", brows,
              "browInnerUp_R", brows));
      cameras.add(Camera.orbit(0.1 * Math.sin(k * 0.5), 0.03, 0));
    }
    shown = read(driver, truth.stream().map(t -> offset(t, 1)).toList());
  }

  @AfterAll
  static void close() {
    meter.close();
    painter.close();
    generator.close();
  }

  @Test
  void offsetsThatFallShortCloseLidsTurnEyesAndRaiseBrows() {
    List<float[]> weak = truth.stream().map(t -> offset(t, 0.4)).toList();
    OffsetCurve before = curve(weak);
    OffsetCurve after = retargeted(before, FRAMES);
    assertThat(error(after, "gazeYaw")).isLessThan(0.5 * error(before, "gazeYaw"));
    assertThat(error(after, "gazePitch")).isLessThan(0.85 * error(before, "gazePitch"));
    for (String lid : List.of("eyeBlink_L", "eyeBlink_R")) {
      // Until they read as shut, which is less than all the way.
      assertThat(closed(after, lid)).as(lid).isBetween(closed(before, lid) + 0.12, 1.05);
    }
    assertThat(raised(after)).isGreaterThan(1.15 * raised(before));
    for (int k = 0; k < FRAMES; k++) {
      assertThat(Math.abs(held(after.value(k)).get("jawOpen"))).isLessThan(0.05);
    }
  }

  @Test
  void offsetsThatAreRightHardlyMove() {
    OffsetCurve before = curve(truth.stream().map(t -> offset(t, 1)).toList());
    OffsetCurve after = retargeted(before, FRAMES);
    for (String name : truth.get(0).keySet()) {
      assertThat(error(after, name)).as(name).isLessThan(0.05);
    }
    for (int k = 0; k < FRAMES; k++) {
      if (truth.get(k).get("eyeBlink_L") == 1) {
        Map<String, Double> was = held(before.value(k));
        Map<String, Double> is = held(after.value(k));
        assertThat(is.get("eyeBlink_L")).isGreaterThan(was.get("eyeBlink_L") - 0.05);
        assertThat(Math.abs(is.get("gazeYaw") - was.get("gazeYaw"))).isLessThan(0.02);
      }
    }
  }

  @Test
  void framesThatWereNotLookedAtMoveAsThoseLikeThemDo() {
    OffsetCurve before = curve(truth.stream().map(t -> offset(t, 0.4)).toList());
    OffsetCurve after = retargeted(before, 7);
    assertThat(error(after, "gazeYaw")).isLessThan(0.5 * error(before, "gazeYaw"));
    assertThat(closed(after, "eyeBlink_R")).isGreaterThan(closed(before, "eyeBlink_R") + 0.1);
    OffsetCurve again = retargeted(before, 7);
    for (int k = 0; k < FRAMES; k++) {
      assertThat(again.value(k)).containsExactly(after.value(k));
    }
  }

  @Test
  void gazeBeyondItsRangeComesBackWhereNobodyLooks() {
    // As of a driver whose own eyes were tuned so that irises show down there.
    List<float[]> offsets = new ArrayList<>(truth.stream().map(t -> offset(t, 1)).toList());
    Map<String, Double> down = new HashMap<>(truth.get(3));
    down.put("gazePitch", -0.9);
    offsets.set(3, offset(down, 1));
    Map<String, Double> found = held(retargeted(curve(offsets), 1).value(3));
    assertThat(found.get("gazePitch")).isBetween(-0.36, -0.2);
    assertThat(found.get("gazeYaw")).isCloseTo(truth.get(3).get("gazeYaw"), within(0.1));
  }

  private static OffsetCurve retargeted(OffsetCurve offsets, int most) {
    return new Retargeting(painter, meter, source).retargeted(offsets, cameras, shown, most);
  }

  /** Mean distance of a coefficient from the truth. */
  private static double error(OffsetCurve offsets, String name) {
    double sum = 0;
    for (int k = 0; k < FRAMES; k++) {
      sum += Math.abs(held(offsets.value(k)).get(name) - truth.get(k).get(name)) / FRAMES;
    }
    return sum;
  }

  /** How far a lid goes down in the frames in which the driver shuts it: the least of them. */
  private static double closed(OffsetCurve offsets, String lid) {
    double least = Double.MAX_VALUE;
    for (int k = 0; k < FRAMES; k++) {
      if (truth.get(k).get(lid) == 1) {
        least = Math.min(least, held(offsets.value(k)).get(lid));
      }
    }
    return least;
  }

  /** How far brows are higher where the driver raises them, sum of the coefficients. */
  private static double raised(OffsetCurve offsets) {
    double sum = 0;
    for (int k = 0; k < FRAMES; k++) {
      Map<String, Double> held = held(offsets.value(k));
      double all =
          truth.get(k).keySet().stream()
              .filter(n -> n.startsWith("brow"))
              .mapToDouble(held::get)
              .sum();
      boolean up = truth.get(k).get("browOuterUp_L") > 0;
      long count = truth.stream().filter(t -> t.get("browOuterUp_L") > 0 == up).count();
      sum += (up ? 1 : -1) * all / count;
    }
    return sum;
  }

  private static Map<String, Double> held(float[] offset) {
    OffsetReader reader = new OffsetReader(generator.bundle());
    double[] read = reader.read(offset);
    Map<String, Double> held = new HashMap<>();
    for (int i = 0; i < read.length; i++) {
      held.put(reader.names().get(i), read[i]);
    }
    return held;
  }

  private static OffsetCurve curve(List<float[]> offsets) {
    long[] times = new long[FRAMES];
    for (int k = 0; k < FRAMES; k++) {
      times[k] = 40_000L * k;
    }
    return new OffsetCurve(times, offsets.toArray(float[][]::new));
  }

  private static float[] offset(Map<String, Double> coefficients, double share) {
    List<String> names = generator.bundle().manifest().directions().names();
    return generator.offsetOf(
        names.stream().mapToDouble(n -> share * coefficients.getOrDefault(n, 0.0)).toArray());
  }

  private static List<float[]> read(float[] anchor, List<float[]> offsets) {
    List<float[]> pictures = new ArrayList<>();
    List<Camera> by = cameras.subList(0, offsets.size());
    for (int k = 0; k < offsets.size(); k++) {
      float[] latent = anchor.clone();
      for (int i = 0; i < latent.length; i++) {
        latent[i] += offsets.get(k)[i];
      }
      try (Heads heads = painter.heads(new float[][] {latent})) {
        pictures.add(heads.draw(0, by.get(k), SIZE, SIZE, Colours.white()).image());
      }
    }
    return List.of(meter.read(pictures, by, SIZE));
  }

  /** A neutral face. */
  private static float[] person(long seed) {
    Random random = new Random(seed);
    float[] z = new float[generator.bundle().manifest().zDim()];
    // Identity and appearance come first; moods, expression and gaze after them.
    for (int i = 0; i < 87; i++) {
      z[i] = 0.5f * (float) random.nextGaussian();
    }
    return generator.latentOf(generator.map(new float[][] {z})[0]);
  }
}
