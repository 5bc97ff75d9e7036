package io.reenact.direction;

import io.reenact.generator.Generator;
import io.reenact.latent.Latents;
import io.reenact.maths.GramSums;
import io.reenact.nn.face.IdentityNetwork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fit keeps of its samples: sums over changes of w and of what is read, and what was read of
 * each unchanged latent. Made in groups, one latent with {@link #CHANGES} changes of it; mergeable.
 */
public final class DirectionSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Changes of one latent, which are read in one batch with it. */
  public static final int CHANGES = 7;

  private static final int ATTRIBUTES = ReadFaces.NAMES.size();

  /** Attributes, and what a direction must leave alone: identity and colours. */
  static final int CONTROLLED = ATTRIBUTES + IdentityNetwork.DIMENSIONS + ReadFaces.COLOURS;

  /** Outputs of the sums: attributes, identity, colours, shape. */
  private static final int OUTPUTS = CONTROLLED + ReadFaces.SHAPE;

  private final GramSums changes;
  private final ArrayList<float[]> values = new ArrayList<>();

  /**
   * @param wDim floats of a w
   */
  public DirectionSums(int wDim) {
    changes = new GramSums(wDim, OUTPUTS);
  }

  /**
   * Samples one group.
   *
   * @param group number, which stands for its draws
   */
  public void sample(long group, Generator generator, LatentChanges draws, ReadFaces faces) {
    float[][] deltas = new float[CHANGES][];
    float[][] latents = new float[1 + CHANGES][];
    latents[0] = draws.latent(group);
    for (int i = 0; i < CHANGES; i++) {
      deltas[i] = draws.change(group * CHANGES + i);
      latents[1 + i] = Latents.plus(latents[0], 1, generator.latentOf(deltas[i]));
    }
    Reading[] read = faces.read(latents);
    values.add(read[0].values());
    for (int i = 0; i < CHANGES; i++) {
      changes.add(deltas[i], difference(read[0], read[1 + i]));
    }
  }

  private static float[] difference(Reading before, Reading after) {
    float[] all = new float[OUTPUTS];
    put(after.values(), before.values(), all, 0);
    put(after.identity(), before.identity(), all, ATTRIBUTES);
    put(after.colours(), before.colours(), all, ATTRIBUTES + IdentityNetwork.DIMENSIONS);
    put(after.shape(), before.shape(), all, CONTROLLED);
    return all;
  }

  private static void put(float[] after, float[] before, float[] into, int at) {
    for (int i = 0; i < after.length; i++) {
      into[at + i] = after[i] - before[i];
    }
  }

  /** Adds those of other groups. */
  public DirectionSums merge(DirectionSums other) {
    changes.merge(other.changes);
    values.addAll(other.values);
    return this;
  }

  /** Sums over the changes. */
  GramSums changes() {
    return changes;
  }

  /** How many changes were read. */
  public long count() {
    return changes.count();
  }

  /** What was read of the unchanged latents. */
  public List<float[]> values() {
    return values;
  }

  /**
   * Where an attribute of the unchanged latents lies, without the outermost parts.
   *
   * @param tail share left out at each end
   * @return low, high
   */
  double[] range(int attribute, double tail) {
    double[] sorted = values.stream().mapToDouble(v -> v[attribute]).sorted().toArray();
    int cut = (int) (tail * sorted.length);
    return new double[] {sorted[cut], sorted[sorted.length - 1 - cut]};
  }
}
