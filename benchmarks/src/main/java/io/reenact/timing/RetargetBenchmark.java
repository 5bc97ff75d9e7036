package io.reenact.timing;

import ai.djl.Device;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.inversion.CohortInverter;
import io.reenact.latent.OffsetCurve;
import io.reenact.motion.OffsetReader;
import io.reenact.nn.Autograd;
import io.reenact.retarget.FaceMeter;
import io.reenact.retarget.Retargeting;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Retargeting, on one core: what it costs beside rendering, and what it is worth by how many key
 * frames it looks at. Drawn people drive each other by offsets that hold only two fifths of what
 * they show; the error is what is left of the other three, as a share.
 */
public final class RetargetBenchmark implements Benchmark {
  private static final int SIZE = 256;
  private static final int KEYS = 60;
  private static final int PAIRS = 4;
  private static final double HELD = 0.4;
  private static final int BATCH = 10;

  /** The quickest counts. */
  private static final int REPETITIONS = 3;

  private static final List<String> NAMES =
      List.of("eyeBlink_L", "eyeBlink_R", "gazeYaw", "gazePitch", "browInnerUp_L", "browOuterUp_L");

  @Override
  public String name() {
    return "retarget";
  }

  @Override
  public void run(Rows out) throws Exception {
    Autograd.threads(1);
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(generator, 1, true);
        FaceMeter meter = FaceMeter.load(Device.cpu(), CohortInverter.alignment(bundle))) {
      Clip clip = new Clip(generator, painter, meter);
      for (int most : new int[] {4, 8, 12, 24, KEYS}) {
        clip.errors(most)
            .forEach(
                (name, error) -> out.add(most + " key frames", name + " left", error, "share"));
      }
      double drawn = ProcessorTime.least(REPETITIONS, clip::draw) / KEYS;
      out.add("rendering", "a frame of 256 px", drawn, "s");
      for (int most : new int[] {12, 24}) {
        double spent = ProcessorTime.least(REPETITIONS, () -> clip.retargeted(0, most));
        out.add(
            "retargeting",
            most + " key frames",
            spent,
            "s",
            "100 frames rendered",
            100 * drawn / spent);
      }
    }
  }

  /** A driver's key frames, and people that they drive. */
  private static final class Clip {
    private final Generator generator;
    private final Painter painter;
    private final FaceMeter meter;
    private final OffsetReader reader;
    private final List<Map<String, Double>> truth = new ArrayList<>();
    private final List<Camera> cameras = new ArrayList<>();
    private final List<List<float[]>> shown = new ArrayList<>();
    private final float[][] people = new float[PAIRS + 1][];
    private final OffsetCurve offsets;

    Clip(Generator generator, Painter painter, FaceMeter meter) {
      this.generator = generator;
      this.painter = painter;
      this.meter = meter;
      this.reader = new OffsetReader(generator.bundle());
      Random random = new Random(1);
      for (int k = 0; k < KEYS; k++) {
        double blink = k % 7 == 3 ? 1 : 0;
        double brows = Math.max(0, Math.sin(k * 0.37));
        truth.add(
            Map.of(
                "eyeBlink_L", blink,
                "eyeBlink_R", blink,
                "gazeYaw", 0.3 * Math.sin(k * 0.61),
                "gazePitch", 0.15 * Math.sin(k * 0.43 + 1),
                "browInnerUp_L", brows,
                "browInnerUp_R", brows,
                "browOuterUp_L", brows,
                "browOuterUp_R", brows,
                "jawOpen", 0.3 * random.nextDouble()));
        cameras.add(Camera.orbit(0.15 * Math.sin(k * 0.17), 0.05 * Math.cos(k * 0.23), 0));
      }
      for (int p = 0; p < people.length; p++) {
        people[p] = person(random);
      }
      long[] times = new long[KEYS];
      float[][] weak = new float[KEYS][];
      for (int k = 0; k < KEYS; k++) {
        times[k] = 40_000L * k;
        weak[k] = offset(k, HELD);
      }
      offsets = new OffsetCurve(times, weak);
      for (int p = 0; p < PAIRS; p++) {
        shown.add(shown(people[p]));
      }
    }

    /** A neutral face. */
    private float[] person(Random random) {
      float[] z = new float[generator.bundle().manifest().zDim()];
      // Identity and appearance come first; moods, expression and gaze after them.
      for (int i = 0; i < 87; i++) {
        z[i] = 0.5f * (float) random.nextGaussian();
      }
      return generator.latentOf(generator.map(new float[][] {z})[0]);
    }

    private float[] offset(int key, double share) {
      return generator.offsetOf(
          reader.names().stream()
              .mapToDouble(n -> share * truth.get(key).getOrDefault(n, 0.0))
              .toArray());
    }

    private List<float[]> shown(float[] anchor) {
      List<float[]> shown = new ArrayList<>();
      for (int from = 0; from < KEYS; from += BATCH) {
        shown.addAll(
            List.of(meter.read(pictures(anchor, from), cameras.subList(from, from + BATCH), SIZE)));
      }
      return shown;
    }

    private List<float[]> pictures(float[] anchor, int from) {
      float[][] latents = new float[BATCH][];
      for (int i = 0; i < BATCH; i++) {
        latents[i] = offset(from + i, 1);
        for (int d = 0; d < anchor.length; d++) {
          latents[i][d] += anchor[d];
        }
      }
      List<float[]> pictures = new ArrayList<>();
      try (Heads heads = painter.heads(latents)) {
        for (int i = 0; i < BATCH; i++) {
          pictures.add(heads.draw(i, cameras.get(from + i), SIZE, SIZE, Colours.white()).image());
        }
      }
      return pictures;
    }

    void draw() {
      for (int from = 0; from < KEYS; from += BATCH) {
        pictures(people[0], from);
      }
    }

    /** The next person by this one. */
    OffsetCurve retargeted(int driver, int most) {
      return new Retargeting(painter, meter, people[driver + 1])
          .retargeted(offsets, cameras, shown.get(driver), most);
    }

    /** By coefficient, what is left of what offsets lacked. */
    Map<String, Double> errors(int most) {
      Map<String, Double> left = new TreeMap<>();
      Map<String, Double> lacked = new TreeMap<>();
      for (int p = 0; p < PAIRS; p++) {
        OffsetCurve moved = retargeted(p, most);
        for (int k = 0; k < KEYS; k++) {
          double[] now = reader.read(moved.value(k));
          double[] before = reader.read(offsets.value(k));
          for (String name : NAMES) {
            int c = reader.names().indexOf(name);
            left.merge(name, Math.abs(now[c] - truth.get(k).get(name)), Double::sum);
            lacked.merge(name, Math.abs(before[c] - truth.get(k).get(name)), Double::sum);
          }
        }
      }
      left.replaceAll((name, sum) -> sum / lacked.get(name));
      return left;
    }
  }
}
