package io.reenact.direction;

import io.reenact.direction.TrialSums.Way;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Latents;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tries directions on pairs of a source and a target that it ought to look like, both read from
 * pictures. Where the generator's z has entries for expressions, the target is the same person with
 * another expression, and the bundle's own directions with the true coefficients are tried beside
 * the fitted ones; elsewhere it is a small random change of the source that no fit has seen.
 */
public final class DirectionTrial {
  private final Generator generator;
  private final ExpressionPairs draws;
  private final ReadFaces faces;
  private final float[][] fitted;
  private final double[] units;
  private final GeneratorBundle own;
  private int[] entries;
  private GeneratorManifest.ZPart[] parts;

  /**
   * @param own the bundle with its own directions, if it has any
   * @param fitted the same with directions of {@link ReadFaces#NAMES}
   * @param generator of either; stays the caller's
   * @param faces stays the caller's
   * @param seed of the draw of pairs
   */
  public DirectionTrial(
      GeneratorBundle own,
      GeneratorBundle fitted,
      Generator generator,
      ReadFaces faces,
      long seed) {
    this.own = own;
    this.generator = generator;
    this.faces = faces;
    this.draws = new ExpressionPairs(generator, seed);
    this.fitted = fitted.directions();
    this.units = fitted.manifest().directions().units();
    findEntries();
  }

  /** Tries the pairs of some numbers. */
  public TrialSums of(List<Long> numbers) {
    List<ExpressionPairs.Pair> pairs = numbers.stream().map(draws::of).toList();
    Reading[] ends = ends(pairs);
    TrialSums sums = tried(pairs, ends);
    if (own.manifest().directions() != null && pairs.stream().allMatch(p -> p.shown() != null)) {
      add(sums, Way.KNOWN, ends, read(pairs.stream().map(this::known).toList()));
    }
    return sums;
  }

  /** What is read of the sources and targets of pairs, in turn; the same for any directions. */
  public Reading[] ends(List<ExpressionPairs.Pair> pairs) {
    List<float[]> latents = new ArrayList<>();
    for (ExpressionPairs.Pair pair : pairs) {
      latents.add(pair.source());
      latents.add(pair.target());
    }
    return read(latents);
  }

  /**
   * Tries fitted directions on pairs.
   *
   * @param ends {@link #ends} of the pairs
   */
  public TrialSums tried(List<ExpressionPairs.Pair> pairs, Reading[] ends) {
    TrialSums sums = new TrialSums(units.length);
    List<float[]> latents = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      latents.add(moved(pairs.get(i).source(), ends[2 * i], ends[2 * i + 1]));
    }
    add(sums, Way.FITTED, ends, read(latents));
    for (int i = 0; i < pairs.size(); i++) {
      sums.add(Way.UNMOVED, errors(ends[2 * i], ends[2 * i + 1]), 1);
    }
    return sums;
  }

  private void add(TrialSums sums, Way way, Reading[] ends, Reading[] results) {
    for (int i = 0; i < results.length; i++) {
      sums.add(
          way,
          errors(results[i], ends[2 * i + 1]),
          Vectors.cosine(ends[2 * i].identity(), results[i].identity()));
    }
  }

  private Reading[] read(List<float[]> ws) {
    return faces.read(ws.stream().map(generator::latentOf).toArray(float[][]::new));
  }

  private double[] errors(Reading result, Reading target) {
    double[] errors = new double[units.length];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = Math.abs((double) result.values()[k] - target.values()[k]) / units[k];
    }
    return errors;
  }

  /** A source that is asked to show a target's expression. */
  private float[] moved(float[] w, Reading source, Reading target) {
    float[] moved = w;
    for (int k = 0; k < fitted.length; k++) {
      double value = ((double) target.values()[k] - source.values()[k]) / units[k];
      moved = Latents.plus(moved, value, fitted[k]);
    }
    return moved;
  }

  /** The bundle's own directions with the difference of the true coefficients. */
  private float[] known(ExpressionPairs.Pair pair) {
    float[][] rows = own.directions();
    float[] moved = pair.source();
    for (int k = 0; k < rows.length; k++) {
      int entry = entries[k];
      if (entry >= 0) {
        moved =
            Latents.plus(moved, coefficient(k, pair.shown()) - coefficient(k, pair.z()), rows[k]);
      }
    }
    return moved;
  }

  /** A generator takes no coefficient beyond its range. */
  private double coefficient(int k, float[] z) {
    double[] range = own.manifest().directions().ranges()[k];
    double value = (z[entries[k]] - parts[k].shift()) / parts[k].scale();
    return Math.max(range[0], Math.min(range[1], value));
  }

  /** Finds the entry of z of each of the bundle's own directions. */
  private void findEntries() {
    GeneratorManifest m = own.manifest();
    List<String> names = m.directions() == null ? List.of() : m.directions().names();
    entries = new int[names.size()];
    parts = new GeneratorManifest.ZPart[names.size()];
    Arrays.fill(entries, -1);
    for (GeneratorManifest.ZPart part : m.zLayout()) {
      if (part.scale() == 0 || !ExpressionPairs.EXPRESSIVE.contains(part.name())) {
        continue;
      }
      List<String> called =
          part.name().equals("expression")
              ? m.expressions()
              : names.stream().filter(n -> n.startsWith(part.name())).toList();
      for (int i = 0; i < Math.min(part.length(), called.size()); i++) {
        int k = names.indexOf(called.get(i));
        if (k >= 0) {
          entries[k] = part.offset() + i;
          parts[k] = part;
        }
      }
    }
  }
}
