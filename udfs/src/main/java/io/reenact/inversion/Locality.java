package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Synthesis;
import io.reenact.latent.Latents;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What tuning around a pivot must leave as it was (Lin et al. 2022, after the locality of Roich et
 * al. 2022): under any expression, eyes and mouth are those of the untuned generator, but for what
 * tuning has changed at rest. Of expression coefficients p drawn at random, and directions A, the
 * wanted head is G0(anchor + p A) + G(anchor) - G0(anchor), Gaussian by Gaussian, so that what
 * changed moves with the skin. The drawn part of it is a target for {@link LocalityTerm}.
 */
final class Locality {
  /** The chance of a coefficient to be other than 0. */
  static final double ACTIVE = 0.15;

  /** Standard deviations of the yaw and pitch, radians, that it is looked from. */
  private static final double YAW = 0.28;

  private static final double PITCH = 0.14;
  private static final byte ALL = (byte) 255;

  private final GaussianPainter painter;
  private final Generator untuned;
  private final LandmarkGaussians landmarks;
  private final FaceAlignment alignment;
  private final double[][] ranges;
  private final Map<float[], float[]> atRest = new IdentityHashMap<>();

  /**
   * @param painter of the generator that is tuned
   * @param untuned the same generator as it was; stays the caller's
   */
  Locality(GaussianPainter painter, Generator untuned) {
    GeneratorBundle bundle = painter.generator().bundle();
    this.painter = painter;
    this.untuned = untuned;
    this.landmarks = new LandmarkGaussians(bundle.manifest().landmarks68());
    this.alignment = CohortInverter.alignment(bundle);
    this.ranges = bundle.manifest().directions().ranges();
  }

  /** Whether a cohort is tuned around pivots, and there is something to go by. */
  static boolean wanted(Cohort cohort) {
    InversionSettings settings = cohort.settings;
    GeneratorManifest manifest = cohort.generator.bundle().manifest();
    return settings.lift().strategy() == Strategy.PIVOT
        && settings.tuning().tuningSteps() > 0
        && settings.pivot().localityEvery() > 0
        && !PhaseTerms.active(cohort.terms.locality()).isEmpty()
        && manifest.directions() != null
        && cohort.painter instanceof GaussianPainter;
  }

  /**
   * Heads to judge, of one person under random expressions.
   *
   * @param anchor the person's
   * @param count how many
   * @param size pixels a side
   * @param terms to judge by
   */
  List<RenderStep.Item> items(
      float[] anchor, int count, int size, List<LossTerm> terms, SplittableRandom random) {
    float[][] latents = new float[count][];
    for (int i = 0; i < count; i++) {
      latents[i] = Latents.plus(anchor, 1, untuned.offsetOf(expression(random)));
    }
    float[] before = atRest.computeIfAbsent(anchor, a -> head(untuned, a));
    float[] now = head(painter.generator(), anchor);
    List<RenderStep.Item> items = new ArrayList<>();
    try (Synthesis made = untuned.synthesize(latents, false)) {
      FloatBuffer head = Lifting.buffer(made.count());
      for (int i = 0; i < count; i++) {
        FloatBuffer plain = made.gaussians(i);
        for (int k = 0; k < before.length; k++) {
          head.put(k, plain.get(k) + now[k] - before[k]);
        }
        Camera camera = Camera.orbit(far(random, YAW), far(random, PITCH), 0);
        items.add(
            new RenderStep.Item(
                latents[i],
                camera,
                target(head, made.count(), camera, size),
                Colours.white(),
                terms,
                1,
                null,
                null,
                0));
      }
    }
    return items;
  }

  private static double far(SplittableRandom random, double spread) {
    return spread * Math.max(-2, Math.min(2, random.nextGaussian()));
  }

  /** Random coefficients. */
  private double[] expression(SplittableRandom random) {
    double[] drawn = new double[ranges.length];
    for (int d = 0; d < drawn.length; d++) {
      double at = random.nextDouble();
      double p = ranges[d][0] + random.nextDouble() * (ranges[d][1] - ranges[d][0]);
      drawn[d] = at < ACTIVE ? p : 0;
    }
    return drawn;
  }

  private static float[] head(Generator generator, float[] latent) {
    try (Synthesis made = generator.synthesize(new float[][] {latent}, false)) {
      float[] out = new float[made.count() * Gaussians.FLOATS];
      made.gaussians(0).get(0, out);
      return out;
    }
  }

  /** A head's picture over white, with the regions that its own landmarks tell. */
  private TargetFrame target(FloatBuffer head, int n, Camera camera, int size) {
    byte[] rgb = new byte[3 * size * size];
    try (Rendering drawn =
        painter.rasterizer().render(head, n, camera, size, size, Colours.white())) {
      float[] image = drawn.image();
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) Math.round(127.5f * (Math.max(-1, Math.min(1, image[i])) + 1));
      }
    }
    byte[] matte = new byte[size * size];
    Arrays.fill(matte, ALL);
    float[] points = points(head, camera, size);
    byte[] regions = Regions.codes(points, size);
    return new TargetFrame(
        0, 0, 0, camera, size, rgb, matte, regions, points, new float[] {0, 0, 0});
  }

  private float[] points(FloatBuffer head, Camera camera, int size) {
    if (landmarks.known()) {
      return landmarks.project(head, camera, size);
    }
    float[] points = new float[2 * Landmarks68.COUNT];
    float[] canonical = alignment.project(camera, size);
    int[] index = FaceAlignment.landmarks68();
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      points[2 * l] = canonical[2 * index[l]];
      points[2 * l + 1] = canonical[2 * index[l] + 1];
    }
    return points;
  }
}
