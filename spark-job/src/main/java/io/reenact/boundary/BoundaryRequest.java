package io.reenact.boundary;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.util.List;

/**
 * A boundary to be fitted.
 *
 * @param name of the boundary and its files: letters, digits, - and _
 * @param latents to fit it to
 * @param label SQL over their columns: true, false, null to leave a latent out, or a number
 * @param share of a number's latents at either end that makes a class, above 0 to 0.5
 * @param regularisation of the support vector machine, above 0
 * @param conditions names of boundaries along which it must not move
 */
public record BoundaryRequest(
    String name,
    LatentSource latents,
    String label,
    double share,
    double regularisation,
    List<String> conditions) {
  /**
   * @throws UserError naming the option that is out of its range
   */
  public BoundaryRequest {
    BoundaryFiles.checkName(name);
    if (!(share > 0 && share <= 0.5)) {
      throw new BadSetting("--share must be above 0 and at most 0.5, not " + share);
    }
    if (!(regularisation > 0)) {
      throw new BadSetting("--regularisation must be above 0, not " + regularisation);
    }
    conditions = conditions.stream().map(String::strip).toList();
  }

  /** The same boundary, fitted to other latents. */
  public BoundaryRequest of(LatentSource other) {
    return new BoundaryRequest(name, other, label, share, regularisation, conditions);
  }
}
