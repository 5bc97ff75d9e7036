package io.reenact.boundary;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.table.Workspace;
import java.util.Objects;

/** Where the latents come from that a boundary is fitted to. */
public sealed interface LatentSource {
  /**
   * Sampled from the generator.
   *
   * @param count how many, at least 20
   * @param seed of the draw
   * @param landmarks whether the landmark network measures the samples' faces
   */
  record Generated(int count, long seed, boolean landmarks) implements LatentSource {
    /**
     * @throws UserError if there are too few
     */
    public Generated {
      if (count < 20) {
        throw new BadSetting("--samples must be at least 20, not " + count);
      }
    }
  }

  /** The key frames of a workspace. */
  record Stored(Workspace workspace) implements LatentSource {
    /** Checks that there is one. */
    public Stored {
      Objects.requireNonNull(workspace, "workspace");
    }
  }

  /**
   * A user's table.
   *
   * @param uri Parquet, CSV with a header, or JSON lines
   * @param workspace whose latents its rows name; null if it holds latents itself
   */
  record Listed(String uri, Workspace workspace) implements LatentSource {}
}
