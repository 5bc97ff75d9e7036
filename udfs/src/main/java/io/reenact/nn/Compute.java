package io.reenact.nn;

import ai.djl.Device;

/**
 * Where and how a unit computes.
 *
 * @param device of networks and rasterizer
 * @param precision of networks in inversion and tuning
 * @param deterministic whether a GPU's gradients repeat themselves, at the cost of memory and time
 */
public record Compute(Device device, Precision precision, boolean deterministic) {
  /** The CPU in single precision. */
  public static Compute cpu() {
    return new Compute(Device.cpu(), Precision.FLOAT32, true);
  }
}
