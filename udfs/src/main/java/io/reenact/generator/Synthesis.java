package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.function.Supplier;

/**
 * Gaussians [B, N, 14] of a batch of latents, and the way back to the latents. Valid until closed.
 */
public final class Synthesis implements AutoCloseable {
  private final NDManager step;
  private final NDArray ws;
  private NDArray out;
  private final GeneratorManifest manifest;
  private final int copies;
  private FloatBuffer gaussians;

  Synthesis(NDManager step, NDArray ws, NDArray out, GeneratorManifest manifest, int copies) {
    this.step = step;
    this.ws = ws;
    this.out = out;
    this.manifest = manifest;
    this.copies = copies;
  }

  /** How many heads. */
  public int size() {
    return (int) out.getShape().get(0);
  }

  /** Gaussians a head. */
  public int count() {
    return manifest.gaussians();
  }

  /** The Gaussians [N, 14] of one head, no copy. */
  public FloatBuffer gaussians(int index) {
    return slice(host(), index);
  }

  /** A zeroed buffer for gradients [B, N, 14]; {@link #slice} gives a head's part. */
  public FloatBuffer gradientBuffer() {
    return Autograd.buffer(Math.toIntExact(out.size()));
  }

  private FloatBuffer host() {
    if (gaussians == null) {
      gaussians = Autograd.view(out);
    }
    return gaussians;
  }

  /** The Gaussians [B, N, 14] where they are, of the graph. */
  NDArray array() {
    return out;
  }

  /**
   * Holds what tuning changes in every head, where no gradient is wanted.
   *
   * @param plain the same heads without tuning
   */
  void hold(OwnChanges own, Synthesis plain) {
    if (out.getDevice().isGpu()) {
      holdOnDevice(own, plain);
    } else {
      for (int i = 0; i < size(); i++) {
        own.hold(gaussians(i), plain.gaussians(i));
      }
    }
  }

  /** The same without Java's memory. */
  void holdOnDevice(OwnChanges own, Synthesis plain) {
    try (Autograd.Scope off = Autograd.disabled()) {
      out = own.hold(step, out, plain.out);
      gaussians = null;
    }
  }

  /**
   * Changes some Gaussians of every head, where no gradient is wanted.
   *
   * @param lids that hide what they cover
   */
  void cover(Eyelids lids) {
    if (out.getDevice().isGpu()) {
      coverOnDevice(lids);
    } else {
      for (int i = 0; i < size(); i++) {
        lids.cover(gaussians(i));
      }
    }
  }

  /** The same, of which only the Gaussians that lids are about leave the device. */
  void coverOnDevice(Eyelids lids) {
    int[] rows = lids.rows();
    Shape shape = new Shape(size(), rows.length, Gaussians.FLOATS);
    int each = rows.length * Gaussians.FLOATS;
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray at =
          Autograd.indices(step, rows).reshape(new Shape(1, rows.length, 1)).broadcast(shape);
      FloatBuffer part = Autograd.buffer(size() * each);
      part.put(0, Autograd.later(out.gather(at, 1)).get());
      Eyelids compact = lids.compact();
      for (int i = 0; i < size(); i++) {
        compact.cover(part.slice(i * each, each));
      }
      out = out.scatter(at, Autograd.constant(step, part, shape), 1);
      gaussians = null;
    }
  }

  /** Owns what lives as long as this. */
  NDManager manager() {
    return step;
  }

  /** A head's part of a [B, N, 14] buffer. */
  public FloatBuffer slice(FloatBuffer all, int index) {
    int n = manifest.gaussians() * Gaussians.FLOATS;
    return all.slice(index * n, n);
  }

  /**
   * Propagates a loss's gradient to the latents, and to the weights if the generator is trainable
   * (where it adds up). Once only.
   *
   * @param gradient direct [B, N, 14]
   * @return [B][latentSize]
   */
  public float[][] backward(FloatBuffer gradient) {
    try (Autograd.Scope on = Autograd.enabled()) {
      Autograd.backward(out, Autograd.wrap(step, gradient, out.getShape()));
      return byLatent(Autograd.gradient(ws), copies, manifest.latentSize()).get();
    }
  }

  /**
   * As {@link #backward(FloatBuffer)}, from arrays on the generator's device.
   *
   * @param outputs of the graph: the Gaussians, and what was taken of them
   * @param gradients by each of them
   */
  Supplier<float[][]> backward(NDList outputs, NDList gradients) {
    try (Autograd.Scope on = Autograd.enabled()) {
      Autograd.backward(outputs, gradients);
      return byLatent(Autograd.gradient(ws), copies, manifest.latentSize());
    }
  }

  /** The gradient by ws [B, num_ws, w_dim] as that by the latents, which ws repeats. */
  static Supplier<float[][]> byLatent(NDArray gradient, int copies, int latentSize) {
    Supplier<float[]> later = Autograd.later(gradient);
    return () -> {
      float[] flat = later.get();
      int per = copies * latentSize;
      float[][] result = new float[flat.length / per][latentSize];
      for (int b = 0; b < result.length; b++) {
        for (int i = 0; i < per; i++) {
          result[b][i % latentSize] += flat[b * per + i];
        }
      }
      return result;
    };
  }

  @Override
  public void close() {
    step.close();
  }
}
