package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a synthesis network that hold something of every Gaussian and add to it,
 * whatever the latent: what all heads have in common, such as mean colours. A change of theirs
 * changes every head of the generator alike, and is stored as tuned weights are. Which they are is
 * tried out, so that a bundle need not say it.
 */
public final class GaussianTables {
  /** A parameter that moves other channels, or one by another's latent, is no table. */
  private static final float TOLERANCE = 1e-3f;

  /**
   * A channel's place.
   *
   * @param parameter name
   * @param width floats that the parameter has of a Gaussian
   * @param at which of them
   * @param unit by Gaussian: what 1 adds to the channel
   */
  private record Place(String parameter, int width, int at, float[] unit) {}

  private final Generator generator;
  private final Map<Integer, Place> places = new LinkedHashMap<>();

  /** Tries the parameters of a generator of Gaussians; its weights are the same afterwards. */
  public GaussianTables(Generator generator) {
    this.generator = generator;
    GeneratorManifest m = generator.bundle().manifest();
    if (m.endsInPictures()) {
      return;
    }
    float[] mean = generator.latentOf(generator.bundle().latentStats().mean());
    float[] other = mean.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] += generator.bundle().latentStats().std()[i % m.wDim()];
    }
    float[][] before = gaussians(mean, other);
    generator
        .parameters()
        .forEach(
            (name, p) -> {
              if (p.size() % m.gaussians() == 0 && p.size() / m.gaussians() <= Gaussians.FLOATS) {
                attempt(name, p, before, mean, other);
              }
            });
  }

  private void attempt(String name, NDArray p, float[][] before, float[] mean, float[] other) {
    int n = generator.bundle().manifest().gaussians();
    int width = (int) (p.size() / n);
    float[][] after;
    try (NDManager sub = generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray kept = p.duplicate();
      kept.attach(sub);
      p.addi(1);
      after = gaussians(mean, other);
      p.set(new NDIndex("..."), kept);
    }
    int found = 0;
    Place[] own = new Place[Gaussians.FLOATS];
    for (int c = 0; c < Gaussians.FLOATS; c++) {
      float[] unit = new float[n];
      boolean moves = false;
      boolean alike = true;
      for (int i = 0; i < n; i++) {
        int at = i * Gaussians.FLOATS + c;
        unit[i] = after[0][at] - before[0][at];
        moves |= unit[i] != 0;
        alike &=
            Math.abs(after[1][at] - before[1][at] - unit[i])
                <= TOLERANCE * (1 + Math.abs(before[1][at]));
      }
      if (moves && !alike) {
        return;
      }
      if (moves) {
        own[c] = new Place(name, width, found++, unit);
      }
    }
    // Only where every float has a channel of its own, in the channels' order.
    if (found == width) {
      for (int c = 0; c < own.length; c++) {
        if (own[c] != null) {
          places.put(c, own[c]);
        }
      }
    }
  }

  private float[][] gaussians(float[]... latents) {
    try (Synthesis made = generator.synthesize(latents, false)) {
      float[][] out = new float[latents.length][];
      for (int i = 0; i < out.length; i++) {
        FloatBuffer b = made.gaussians(i);
        out[i] = new float[made.count() * Gaussians.FLOATS];
        b.get(0, out[i]);
      }
      return out;
    }
  }

  /** Whether a channel of {@link Gaussians} has a table. */
  public boolean has(int channel) {
    return places.containsKey(channel);
  }

  /**
   * Adds a change of all Gaussians to the weights.
   *
   * @param change {@code [N, 14]}; what it holds in channels without a table is left out
   * @return what was added to the weights, FP16 safetensors
   */
  public byte[] add(float[] change) {
    int n = generator.bundle().manifest().gaussians();
    Map<String, float[]> by = new LinkedHashMap<>();
    places.forEach(
        (channel, place) -> {
          float[] values = by.computeIfAbsent(place.parameter, name -> new float[n * place.width]);
          for (int i = 0; i < n; i++) {
            float unit = place.unit[i];
            if (unit != 0) {
              values[i * place.width + place.at] = change[i * Gaussians.FLOATS + channel] / unit;
            }
          }
        });
    try (NDManager sub = generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDList list = new NDList();
      by.forEach(
          (name, values) -> {
            NDArray p = generator.parameters().get(name);
            NDArray half =
                Autograd.constant(sub, values, p.getShape()).toType(DataType.FLOAT16, false);
            half.attach(sub);
            half.setName(name);
            list.add(half);
            // What is used is what is stored.
            p.addi(half.toType(DataType.FLOAT32, false));
          });
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }
}
