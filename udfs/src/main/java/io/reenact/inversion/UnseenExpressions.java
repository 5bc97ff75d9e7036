package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.GuidedFilter;
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
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A head under expressions that none of its frames has. Where lids and lips uncover what frames
 * hide, a change that was fitted to frames shows: teeth are painted on the tongue, lips tear, a
 * closed lid keeps a rest of the eye. There the change is asked to be, in every neighbourhood, a
 * linear function of the generator's own colours, which the guided filter makes of it (He, Sun and
 * Tang 2013): lips may be redder, but have no spots. Between the lips it is asked to be nothing.
 */
final class UnseenExpressions {
  /** Side of a picture, px. */
  private static final int SIZE = 160;

  /** Of the focal length: the face fills the picture. */
  private static final double ZOOM = 2.2;

  private static final int COUNT = 10;

  /** Of so many expressions the one that is least like those of the frames is taken. */
  private static final int TRIES = 4;

  /** How far a view is turned, radians. */
  private static final double YAW = 0.3;

  private static final double PITCH = 0.15;

  /** Half a side of the neighbourhoods, px. */
  private static final int RADIUS = 8;

  /** Smoothness, in squared units of colours. */
  private static final double EPSILON = 0.01;

  /** What differs by less is of no matter, in units of colours. */
  private static final float EVEN = 0.04f;

  /** What a pixel of the eyes counts beside one of the mouth: frames show all of an eye. */
  private static final float EYES = 0.04f;

  /** Landmarks of the eyes, and of the lips with what lies between them. */
  private static final int[][] PARTS = {{36, 48}, {48, 68}};

  private final Rasterizer rasterizer;
  private final LandmarkGaussians landmarks;
  private final List<Look> looks = new ArrayList<>();

  /** Of a head with the change. */
  private final FloatBuffer changed;

  /**
   * An expression.
   *
   * @param head without the change, {@code [N, 14]}
   * @param image of it, {@code [3, SIZE, SIZE]}
   * @param counts what each pixel counts
   * @param between those between the lips
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record Look(
      FloatBuffer head, Camera camera, float[] image, float[] counts, boolean[] between) {}

  /**
   * Draws expressions; none for a generator without directions or landmark Gaussians.
   *
   * @param anchor the person's
   * @param frames heads of the person's frames, {@code [N, 14]} each
   */
  UnseenExpressions(GaussianPainter painter, float[] anchor, List<FloatBuffer> frames, long seed) {
    GeneratorBundle bundle = painter.generator().bundle();
    GeneratorManifest m = bundle.manifest();
    this.rasterizer = painter.rasterizer();
    this.landmarks = new LandmarkGaussians(m.landmarks68());
    this.changed = Lifting.buffer(m.gaussians());
    if (m.directions() == null || !landmarks.known()) {
      return;
    }
    List<double[][]> known = frames.stream().map(this::points).toList();
    for (int k = 0; k < COUNT; k++) {
      SplittableRandom random = Draws.at(seed, 7, k);
      float[][] latents = new float[TRIES][];
      for (int t = 0; t < TRIES; t++) {
        latents[t] = expression(painter.generator(), anchor, random);
      }
      try (Synthesis made = painter.generator().synthesize(latents, false)) {
        int best = 0;
        double farthest = -1;
        for (int t = 0; t < TRIES; t++) {
          double far = far(points(made.gaussians(t)), known, PARTS[k % PARTS.length]);
          if (far > farthest) {
            farthest = far;
            best = t;
          }
        }
        FloatBuffer head = Lifting.buffer(made.count());
        head.put(0, made.gaussians(best), 0, head.capacity());
        looks.add(look(head, random));
      }
    }
  }

  /** An anchor under random coefficients, the same on both sides. */
  private static float[] expression(Generator generator, float[] anchor, SplittableRandom random) {
    GeneratorManifest.Directions d = generator.bundle().manifest().directions();
    Map<String, Double> drawn = new HashMap<>();
    double[] coefficients = new double[d.names().size()];
    for (int k = 0; k < coefficients.length; k++) {
      // ARKit's names end in the side.
      double at =
          drawn.computeIfAbsent(
              d.names().get(k).replaceFirst("_[LR]$|Left$|Right$", ""),
              n -> random.nextDouble() < Locality.ACTIVE ? random.nextDouble() : -1);
      double p = d.ranges()[k][0] + at * (d.ranges()[k][1] - d.ranges()[k][0]);
      coefficients[k] = at < 0 ? 0 : p;
    }
    return Latents.plus(anchor, 1, generator.offsetOf(coefficients));
  }

