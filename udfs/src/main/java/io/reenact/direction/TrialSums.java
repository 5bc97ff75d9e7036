package io.reenact.direction;

import java.io.Serializable;

/**
 * How far results of directions are from what was asked for, summed over pairs: mergeable. Errors
 * are means over attributes, an attribute's range in sampled pictures being -1 to 1.
 */
public final class TrialSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is compared with the target. */
  public enum Way {
    /** The source as it was. */
    UNMOVED,
    /** The source moved by fitted directions. */
    FITTED,
    /** The source moved by the bundle's own directions and the true coefficients. */
    KNOWN
  }

  private final double[][] errors;
  private final double[] cosines = new double[Way.values().length];
  private final long[] counts = new long[Way.values().length];

  /**
   * @param attributes how many
   */
  public TrialSums(int attributes) {
    errors = new double[Way.values().length][attributes];
  }

  void add(Way way, double[] attributeErrors, double cosine) {
    for (int k = 0; k < attributeErrors.length; k++) {
      errors[way.ordinal()][k] += attributeErrors[k];
    }
    cosines[way.ordinal()] += cosine;
    counts[way.ordinal()]++;
  }

  /** Adds those of other pairs. */
  public TrialSums merge(TrialSums other) {
    for (int w = 0; w < errors.length; w++) {
      for (int k = 0; k < errors[w].length; k++) {
        errors[w][k] += other.errors[w][k];
      }
      cosines[w] += other.cosines[w];
      counts[w] += other.counts[w];
    }
    return this;
  }

  /** Pairs that a way was tried on. */
  public long count(Way way) {
    return counts[way.ordinal()];
  }

  /** Mean error of an attribute; NaN without a pair. */
  public double error(Way way, int attribute) {
    return errors[way.ordinal()][attribute] / counts[way.ordinal()];
  }

  /** Mean error of all attributes; NaN without a pair. */
  public double error(Way way) {
    double sum = 0;
    int attributes = errors[way.ordinal()].length;
    for (int k = 0; k < attributes; k++) {
      sum += error(way, k);
    }
    return sum / attributes;
  }

  /** Mean cosine of the identity embeddings of source and result. */
  public double identity(Way way) {
    return cosines[way.ordinal()] / counts[way.ordinal()];
  }
}
