package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.nn.Devices;
import io.reenact.nn.FloatStream;
import io.reenact.nn.adam.AdamUpdate;
import io.reenact.splat.cuda.CudaAdam;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a synthesis network under joint tuning: Adam with a rate a parameter, and the
 * difference to the bundle as FP16 safetensors. Belongs to one trainable {@link Generator}.
 */
public final class TunedWeights implements AutoCloseable {
  private static final String LEFT = "/left";
  private static final String RIGHT = "/right";

  private final Generator generator;
  private final NDManager manager;
  private final Map<String, NDArray> base = new LinkedHashMap<>();
  private final Map<String, NDArray> mean = new LinkedHashMap<>();
  private final Map<String, NDArray> variance = new LinkedHashMap<>();
  private final Map<String, Float> rates = new LinkedHashMap<>();
  private final Optional<CudaAdam> kernel;

  /**
   * @param generator trainable; its present weights count as the bundle's
   * @param rates of its parameters
   */
  public TunedWeights(Generator generator, TuningRates rates) {
    this(generator, rates, Devices.adam(generator.manager().getDevice()));
  }

  /**
   * @param kernel steps all weights at once, where they are on a GPU; closed with this
   */
  TunedWeights(Generator generator, TuningRates rates, Optional<CudaAdam> kernel) {
    this.generator = generator;
    this.kernel = kernel;
    this.manager = generator.manager().newSubManager();
    for (Map.Entry<String, NDArray> e : generator.parameters().entrySet()) {
      NDArray p = e.getValue();
      try (Autograd.Scope off = Autograd.disabled()) {
        base.put(e.getKey(), attach(p.duplicate()));
        mean.put(e.getKey(), attach(moments(p)));
        variance.put(e.getKey(), attach(moments(p)));
      }
      double rate = rates.of(generator.bundle().manifest(), e.getKey());
      this.rates.put(e.getKey(), (float) rate);
    }
  }

  /** Zeros that lie as the weights do, so that a kernel can go through both alike. */
  private static NDArray moments(NDArray weight) {
    NDArray rows = weight.zerosLike();
    if (DeviceMemory.alike(weight, rows).isPresent()) {
      return rows;
    }
    rows.close();
    try (NDArray turned = weight.transpose();
        NDArray zeros = turned.zerosLike()) {
      return zeros.transpose();
    }
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
    if (kernel.isPresent()) {
      atOnce(kernel.get(), factor, step);
      return;
    }
    try (NDManager sub = manager.newSubManager()) {
      for (Map.Entry<String, NDArray> e : generator.parameters().entrySet()) {
        float rate = rates.get(e.getKey());
        NDArray weight = e.getValue();
        if (rate > 0) {
          NDArray gradient = Autograd.gradient(weight);
          gradient.attach(sub);
          AdamUpdate.update(
              weight,
              gradient,
              mean.get(e.getKey()),
              variance.get(e.getKey()),
              (float) (rate * factor),
              step);
        } else {
          Autograd.clearGradient(weight);
        }
      }
    }
  }

