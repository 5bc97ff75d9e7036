package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.reenact.camera.UserError;
import io.reenact.nn.Autograd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a synthesis network under joint tuning: Adam with a rate a parameter, and the
 * difference to the bundle as FP16 safetensors. Belongs to one trainable {@link Generator}.
 */
public final class TunedWeights implements AutoCloseable {
  private final Generator generator;
  private final NDManager manager;
  private final Map<String, NDArray> base = new LinkedHashMap<>();
  private final Map<String, NDArray> mean = new LinkedHashMap<>();
  private final Map<String, NDArray> variance = new LinkedHashMap<>();
  private final Map<String, Float> rates = new LinkedHashMap<>();

  /**
   * @param generator trainable; its present weights count as the bundle's
   * @param defaultRate learning rate of parameters that the manifest's {@code fine_tune} does not
   *     name
   */
  public TunedWeights(Generator generator, double defaultRate) {
    this.generator = generator;
    this.manager = generator.manager().newSubManager();
    for (Map.Entry<String, NDArray> e : generator.parameters().entrySet()) {
      NDArray p = e.getValue();
      try (Autograd.Scope off = Autograd.disabled()) {
        base.put(e.getKey(), attach(p.duplicate()));
        mean.put(e.getKey(), attach(p.zerosLike()));
        variance.put(e.getKey(), attach(p.zerosLike()));
      }
      rates.put(e.getKey(), (float) rate(e.getKey(), defaultRate));
    }
  }

  private double rate(String parameter, double defaultRate) {
    List<GeneratorManifest.FineTune> groups = generator.bundle().manifest().fineTune();
    for (GeneratorManifest.FineTune g : groups) {
      if (g.parameters().contains(parameter)) {
        return g.learningRate();
      }
    }
    return groups.isEmpty() ? defaultRate : 0;
  }

  private NDArray attach(NDArray a) {
    a.attach(manager);
    a.setRequiresGradient(false);
    return a;
  }

  /**
   * One step of Adam on every parameter with the gradients collected since the last, which are then
   * cleared.
   *
   * @param factor scales every rate (warm-up, decay)
   * @param step counts from 1
   */
  public void step(double factor, int step) {
    try (NDManager sub = manager.newSubManager()) {
      for (Map.Entry<String, NDArray> e : generator.parameters().entrySet()) {
        float rate = rates.get(e.getKey());
        NDArray weight = e.getValue();
        if (rate > 0) {
          NDArray gradient = Autograd.gradient(weight);
          gradient.attach(sub);
          Autograd.adamUpdate(
              weight,
              gradient,
              mean.get(e.getKey()),
              variance.get(e.getKey()),
              (float) (rate * factor),
              step);
        }
        Autograd.clearGradient(weight);
      }
    }
  }

  /** The difference to the bundle, FP16, in safetensors. */
  public byte[] delta() {
    return encode(generator.parameters(), base, DataType.FLOAT16);
  }

  /** Weights and moments in full precision, for {@link #restore}. */
  public byte[] state() {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDList list = new NDList();
      generator.parameters().forEach((name, p) -> list.add(named(p.duplicate(), "w/" + name, sub)));
      mean.forEach((name, p) -> list.add(named(p.duplicate(), "m/" + name, sub)));
      variance.forEach((name, p) -> list.add(named(p.duplicate(), "v/" + name, sub)));
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }

  /** Takes up the weights and moments of {@link #state}. */
  public void restore(byte[] state) {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      for (NDArray a : decode(sub, state, "checkpoint")) {
        String name = a.getName().substring(2);
        NDArray target =
            switch (a.getName().charAt(0)) {
              case 'w' -> generator.parameters().get(name);
              case 'm' -> mean.get(name);
              default -> variance.get(name);
            };
        Autograd.view(target).put(Autograd.view(a));
      }
    }
  }

  /**
   * Adds a stored difference to a freshly loaded generator's weights.
   *
   * @param generator with the bundle's weights
   * @param delta bytes of {@link #delta()}
   * @param sha256 what the bytes must hash to
   * @throws UserError if the hash, a name or a shape does not fit
   */
  public static void apply(Generator generator, byte[] delta, String sha256) {
    String found = GeneratorBundle.sha256(delta);
    if (!found.equals(sha256)) {
      throw new UserError(
          "tuned weights have SHA-256 "
              + found
              + ", the persons table says "
              + sha256
              + ": restore the file or invert the cohort again");
    }
    try (NDManager sub = generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      for (NDArray d : decode(sub, delta, "tuned weights")) {
        NDArray p = generator.parameters().get(d.getName());
        if (p == null || !p.getShape().equals(d.getShape())) {
          throw new UserError(
              "tuned weights hold '"
                  + d.getName()
                  + "' of shape "
                  + d.getShape()
                  + ", which bundle "
                  + generator.bundle().where()
                  + " has not");
        }
        p.addi(d.toType(DataType.FLOAT32, false));
      }
    }
  }

  private byte[] encode(Map<String, NDArray> now, Map<String, NDArray> from, DataType type) {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDList list = new NDList();
      now.forEach(
          (name, p) -> {
            if (rates.get(name) > 0) {
              NDArray difference = p.sub(from.get(name));
              difference.attach(sub);
              list.add(named(difference.toType(type, false), name, sub));
            }
          });
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }

  private static NDArray named(NDArray a, String name, NDManager owner) {
    a.attach(owner);
    a.setName(name);
    return a;
  }

  private static NDList decode(NDManager manager, byte[] bytes, String what) {
    try {
      return NDList.decode(manager, bytes);
    } catch (IllegalArgumentException e) {
      throw new UserError(what + " can't be decoded: " + e.getMessage(), e);
    }
  }

  /** Frees the moments; the generator keeps the tuned weights. */
  @Override
  public void close() {
    manager.close();
  }
}
