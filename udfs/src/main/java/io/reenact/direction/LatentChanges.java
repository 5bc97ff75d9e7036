package io.reenact.direction;

import io.reenact.generator.Generator;
import io.reenact.generator.LatentStats;
import io.reenact.latent.Latents;
import java.util.Random;

/**
 * Draws latents and small random changes of them, by number, so that a draw does not depend on who
 * makes it. Changes are of w, the same in every layer: some along one random axis only, the others
 * along all ({@link Sampling#together}). Axes are the principal directions of w where the bundle
 * knows them and the axes of w themselves, by the spread of w along them.
 */
public final class LatentChanges {
  private static final long PRIME = 1_000_003L;

  /** Changes along all axes, in spreads of w. */
  private static final double ALL = 0.9;

  /** Changes along one axis, in its spread: so long that networks see them. */
  private static final double ONE = 3;

  private final Generator generator;
  private final LatentStats stats;
  private final long seed;
  private final Sampling sampling;

  /**
   * @param generator stays the caller's
   * @param seed of all draws
   * @param sampling what latents and changes are
   */
  public LatentChanges(Generator generator, long seed, Sampling sampling) {
    this.generator = generator;
    this.stats = generator.bundle().latentStats();
    this.seed = seed;
    this.sampling = sampling;
  }

  /** The latent that a number stands for, {@code [latentSize]}. */
  public float[] latent(long number) {
    if (sampling.fromReal().has(number) && !sampling.real().isEmpty()) {
      int drawn = new Random(seed * PRIME - number).nextInt(sampling.real().size());
      return sampling.real().get(drawn).clone();
    }
    return generator.latentOf(base(number));
  }

  /** The w that a number stands for. */
  private float[] base(long number) {
    return generator.map(new float[][] {z(number)})[0];
  }

  /** Its z. */
  float[] z(long number) {
    return Latents.gaussian(
        generator.bundle().manifest().zDim(), new Random(seed * PRIME + number));
  }

  /**
   * The change of w that a number stands for.
   *
   * @return {@code [w_dim]}
   */
  public float[] change(long number) {
    Random random = new Random(~(seed * PRIME + number));
    return sampling.together().has(number) ? all(random) : along(random);
  }

  private float[] along(Random random) {
    float[] change = new float[stats.std().length];
    int principal = stats.pcaBasis() == null || stats.pcaStd() == null ? 0 : stats.pcaStd().length;
    int axis = random.nextInt(principal + change.length);
    double far = ONE * random.nextGaussian();
    if (axis < principal) {
      for (int i = 0; i < change.length; i++) {
        change[i] = (float) (far * stats.pcaStd()[axis] * stats.pcaBasis()[axis][i]);
      }
    } else {
      change[axis - principal] = (float) (far * stats.std()[axis - principal]);
    }
    return change;
  }

  private float[] all(Random random) {
    float[] change = new float[stats.std().length];
    for (int i = 0; i < change.length; i++) {
      change[i] = (float) (ALL * stats.std()[i] * random.nextGaussian());
    }
    return change;
  }
}