  private void atOnce(CudaAdam adam, double factor, int step) {
    try (NDManager sub = manager.newSubManager()) {
      List<CudaAdam.Weights> all = new ArrayList<>();
      for (Map.Entry<String, NDArray> e : generator.parameters().entrySet()) {
        NDArray weight = e.getValue();
        NDArray gradient = Autograd.gradient(weight);
        gradient.attach(sub);
        long[] at =
            DeviceMemory.alike(weight, gradient, mean.get(e.getKey()), variance.get(e.getKey()))
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            e.getKey() + " lies otherwise than its gradient"));
        all.add(
            new CudaAdam.Weights(
                at[0], at[1], at[2], at[3], Math.toIntExact(weight.size()), rates.get(e.getKey())));
      }
      AdamUpdate.update(adam, all, factor, step);
    }
  }

  /**
   * The difference to the bundle, FP16, in safetensors.
   *
   * @param rank keep the best approximation of each matrix by one of this rank, as factors {@code
   *     NAME/left} [M, R] and {@code NAME/right} [R, N], where that is smaller; 0: all of it
   */
  public byte[] delta(int rank) {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDList list = new NDList();
      generator
          .parameters()
          .forEach(
              (name, p) -> {
                if (rates.get(name) <= 0) {
                  return;
                }
                NDArray difference = p.sub(base.get(name));
                difference.attach(sub);
                if (LowRank.pays(p.getShape(), rank)) {
                  NDArray[] factors = LowRank.factors(difference, rank);
                  list.add(half(factors[0], name + LEFT, sub));
                  list.add(half(factors[1], name + RIGHT, sub));
                } else {
                  list.add(half(difference, name, sub));
                }
              });
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }

  private static NDArray half(NDArray a, String name, NDManager owner) {
    return named(a.toType(DataType.FLOAT16, false), name, owner);
  }

  /** Puts what a {@link #delta} holds in the place of the weights: rounded, of low rank. */
  public void keep(byte[] delta) {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      generator.parameters().forEach((name, p) -> p.set(new NDIndex("..."), base.get(name)));
      add(generator, decode(sub, delta, "tuned weights"));
    }
  }

  /** Writes weights and moments in full precision, one parameter after another. */
  public void write(DataOutputStream out) throws IOException {
    for (Map.Entry<String, NDArray> e : tuned().entrySet()) {
      out.writeUTF(e.getKey());
      FloatStream.write(out, Autograd.floats(e.getValue()));
      FloatStream.write(out, Autograd.floats(mean.get(e.getKey())));
      FloatStream.write(out, Autograd.floats(variance.get(e.getKey())));
    }
  }

  /**
   * Takes up what {@link #write} wrote.
   *
   * @throws IOException if it was written of another generator
   */
  public void read(DataInputStream in) throws IOException {
    for (Map.Entry<String, NDArray> e : tuned().entrySet()) {
      String name = in.readUTF();
      if (!name.equals(e.getKey())) {
        throw new IOException("weights of " + name + " where those of " + e.getKey() + " belong");
      }
      set(e.getValue(), FloatStream.read(in));
      set(mean.get(name), FloatStream.read(in));
      set(variance.get(name), FloatStream.read(in));
    }
  }

  /** The weights that tuning moves; the others are the bundle's. */
  private Map<String, NDArray> tuned() {
    Map<String, NDArray> tuned = new LinkedHashMap<>(generator.parameters());
    tuned.keySet().removeIf(name -> rates.get(name) <= 0);
    return tuned;
  }

  private void set(NDArray target, float[] values) throws IOException {
    if (values.length != target.size()) {
      throw new IOException(values.length + " weights where " + target.size() + " belong");
    }
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      target.set(new NDIndex("..."), Autograd.constant(sub, values, target.getShape()));
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
      throw new BadInput(
          "tuned weights have SHA-256 "
              + found
              + ", the persons table says "
              + sha256
              + ": restore the file or invert the cohort again");
    }
    try (NDManager sub = generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      add(generator, decode(sub, delta, "tuned weights"));
    }
  }

  private static void add(Generator generator, NDList delta) {
    Map<String, NDArray> all = new HashMap<>();
    delta.forEach(d -> all.put(d.getName(), d));
    for (NDArray d : delta) {
      String name = d.getName();
      if (name.endsWith(RIGHT)) {
        continue;
      }
      NDArray difference = d.toType(DataType.FLOAT32, false);
      if (name.endsWith(LEFT)) {
        name = name.substring(0, name.length() - LEFT.length());
        NDArray right = all.get(name + RIGHT);
        difference =
            right == null ? null : difference.matMul(right.toType(DataType.FLOAT32, false));
      }
      NDArray p = generator.parameters().get(name);
      if (p == null || difference == null || p.size() != difference.size()) {
        throw new BadInput(
            "tuned weights hold '"
                + d.getName()
                + "' of shape "
                + d.getShape()
                + ", which does not fit bundle "
                + generator.bundle().where());
      }
      p.addi(difference.reshape(p.getShape()));
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
      throw new BadInput(what + " can't be decoded: " + e.getMessage(), e);
    }
  }

  /** Frees the moments; the generator keeps the tuned weights. */
  @Override
  public void close() {
    kernel.ifPresent(CudaAdam::close);
    manager.close();
  }
}
