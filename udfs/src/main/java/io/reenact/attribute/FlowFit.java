package io.reenact.attribute;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits a flow to samples: the linear part in closed form, then the couplings; every tenth sample is
 * held out.
 *
 * @param flow what was fitted
 * @param figures of the fit, for people
 */
public record FlowFit(AttributeFlow flow, Map<String, Object> figures) {
  private static final int HELD_OUT = 10;
  private static final double TAIL = 0.005;

  /** Fewer samples than this for each float of w say nothing of its spread. */
  private static final int A_FLOAT = 3;

  /**
   * Samples of a generator with their labels.
   *
   * @param w {@code [samples][w_dim]}
   * @param labels {@code [samples][attributes]}, in their own units
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Labelled(float[][] w, double[][] labels) {}

  /**
   * Fits.
   *
   * @param generator id of the bundle that the samples come from
   * @param names what edits call each label, and what it is
   * @param samples in an order that repeats itself
   * @throws UserError if a label is the same everywhere, or there are too few samples
   */
  public static FlowFit of(
      String generator,
      Map<String, String> names,
      Labelled samples,
      FlowSettings settings,
      Progress progress) {
    int count = samples.w.length;
    if (count == 0 || count < A_FLOAT * samples.w[0].length) {
      throw new BadInput(
          count
              + " labelled samples are too few to fit a flow to"
              + (count == 0 ? "" : " " + samples.w[0].length + " floats")
              + ": raise --samples, or look for labels that are null");
    }
    List<Attribute> attributes = new ArrayList<>();
    float[][] values = new float[count][names.size()];
    for (Map.Entry<String, String> e : names.entrySet()) {
      attributes.add(standardise(e, attributes.size(), samples.labels, values));
    }
    float[][] w = part(samples.w, false);
    float[][] a = part(values, false);
    float[][] heldW = part(samples.w, true);
    float[][] heldA = part(values, true);
    LinearPart linear = LinearPart.fit(w, a);
    if (linear.size() < 2) {
      throw new BadInput(
          "the samples differ in nothing but the attributes: there is no flow to fit");
    }
    for (int k = 0; k < attributes.size(); k++) {
      attributes.set(k, withRead(attributes.get(k), k, linear, heldW, heldA));
    }
    try (FlowTraining training = new FlowTraining(settings, linear.size(), names.size())) {
      FlowTraining.Trained trained =
          training.train(
              whitened(linear, w, a), a, whitened(linear, heldW, heldA), heldA, progress);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("samples", count);
      figures.put("held_out", heldW.length);
      figures.put("seed", settings.seed());
      figures.put("epochs", trained.epochs());
      figures.put("axes", linear.size());
      figures.put("loss_linear", rounded(trained.before()));
      figures.put("loss", rounded(trained.after()));
      return new FlowFit(
          new AttributeFlow(generator, attributes, linear, trained.couplings()), figures);
    }
  }

  private static double rounded(double v) {
    return Math.round(v * 1e4) / 1e4;
  }

  private static Attribute standardise(
      Map.Entry<String, String> name, int k, double[][] labels, float[][] into) {
    double[] sorted = new double[labels.length];
    double mean = 0;
    for (int n = 0; n < sorted.length; n++) {
      sorted[n] = labels[n][k];
      mean += sorted[n] / sorted.length;
    }
    double square = 0;
    for (double v : sorted) {
      square += (v - mean) * (v - mean) / sorted.length;
    }
    double spread = Math.sqrt(square);
    if (!(spread > 1e-9 * Math.abs(mean)) || !Double.isFinite(spread)) {
      throw new BadInput(
          "attribute "
              + name.getKey()
              + ": "
              + name.getValue()
              + " has the same value for all samples, or none");
    }
    for (int n = 0; n < sorted.length; n++) {
      into[n][k] = (float) ((labels[n][k] - mean) / spread);
    }
    Arrays.sort(sorted);
    double low = (sorted[(int) (TAIL * (sorted.length - 1))] - mean) / spread;
    double high = (sorted[(int) ((1 - TAIL) * (sorted.length - 1))] - mean) / spread;
    return new Attribute(
        name.getKey(), name.getValue(), mean, spread, low, Math.max(high, low + 1e-6), 0);
  }

  private static Attribute withRead(
      Attribute a, int k, LinearPart linear, float[][] heldW, float[][] heldA) {
    double error = 0;
    double all = 0;
    for (int n = 0; n < heldW.length; n++) {
      double d = linear.read(heldW[n])[k] - heldA[n][k];
      error += d * d;
      all += (double) heldA[n][k] * heldA[n][k];
    }
    return new Attribute(
        a.name(),
        a.label(),
        a.mean(),
        a.spread(),
        a.low(),
        a.high(),
        rounded(all > 0 ? 1 - error / all : 0));
  }

  private static float[][] part(float[][] rows, boolean heldOut) {
    List<float[]> part = new ArrayList<>();
    for (int n = 0; n < rows.length; n++) {
      if ((n % HELD_OUT == HELD_OUT - 1) == heldOut) {
        part.add(rows[n]);
      }
    }
    return part.toArray(float[][]::new);
  }

  private static float[][] whitened(LinearPart linear, float[][] w, float[][] a) {
    float[][] x = new float[w.length][];
    for (int n = 0; n < x.length; n++) {
      double[] given = new double[a[n].length];
      for (int k = 0; k < given.length; k++) {
        given[k] = a[n][k];
      }
      double[] axes = linear.whitened(w[n], given);
      x[n] = new float[axes.length];
      for (int i = 0; i < axes.length; i++) {
        x[n][i] = (float) axes[i];
      }
    }
    return x;
  }
}
