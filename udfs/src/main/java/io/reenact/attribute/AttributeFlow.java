package io.reenact.attribute;

import io.reenact.error.BadInput;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import java.util.List;
import java.util.Map;

/**
 * A normalising flow between latents, given their attributes, and noise (StyleFlow, Abdal et al.
 * 2021). An edit takes a latent with its own attributes to noise, and from there back with changed
 * ones, so that it moves along a curve on which the other attributes stay. Immutable: threads may
 * share one.
 */
public final class AttributeFlow {
  private final String generator;
  private final List<Attribute> attributes;
  private final LinearPart linear;
  private final List<Coupling> couplings;

  /**
   * @param generator id of the bundle that it belongs to
   */
  AttributeFlow(
      String generator, List<Attribute> attributes, LinearPart linear, List<Coupling> couplings) {
    this.generator = generator;
    this.attributes = List.copyOf(attributes);
    this.linear = linear;
    this.couplings = List.copyOf(couplings);
  }

  /** Id of the generator that it belongs to. */
  public String generator() {
    return generator;
  }

  /** What it knows. */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** Names of what it knows. */
  public List<String> names() {
    return attributes.stream().map(Attribute::name).toList();
  }

  /** Floats of a w. */
  public int wDim() {
    return linear.mean().length;
  }

  LinearPart linear() {
    return linear;
  }

  List<Coupling> couplings() {
    return couplings;
  }

  /**
   * An attribute.
   *
   * @throws UserError if it is unknown
   */
  public Attribute find(String name) {
    return attributes.get(index(name));
  }

  private int index(String name) {
    int k = names().indexOf(name);
    if (k < 0) {
      throw new BadInput(
          "the attribute flow has no '"
              + name
              + "'"
              + Suggestions.of(name, names())
              + "; there are "
              + names());
    }
    return k;
  }

  /**
   * Attributes of a latent, in standard deviations, within what samples have shown.
   *
   * @param latent {@code [w_dim]} or {@code [num_ws * w_dim]}, of which the mean layer counts
   * @return one an attribute
   */
  public double[] read(float[] latent) {
    double[] own = linear.read(layer(latent));
    for (int k = 0; k < own.length; k++) {
      own[k] = Math.max(attributes.get(k).low(), Math.min(attributes.get(k).high(), own[k]));
    }
    return own;
  }

  /**
   * Noise of a w.
   *
   * @param w {@code [w_dim]}
   * @param given attributes, in standard deviations
   */
  double[] noise(float[] w, double[] given) {
    double[] x = linear.whitened(w, given);
    for (Coupling c : couplings) {
      c.forward(x, given);
    }
    return x;
  }

  /** Logarithm of the determinant of {@link #noise}'s Jacobian by the whitened axes. */
  double logDeterminant(float[] w, double[] given) {
    double[] x = linear.whitened(w, given);
    double sum = 0;
    for (Coupling c : couplings) {
      sum += c.forward(x, given);
    }
    return sum;
  }

  /** Whitened axes of a noise; changes it. */
  private double[] axes(double[] noise, double[] given) {
    for (int k = couplings.size() - 1; k >= 0; k--) {
      couplings.get(k).inverse(noise, given);
    }
    return noise;
  }

  /**
   * Refuses names that the flow does not know.
   *
   * @throws UserError naming the nearest
   */
  public void require(Iterable<String> names) {
    names.forEach(this::index);
  }

  /** A latent whose edits are asked for many times. */
  public Edited of(float[] latent) {
    return new Edited(this, latent);
  }

  /**
   * A latent with changed attributes.
   *
   * @param latent {@code [w_dim]} or {@code [num_ws * w_dim]}, of which every layer moves alike
   * @param changes by name, in standard deviations
   * @throws UserError if an attribute is unknown, or the latent is not of this generator
   */
  public float[] edit(float[] latent, Map<String, Double> changes) {
    float[] step = of(latent).step(changes);
    float[] moved = latent.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step[i];
    }
    return moved;
  }

  /** The mean of a latent's layers. */
  private float[] layer(float[] latent) {
    int dims = wDim();
    if (latent.length == 0 || latent.length % dims != 0) {
      throw new BadInput(
          "a latent has "
              + latent.length
              + " floats, the attribute flow "
              + dims
              + ": both must come from the same generator");
    }
    float[] w = new float[dims];
    int layers = latent.length / dims;
    for (int i = 0; i < latent.length; i++) {
      w[i % dims] += latent[i] / layers;
    }
    return w;
  }

  /** A latent and its noise. */
  public static final class Edited {
    private final AttributeFlow flow;
    private final int length;
    private final double[] own;
    private final double[] axes;
    private final double[] noise;

    private Edited(AttributeFlow flow, float[] latent) {
      float[] w = flow.layer(latent);
      this.flow = flow;
      this.length = latent.length;
      this.own = flow.read(latent);
      this.axes = flow.linear.whitened(w, own);
      this.noise = flow.noise(w, own);
    }

    /**
     * What changes of attributes add to the latent.
     *
     * @param changes by name, in standard deviations; all at 0 add nothing
     * @return {@code [latent's length]}, the same for every layer
     * @throws UserError if an attribute is unknown
     */
    public float[] step(Map<String, Double> changes) {
      double[] by = new double[own.length];
      changes.forEach((name, change) -> by[flow.index(name)] = change);
      double[] wanted = own.clone();
      for (int k = 0; k < by.length; k++) {
        wanted[k] += by[k];
      }
      double[] moved = flow.axes(noise.clone(), wanted);
      boolean still = changes.values().stream().allMatch(v -> v == 0);
      for (int k = 0; k < moved.length; k++) {
        moved[k] = still ? 0 : moved[k] - axes[k];
      }
      double[] step = flow.linear.moved(by, moved);
      float[] all = new float[length];
      for (int i = 0; i < length; i++) {
        all[i] = (float) step[i % step.length];
      }
      return all;
    }

    /** The value that a change takes an attribute to, in standard deviations. */
    public double reached(String name, double change) {
      return own[flow.index(name)] + change;
    }
  }
}
