package io.reenact.study;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.motion.HeadAngles;
import io.reenact.motion.HeadShapes;
import io.reenact.motion.MotionModelFit;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceDetail;
import io.reenact.synth.FrameState;
import io.reenact.synth.MotionCurve;
import io.reenact.synth.SynthFrame;
import io.reenact.synth.SynthRenderer;
import io.reenact.synth.SyntheticPerson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits the model that reads motion from pictures, anew, to drawn people: three of five frames as in
 * speech, the others with shapes drawn at random; each is seen twice, the second time in a mirror.
 * With {@code -Dreenact.accept=true} the model replaces the one that ships, under {@code
 * udfs/src/main/resources}. MOTION_PEOPLE (default 260) people of MOTION_FRAMES (default 24)
 * frames. How good the model is: {@code motion-truth}, on other people.
 */
public final class MotionModelBenchmark implements Benchmark {
  private static final long FIRST_PERSON = 90_000;

  /** Sides of pictures in which a face is as large as in a tracker's crop, px. */
  private static final int[] SIZES = {256, 256, 256, 320};

  /** How far a person's boxes miss the face, in their sides, and how far they are larger. */
  private static final double AWAY = 0.03;

  private static final double LARGER = 0.04;

  /** How far a person's crops are from upright, radians. */
  private static final double TILT = 0.03;

  /** The same from frame to frame. */
  private static final double JITTER = 0.02;

  private static final double OTHER_GAZE = 0.6;
  private static final double BOTH_SIDES = 0.7;

  @Override
  public String name() {
    return "motion-model";
  }

  @Override
  public void run(Rows out) throws Exception {
    int people = Integer.parseInt(System.getenv().getOrDefault("MOTION_PEOPLE", "260"));
    int frames = Integer.parseInt(System.getenv().getOrDefault("MOTION_FRAMES", "24"));
    SynthRenderer renderer = new SynthRenderer(HeadModels.load());
    MotionModelFit fit = new MotionModelFit();
    long begin = System.nanoTime();
    try (FaceDetail network = new FaceDetail()) {
      for (int p = 0; p < people; p++) {
        add(fit, network, renderer, p, frames);
      }
    }
    Path folder =
        Boolean.getBoolean("reenact.accept")
            ? Path.of(
                System.getProperty("reenact.root", "."),
                "udfs/src/main/resources/io/reenact/motion")
            : Files.createTempDirectory("motion-model");
    fit.write(folder);
    out.add(
        people + " people, " + frames + " frames", "time", (System.nanoTime() - begin) / 1e9, "s");
  }

  private static void add(
      MotionModelFit fit, FaceDetail network, SynthRenderer renderer, int p, int frames) {
    SplittableRandom random = new SplittableRandom(5_000 + p);
    SyntheticPerson person = SyntheticPerson.sample(FIRST_PERSON + p);
    MotionCurve speech = MotionCurve.speech(renderer.model(), 700 + p);
    double yaw = within(random, 0.25);
    double pitch = within(random, 0.12);
    double[] miss = {
      within(random, AWAY), within(random, AWAY), within(random, LARGER), within(random, TILT)
    };
    List<FaceDetail.Seen> seen = new ArrayList<>();
    List<FaceDetail.Seen> mirrored = new ArrayList<>();
    List<float[]> known = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      FrameState s = speech.at(60 * random.nextDouble());
      if (i % 5 >= 3) {
        s = drawn(s, random);
      }
      Camera camera =
          Camera.orbit(yaw + within(random, 0.004), pitch + within(random, 0.004), 0)
              .withHeadMotion(
                  new double[3],
                  new double[] {within(random, 0.01), within(random, 0.01), within(random, 0.01)});
      // As a tracker's crops are: upright, nearly.
      double roll = HeadAngles.of(camera, s.headRotation()).roll();
      camera = camera.withRoll(roll + miss[3] + within(random, JITTER));
      int size = SIZES[i % SIZES.length];
      SynthFrame frame = renderer.render(person, s, camera, size);
      float[] picture = planes(frame.image().rgb(), size);
      float[] box = FaceBoxes.landmarkBox(frame.landmarks2d());
      double side = box[2] - box[0];
      seen.add(network.see(picture, size, missed(box, side, miss[0], miss[1], miss[2], random)));
      float[] other = {size - box[2], box[1], size - box[0], box[3]};
      mirrored.add(
          network.see(
              mirrored(picture, size),
              size,
              missed(other, side, -miss[0], miss[1], miss[2], random)));
      known.add(truth(s, HeadAngles.of(camera, s.headRotation())));
    }
    fit.add(seen, mirrored, known);
  }

  private static float[] truth(FrameState s, HeadAngles head) {
    int shapes = s.expression().length;
    float[] truth = Arrays.copyOf(s.expression(), shapes + 4);
    truth[shapes] = (float) s.gazeYaw();
    truth[shapes + 1] = (float) s.gazePitch();
    truth[shapes + 2] = (float) head.yaw();
    truth[shapes + 3] = (float) head.pitch();
    return truth;
  }

  private static double within(SplittableRandom random, double limit) {
    return limit * (2 * random.nextDouble() - 1);
  }

  /** A moment of speech, with some shapes and often the gaze drawn anew. */
  private static FrameState drawn(FrameState s, SplittableRandom random) {
    float[] e = s.expression().clone();
    int more = 1 + random.nextInt(5);
    for (int k = 0; k < more; k++) {
      int shape = random.nextInt(e.length);
      e[shape] = (float) random.nextDouble();
      if (HeadShapes.NAMES.get(shape).contains("_") && random.nextDouble() < BOTH_SIDES) {
        e[HeadShapes.mirrored(shape)] =
            (float) Math.max(0, Math.min(1, e[shape] + within(random, 0.15)));
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

  private static float[] missed(
      float[] box, double side, double right, double down, double larger, SplittableRandom random) {
    double x = side * (right + within(random, JITTER));
    double y = side * (down + within(random, JITTER));
    double grow = side * (larger + within(random, JITTER));
    return new float[] {
      (float) (box[0] + x - grow),
      (float) (box[1] + y - grow),
      (float) (box[2] + x + grow),
      (float) (box[3] + y + grow)
    };
  }

  private static float[] mirrored(float[] planes, int size) {
    float[] mirrored = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      mirrored[i] = planes[i - i % size + size - 1 - i % size];
    }
    return mirrored;
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
