package io.reenact.direction;

import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Latents;
import java.util.List;
import java.util.Set;

/**
 * Draws pairs of latents by number: a person, and the same with another expression. Where the
 * generator's z has no entries for expressions, the second is a small random change of the first.
 */
public final class ExpressionPairs {
  /** Parts of z that hold an expression and no mood, which would change more than directions do. */
  static final Set<String> EXPRESSIVE = Set.of("expression", "gaze");

  /** Far behind the numbers of any fit. */
  private static final long HELD_OUT = 1L << 40;

  private final Generator generator;
  private final LatentChanges draws;

  /**
   * @param generator stays the caller's
   * @param seed of all draws
   */
  public ExpressionPairs(Generator generator, long seed) {
    this.generator = generator;
    this.draws = new LatentChanges(generator, seed, Sampling.halves(List.of()));
  }

  /**
   * Two latents.
   *
   * @param source {@code [w_dim]}
   * @param target {@code [w_dim]}, with another expression
   * @param z of the source
   * @param shown z of the target; null if it was not drawn by expression
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Pair(float[] source, float[] target, float[] z, float[] shown) {}

  /** The pair that a number stands for; no fit draws it. */
  public Pair of(long number) {
    GeneratorManifest m = generator.bundle().manifest();
    long drawn = HELD_OUT + number;
    float[] z = draws.z(drawn);
    float[] other = draws.z(~drawn);
    float[] shown = z.clone();
    boolean expressive = false;
    for (GeneratorManifest.ZPart part : m.zLayout()) {
      if (EXPRESSIVE.contains(part.name())) {
        expressive = true;
        System.arraycopy(other, part.offset(), shown, part.offset(), part.length());
      }
    }
    float[] source = generator.map(new float[][] {z})[0];
    return expressive
        ? new Pair(source, generator.map(new float[][] {shown})[0], z, shown)
        : new Pair(source, Latents.plus(source, 1, draws.change(drawn)), z, null);
  }
}
