package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * How far tuning changes each of a person's Gaussians under the person's own expressions. Frames
 * teach the weights what a person looks like under these alone; under another's, stronger ones, the
 * same weights change Gaussians by whatever comes of it: lips and jaws tear, and skin gets flecks.
 * Held within their own range, changes stay what frames have shown, while the generator's own
 * movement, which it learnt on many people, remains whole.
 */
public final class OwnChanges {
  private static final int FLOATS = Gaussians.FLOATS;

  /**
   * How far beyond its range a change may go, by channel: half a thousandth of a world unit, then
   * logarithms, floats of a quaternion, colour coefficients, a logit. Frames are samples.
   */
  private static final float[] SLACK = {
    0.0005f, 0.0005f, 0.0005f, 0.02f, 0.02f, 0.02f, 0.02f, 0.02f, 0.02f, 0.02f, 0.01f, 0.01f, 0.01f,
    0.1f
  };

  /** Changes that vary by less are the same in all frames; rounding, in slacks. */
  private static final float SAME = 0.1f;

  /** By Gaussian and channel, how far a change may go. */
  private final float[] least;

  private final float[] most;

  private final boolean vary;

  /**
   * @param least of each change, {@code [N * 14]}; becomes this object's
   * @param most of each change; likewise
   * @param other changes in quite another head
   */
  private OwnChanges(float[] least, float[] most, float[] other) {
    this.least = least;
    this.most = most;
    boolean apart = false;
    for (int i = 0; i < other.length; i++) {
      float slack = SLACK[i % FLOATS];
      apart |= Math.max(most[i], other[i]) - Math.min(least[i], other[i]) > SAME * slack;
      least[i] -= slack;
      most[i] += slack;
    }
    this.vary = apart;
  }

  /**
   * Of some heads of a person.
   *
   * @param tuned the generator with its tuned weights
   * @param untuned the same without
   * @param latents the person's own, at least one
   * @param batch how many go through a generator at a time
   */
  public static OwnChanges of(Generator tuned, Generator untuned, float[][] latents, int batch) {
    int floats = tuned.bundle().manifest().gaussians() * FLOATS;
    float[] least = new float[floats];
    float[] most = new float[floats];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    for (int from = 0; from < latents.length; from += batch) {
      int to = Math.min(latents.length, from + batch);
      changes(
          tuned,
          untuned,
          Arrays.copyOfRange(latents, from, to),
          change -> {
            for (int i = 0; i < floats; i++) {
              least[i] = Math.min(least[i], change[i]);
              most[i] = Math.max(most[i], change[i]);
            }
          });
    }
    float[] other = new float[floats];
    changes(
        tuned,
        untuned,
        new float[][] {tuned.latentOf(tuned.bundle().latentStats().mean())},
        change -> System.arraycopy(change, 0, other, 0, floats));
    return new OwnChanges(least, most, other);
  }

  /** Tells what tuning changes in each head, in an array that is used again. */
  private static void changes(
      Generator tuned, Generator untuned, float[][] latents, Consumer<float[]> use) {
    try (Synthesis with = tuned.synthesize(latents, false);
        Synthesis without = untuned.synthesize(latents, false)) {
      float[] change = new float[with.count() * FLOATS];
      float[] plain = new float[change.length];
      for (int head = 0; head < latents.length; head++) {
        with.gaussians(head).get(0, change);
        without.gaussians(head).get(0, plain);
        for (int i = 0; i < change.length; i++) {
          change[i] -= plain[i];
        }
        use.accept(change);
      }
    }
  }

  /**
   * Whether changes depend on the latent at all; if not, as after lifting alone, there is nothing
   * to hold.
   */
  public boolean vary() {
    return vary;
  }

  /**
   * Holds a head's changes.
   *
   * @param head {@code [N, 14]}
   * @param plain the same without tuning
   */
  void hold(FloatBuffer head, FloatBuffer plain) {
    for (int i = 0; i < least.length; i++) {
      float without = plain.get(i);
      float change = head.get(i) - without;
      head.put(i, without + Math.max(least[i], Math.min(most[i], change)));
    }
  }

  /** The same of heads that are arrays, {@code [B, N, 14]}. */
  NDArray hold(NDManager manager, NDArray heads, NDArray plain) {
    NDArray change = heads.sub(plain);
    return plain.add(change.maximum(bound(manager, least)).minimum(bound(manager, most)));
  }

  private static NDArray bound(NDManager manager, float[] bounds) {
    FloatBuffer buffer = Autograd.buffer(bounds.length).put(0, bounds);
    return Autograd.constant(manager, buffer, new Shape(1, bounds.length / FLOATS, FLOATS));
  }
}
