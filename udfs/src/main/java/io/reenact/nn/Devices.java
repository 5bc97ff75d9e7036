package io.reenact.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.reenact.camera.UserError;
import io.reenact.splat.CpuRasterizer;
import io.reenact.splat.CudaRasterizer;
import io.reenact.splat.Rasterizer;

/** Which device networks and rasterizer run on. */
public final class Devices {
  private Devices() {}

  /**
   * The device of a setting.
   *
   * @param asked {@code cpu}; {@code auto}: the first GPU if NVIDIA's driver and PyTorch both see
   *     one, else the CPU; {@code cuda} or {@code cuda:N}
   * @throws UserError if a GPU is asked for and can't be used
   */
  public static Device of(String asked) {
    if (asked.equals("cpu")) {
      return Device.cpu();
    }
    int there = CudaRasterizer.devices();
    if (asked.equals("auto")) {
      return there > 0 && Engine.getEngine("PyTorch").getGpuCount() > 0
          ? Device.gpu(0)
          : Device.cpu();
    }
    int index = asked.startsWith("cuda:") ? Integer.parseInt(asked.substring(5)) : 0;
    if (index >= there) {
      throw new UserError(
          "device "
              + asked
              + " is not here: NVIDIA's driver shows "
              + there
              + " GPUs; set job.device=cpu or auto");
    }
    if (Engine.getEngine("PyTorch").getGpuCount() <= index) {
      throw new UserError(
          "there is a GPU, but the libtorch in use is the CPU's: set PYTORCH_LIBRARY_PATH to the lib"
              + " folder of a libtorch 2.7.1 for CUDA 12.8, PYTORCH_VERSION=2.7.1 and"
              + " PYTORCH_FLAVOR=cu128, or set job.device=cpu");
    }
    return Device.gpu(index);
  }

  /**
   * A rasterizer on a device, with gradients that repeat themselves.
   *
   * @param threads of the CPU's
   */
  public static Rasterizer rasterizer(Device device, int threads) {
    return device.isGpu()
        ? new CudaRasterizer(device.getDeviceId(), true)
        : new CpuRasterizer(threads);
  }
}
