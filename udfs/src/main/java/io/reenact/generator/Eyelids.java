package io.reenact.generator;

import io.reenact.splat.Gaussians;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lids hide what they cover of eyeballs. Skin of Gaussians is thin and has gaps where it stretches,
 * and tuning moves single ones of an iris forward, since its frames show them where lids are open;
 * under shut lids they would shine through. So Gaussians of eyeballs fade outside of the opening
 * between the lids, which the landmark Gaussians give, seen along the head's own axis; the more,
 * the narrower it is.
 */
final class Eyelids {
  /** Of the largest movement as gaze turns, from which on a Gaussian is an eyeball's. */
  private static final double MOVES = 0.4;

  /** How far from an eye's middle it is at most, widths of the eye. */
  private static final double REACH = 0.9;

  /** At this height of the opening by its width lids are shut, since they have a thickness. */
  static final double SHUT = 0.09;

  /** From this height on all is seen that lies in the opening. */
  static final double OPEN = 0.14;

  /** From this height on nothing is hidden: frames have shown it, and tuning made use of it. */
  static final double WIDE = 0.24;

  /** Above this height the opening is rounder than the six landmarks on its edge. */
  private static final double ROUND = 0.13;

  /** How much rounder at most, widths of the eye. */
  private static final double ROUNDER = 0.12;

  /** Within such a distance Gaussians fade, widths of the eye. */
  static final double FADE = 0.06;

  /** Opacity that draws nothing. */
  private static final double NOTHING = 1e-4;

  private static final String GAZE = "gaze";

  /** Landmarks of an eye, of 68: its corners are the first and the fourth. */
  private static final int EYE = 6;

  private static final int FIRST_EYE = 36;

  /** By landmark of both eyes, those around it and their weights. */
  private final int[][] edge;

  private final double[][] weights;

  /** By eye, its Gaussians. */
  private final int[][] balls;

  /**
   * @param edge places of the Gaussians around each landmark of both eyes
   * @param weights of theirs, which sum to 1
   * @param balls by eye, places of those of the eyeball
   */
  Eyelids(int[][] edge, double[][] weights, int[][] balls) {
    this.edge = edge;
    this.weights = weights;
    this.balls = balls;
  }

  /** Of a generator; such that hide nothing, unless it has landmarks and directions of gaze. */
  static Eyelids of(Generator generator) {
    GeneratorManifest m = generator.bundle().manifest();
    if (m.landmarks68() == null || m.directions() == null || m.endsInPictures()) {
      return none();
    }
    float[] rest = generator.latentOf(generator.bundle().latentStats().mean());
    List<float[]> latents = new ArrayList<>(List.of(rest));
    GeneratorManifest.Directions d = m.directions();
    for (int k = 0; k < d.names().size(); k++) {
      if (d.names().get(k).startsWith(GAZE)) {
        double[] coefficients = new double[d.names().size()];
        coefficients[k] = d.ranges()[k][1];
        float[] turned = generator.offsetOf(coefficients);
        for (int i = 0; i < turned.length; i++) {
          turned[i] += rest[i];
        }
        latents.add(turned);
      }
    }
    if (latents.size() == 1) {
      return none();
    }
    int last = FIRST_EYE + 2 * EYE;
    int[][] edge = Arrays.copyOfRange(m.landmarks68().indices(), FIRST_EYE, last);
    double[][] weights = Arrays.copyOfRange(m.landmarks68().weights(), FIRST_EYE, last);
    try (Synthesis made = generator.synthesize(latents.toArray(float[][]::new), false)) {
      return new Eyelids(edge, weights, found(made, edge, weights));
    }
  }

  private static Eyelids none() {
    return new Eyelids(new int[0][], new double[0][], new int[0][]);
  }

  /** What moves with gaze near an eye; lids and skin hardly do. */
  private static int[][] found(Synthesis made, int[][] edge, double[][] weights) {
    FloatBuffer rest = made.gaussians(0);
    double[] moved = new double[made.count()];
    for (int t = 1; t < made.size(); t++) {
      FloatBuffer turned = made.gaussians(t);
      for (int i = 0; i < moved.length; i++) {
        moved[i] = Math.max(moved[i], distance(turned, rest, i));
      }
    }
    double least = MOVES * Arrays.stream(moved).max().orElse(0);
    return IntStream.range(0, 2)
        .mapToObj(
            eye -> {
              Opening opening = opening(rest, edge, weights, eye);
              return IntStream.range(0, moved.length)
                  .filter(i -> moved[i] > least && opening.near(rest, i))
                  .toArray();
            })
        .toArray(int[][]::new);
  }

