package io.reenact.stage.reenact;

import io.reenact.stage.reenact.ReenactStage.Driver;
import java.io.Serializable;

/**
 * Clips that take part in a render beside its driver's.
 *
 * @param pose whose head pose is shown; null: as the camera says. Without a unit of invert only its
 *     track counts
 * @param blend whose expression is mixed into the driver's; null: nobody's
 * @param sound whose sound is taken; null: the driver's, or none
 */
public record Mix(Driver pose, Driver blend, Driver sound) implements Serializable {
  /** The driver alone. */
  public static final Mix NONE = new Mix(null, null, null);

  private static final long serialVersionUID = 1L;
}
