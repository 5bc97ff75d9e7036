package io.reenact.stage;

import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.FittedDirections;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * Settings of the section {@code generator}.
 *
 * @param bundle a folder on any Hadoop file system, or {@code embedded}
 * @param sha256 of its generator.json; empty for the embedded one
 */
public record GeneratorSettings(String bundle, String sha256) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Loads and verifies the bundle. */
  public GeneratorBundle load(Configuration hadoop) {
    return GeneratorBundle.load(bundle, sha256, hadoop);
  }

  /**
   * Loads and verifies the bundle, with fitted directions in the place of its own.
   *
   * @param directions a folder of them; empty for none
   */
  public GeneratorBundle load(Configuration hadoop, String directions) {
    return FittedDirections.in(load(hadoop), directions, hadoop);
  }
}