  private static double distance(FloatBuffer a, FloatBuffer b, int gaussian) {
    double sum = 0;
    for (int at = gaussian * Gaussians.FLOATS; at < gaussian * Gaussians.FLOATS + 3; at++) {
      double by = a.get(at) - b.get(at);
      sum += by * by;
    }
    return Math.sqrt(sum);
  }

  /** The Gaussians of both eyeballs, each once. */
  int[] eyeballs() {
    return Arrays.stream(balls).flatMapToInt(Arrays::stream).distinct().toArray();
  }

  /** Whether there is anything to hide. */
  boolean any() {
    return Arrays.stream(balls).anyMatch(b -> b.length > 0);
  }

  /** The Gaussians that these need and change, each once. */
  int[] rows() {
    return Stream.concat(Arrays.stream(edge), Arrays.stream(balls))
        .flatMapToInt(Arrays::stream)
        .distinct()
        .toArray();
  }

  /** The same on an array of {@link #rows} alone. */
  Eyelids compact() {
    int[] rows = rows();
    Map<Integer, Integer> place = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      place.put(rows[i], i);
    }
    return new Eyelids(placed(edge, place), weights, placed(balls, place));
  }

  private static int[][] placed(int[][] rows, Map<Integer, Integer> place) {
    return Arrays.stream(rows)
        .map(of -> Arrays.stream(of).map(place::get).toArray())
        .toArray(int[][]::new);
  }

  /**
   * Hides what lids cover.
   *
   * @param head {@code [N, 14]}; opacities of eyeballs change
   */
  void cover(FloatBuffer head) {
    for (int eye = 0; eye < balls.length; eye++) {
      Opening opening = opening(head, edge, weights, eye);
      for (int i : balls[eye]) {
        double seen =
            opening.seen(head.get(i * Gaussians.FLOATS), head.get(i * Gaussians.FLOATS + 1));
        if (seen < 1) {
          int at = i * Gaussians.FLOATS + Gaussians.OPACITY;
          double opacity = Math.max(NOTHING, seen / (1 + Math.exp(-head.get(at))));
          head.put(at, (float) Math.min(head.get(at), Math.log(opacity / (1 - opacity))));
        }
      }
    }
  }

  private static Opening opening(FloatBuffer head, int[][] edge, double[][] weights, int eye) {
    double[] x = new double[EYE];
    double[] y = new double[EYE];
    for (int l = 0; l < EYE; l++) {
      int[] around = edge[eye * EYE + l];
      for (int k = 0; k < around.length; k++) {
        double weight = weights[eye * EYE + l][k];
        x[l] += weight * head.get(around[k] * Gaussians.FLOATS);
        y[l] += weight * head.get(around[k] * Gaussians.FLOATS + 1);
      }
    }
    return new Opening(x, y);
  }

  /** What lies between the lids of an eye, seen along z: its landmarks, in order. */
  private static final class Opening {
    private final double[] x;
    private final double[] y;
    private final Path2D path = new Path2D.Double();
    private final double width;
    private final double height;

    Opening(double[] x, double[] y) {
      this.x = x;
      this.y = y;
      this.width = Math.hypot(x[0] - x[3], y[0] - y[3]);
      this.height =
          (Math.hypot(x[1] - x[5], y[1] - y[5]) + Math.hypot(x[2] - x[4], y[2] - y[4])) / 2;
      path.moveTo(x[0], y[0]);
      for (int l = 1; l < EYE; l++) {
        path.lineTo(x[l], y[l]);
      }
      path.closePath();
    }

    boolean near(FloatBuffer head, int gaussian) {
      double px = head.get(gaussian * Gaussians.FLOATS);
      double py = head.get(gaussian * Gaussians.FLOATS + 1);
      return Math.hypot(px - (x[0] + x[3]) / 2, py - (y[0] + y[3]) / 2) < REACH * width;
    }

    /** How much of what lies at a place is seen, 0 to 1. */
    double seen(double px, double py) {
      double open = within((height / width - SHUT) / (OPEN - SHUT), 1);
      double rounder = within((height - ROUND * width) / 2, ROUNDER * width);
      double fade = FADE * width;
      double within = within((rounder + fade - outside(px, py)) / fade, 1);
      double closing = within((WIDE - height / width) / (WIDE - OPEN), 1);
      return open * (1 - closing * (1 - within));
    }

    private static double within(double value, double most) {
      return Math.max(0, Math.min(most, value));
    }

    /** Distance from the opening; 0 within. */
    private double outside(double px, double py) {
      if (path.contains(px, py)) {
        return 0;
      }
      double least = Double.MAX_VALUE;
      for (int l = 0; l < EYE; l++) {
        int next = (l + 1) % EYE;
        least = Math.min(least, Line2D.ptSegDist(x[l], y[l], x[next], y[next], px, py));
      }
      return least;
    }
  }
}
