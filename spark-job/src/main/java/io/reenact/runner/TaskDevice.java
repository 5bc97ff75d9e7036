package io.reenact.runner;

import ai.djl.Device;
import io.reenact.nn.Devices;

/** The device that a unit computes on. */
public final class TaskDevice {
  private TaskDevice() {}

  /**
   * Of a unit; a GPU that is there and not used becomes a warning of the unit.
   *
   * @throws io.reenact.error.UserError if a GPU is asked for and can't be used
   */
  public static Device of(UnitContext unit) {
    Devices.Choice choice = Devices.choose(unit.device());
    if (choice.note() != null) {
      unit.warn(choice.note());
    }
    Device device = choice.device();
    unit.computesOn(device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu");
    return device;
  }
}
