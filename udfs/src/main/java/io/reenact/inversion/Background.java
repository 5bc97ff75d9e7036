package io.reenact.inversion;

import io.reenact.splat.Colours;
import java.util.Locale;
import java.util.SplittableRandom;

/** What targets are composited on while optimising. */
public enum Background {
  /** A colour drawn anew for every frame and step, which keeps opacity honest. */
  RANDOM {
    @Override
    float[] draw(SplittableRandom random) {
      return new float[] {
        (float) random.nextDouble(-1, 1),
        (float) random.nextDouble(-1, 1),
        (float) random.nextDouble(-1, 1)
      };
    }
  },
  /** White. */
  WHITE {
    @Override
    float[] draw(SplittableRandom random) {
      return Colours.white();
    }
  };

  /** Three floats in [-1, 1]. */
  abstract float[] draw(SplittableRandom random);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