  private double[][] points(FloatBuffer head) {
    double[][] points = new double[Landmarks68.COUNT][];
    for (int l = 0; l < points.length; l++) {
      points[l] = landmarks.position(head, l);
    }
    return points;
  }

  /** How far some landmarks are from where the nearest of some heads has them. */
  private static double far(double[][] points, List<double[][]> known, int[] part) {
    double least = Double.MAX_VALUE;
    for (double[][] other : known) {
      double sum = 0;
      for (int l = part[0]; l < part[1]; l++) {
        for (int c = 0; c < 3; c++) {
          double d = points[l][c] - other[l][c];
          sum += d * d;
        }
      }
      least = Math.min(least, sum);
    }
    return least;
  }

  private Look look(FloatBuffer head, SplittableRandom random) {
    double[] middle = new double[3];
    for (double[] p : points(head)) {
      for (int c = 0; c < 3; c++) {
        middle[c] += p[c] / Landmarks68.COUNT;
      }
    }
    Camera orbit = Camera.orbit(random.nextDouble(-YAW, YAW), random.nextDouble(-PITCH, PITCH), 0);
    Camera camera = Camera.lookAt(orbit.centre(), middle, ZOOM * Camera.FOCAL);
    float[] points = landmarks.project(head, camera, SIZE);
    byte[] codes = Regions.codes(points, SIZE);
    float[] counts = new float[SIZE * SIZE];
    for (int i = 0; i < counts.length; i++) {
      counts[i] =
          switch (codes[i]) {
            case Regions.MOUTH -> 1;
            case Regions.EYES -> EYES;
            default -> 0;
          };
    }
    try (Rendering drawn = draw(head, camera)) {
      return new Look(
          head, camera, drawn.image().clone(), counts, Regions.betweenLips(points, SIZE));
    }
  }

  private Rendering draw(FloatBuffer head, Camera camera) {
    int n = head.capacity() / Gaussians.FLOATS;
    return rasterizer.render(head, n, camera, SIZE, SIZE, Colours.white());
  }

  /**
   * Adds the gradient of what a change shows under one of the expressions.
   *
   * @param change {@code [N, 14]}
   * @param weight of the loss, a mean over the picture
   * @param back {@code [N, 14]}, added to
   */
  void add(float[] change, float weight, SplittableRandom random, FloatBuffer back) {
    if (looks.isEmpty()) {
      return;
    }
    Look look = looks.get(random.nextInt(looks.size()));
    for (int i = 0; i < change.length; i++) {
      changed.put(i, look.head.get(i) + change[i]);
    }
    try (Rendering drawn = draw(changed, look.camera)) {
      drawn.backward(slope(drawn.image(), look.image, look.counts, look.between, weight), back);
    }
  }

  /**
   * The loss's gradient by a picture.
   *
   * @param image {@code [3, S, S]}
   * @param before the same without the change
   * @param counts what each pixel counts, {@code [S, S]}
   * @param between those in which the change should be nothing
   */
  static float[] slope(
      float[] image, float[] before, float[] counts, boolean[] between, float weight) {
    int pixels = counts.length;
    int size = (int) Math.round(Math.sqrt(pixels));
    float each = weight / (3 * pixels);
    float[] slope = new float[3 * pixels];
    float[] change = new float[pixels];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < pixels; i++) {
        change[i] = image[c * pixels + i] - before[c * pixels + i];
      }
      float[] smooth = GuidedFilter.filter(change, before, size, size, RADIUS, EPSILON);
      for (int i = 0; i < pixels; i++) {
        float off = change[i] - (between[i] ? 0 : smooth[i]);
        if (Math.abs(off) > EVEN) {
          slope[c * pixels + i] = counts[i] * each * Math.signum(off);
        }
      }
    }
    return slope;
  }
}
