package io.reenact.study;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.generator.Npy;
import io.reenact.motion.MotionModelFit;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceDetail;
import io.reenact.synth.FrameState;
import io.reenact.synth.HeadModel;
import io.reenact.synth.MotionCurve;
import io.reenact.synth.SynthFrame;
import io.reenact.synth.SynthRenderer;
import io.reenact.synth.SyntheticPerson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits the model that reads motion from pictures, anew, to drawn people: half of the frames as in
 * speech, half with shapes drawn at random. With {@code -Dreenact.accept=true} it replaces the one
 * that ships, under {@code udfs/src/main/resources}. MOTION_PEOPLE (default 400) people of
 * MOTION_FRAMES (default 20) frames. How good the model is: {@code motion-truth}, on other people.
 */
public final class MotionModelBenchmark implements Benchmark {
  private static final long FIRST_PERSON = 90_000;
  private static final int[] SIZES = {256, 256, 384};

  /** How far boxes miss the face, in their sides: as a tracker's do. */
  private static final double JITTER = 0.03;

  private static final double MORE_SHAPES = 0.6;
  private static final double OTHER_GAZE = 0.4;
  private static final double BOTH_SIDES = 0.7;

  @Override
  public String name() {
    return "motion-model";
  }

  @Override
  public void run(Rows out) throws Exception {
    int people = Integer.parseInt(System.getenv().getOrDefault("MOTION_PEOPLE", "400"));
    int frames = Integer.parseInt(System.getenv().getOrDefault("MOTION_FRAMES", "20"));
    HeadModel head = HeadModels.load();
    SynthRenderer renderer = new SynthRenderer(head);
    MotionModelFit fit = new MotionModelFit();
    long begin = System.nanoTime();
    try (FaceDetail network = new FaceDetail()) {
      for (int p = 0; p < people; p++) {
        add(fit, network, renderer, p, frames);
      }
    }
    Npy relative = fit.relative();
    Npy level = fit.level();
    out.add(
        people + " people, " + frames + " frames", "time", (System.nanoTime() - begin) / 1e9, "s");
    if (Boolean.getBoolean("reenact.accept")) {
      Path folder =
          Path.of(
              System.getProperty("reenact.root", "."), "udfs/src/main/resources/io/reenact/motion");
      Files.createDirectories(folder);
      Files.write(folder.resolve("relative.npy"), relative.encode());
      Files.write(folder.resolve("gaze_level.npy"), level.encode());
    }
  }

  private static void add(
      MotionModelFit fit, FaceDetail network, SynthRenderer renderer, int p, int frames) {
    SplittableRandom random = new SplittableRandom(5_000 + p);
    SyntheticPerson person = SyntheticPerson.sample(FIRST_PERSON + p);
    MotionCurve speech = MotionCurve.speech(renderer.model(), 700 + p);
    Camera camera = Camera.orbit(within(random, 0.25), within(random, 0.12), 0);
    List<FaceDetail.Seen> seen = new ArrayList<>();
    List<float[]> known = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      FrameState s = state(renderer.model(), speech.at(60 * random.nextDouble()), random);
      int size = SIZES[i % SIZES.length];
      SynthFrame frame = renderer.render(person, s, camera, size);
      seen.add(
          network.see(
              planes(frame.image().rgb(), size),
              size,
              jittered(FaceBoxes.landmarkBox(frame.landmarks2d()), random)));
      float[] truth = java.util.Arrays.copyOf(s.expression(), s.expression().length + 2);
      truth[truth.length - 2] = (float) s.gazeYaw();
      truth[truth.length - 1] = (float) s.gazePitch();
      known.add(truth);
    }
    fit.add(seen, known);
  }

  private static double within(SplittableRandom random, double limit) {
    return limit * (2 * random.nextDouble() - 1);
  }

  /** A moment of speech, with some shapes and the gaze drawn anew. */
  private static FrameState state(HeadModel head, FrameState s, SplittableRandom random) {
    float[] e = s.expression().clone();
    if (random.nextDouble() < MORE_SHAPES) {
      int more = 1 + random.nextInt(5);
      for (int k = 0; k < more; k++) {
        int shape = random.nextInt(e.length);
        e[shape] = (float) random.nextDouble();
        int other = otherSide(head, shape);
        if (other >= 0 && random.nextDouble() < BOTH_SIDES) {
          e[other] = (float) Math.max(0, Math.min(1, e[shape] + within(random, 0.15)));
        }
      }
    }
    boolean look = random.nextDouble() < OTHER_GAZE;
    return new FrameState(
        e,
        look ? within(random, 0.45) : s.gazeYaw(),
        look ? within(random, 0.3) : s.gazePitch(),
        s.headYaw(),
        s.headPitch(),
        s.headRoll(),
        s.shift());
  }

  private static int otherSide(HeadModel head, int shape) {
    String name = head.expressions().get(shape);
    String other =
        name.endsWith("_L")
            ? name.replace("_L", "_R")
            : name.endsWith("_R") ? name.replace("_R", "_L") : "";
    return head.expressions().indexOf(other);
  }

  private static float[] jittered(float[] box, SplittableRandom random) {
    double side = box[2] - box[0];
    double x = side * within(random, 2 * JITTER);
    double y = side * within(random, 2 * JITTER);
    double grow = side * within(random, 2 * JITTER);
    return new float[] {
      (float) (box[0] + x - grow),
      (float) (box[1] + y - grow),
      (float) (box[2] + x + grow),
      (float) (box[3] + y + grow)
    };
  }

  private static float[] planes(byte[] rgb, int size) {
    int pixels = size * size;
    float[] planes = new float[3 * pixels];
    for (int i = 0; i < planes.length; i++) {
      planes[i % 3 * pixels + i / 3] = (rgb[i] & 0xff) / 127.5f - 1;
    }
    return planes;
  }
}
