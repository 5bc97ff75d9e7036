package io.reenact.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import io.reenact.splat.cuda.CudaAdam;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which device networks and rasterizer run on. */
public final class Devices {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");
  private static final String LIBTORCH =
      "the libtorch in use is the CPU's: set PYTORCH_LIBRARY_PATH to the lib folder of a libtorch"
          + " 2.7.1 for CUDA 12.8, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128";

  private static final Machine HERE =
      new Machine() {
        private final Map<Integer, Optional<String>> checked = new ConcurrentHashMap<>();

        @Override
        public int gpus() {
          return Rasterizers.gpus();
        }

        @Override
        public boolean torchHasCuda() {
          return Devices.torchHasCuda();
        }

        @Override
        public Optional<String> trouble(int gpu) {
          return checked.computeIfAbsent(gpu, g -> GpuCheck.trouble(Device.gpu(g), g));
        }

        @Override
        public Optional<String> neighbour(int gpu) {
          return GpuClaim.of(gpu);
        }
      };

  private Devices() {}

  /** What a machine offers. */
  interface Machine {
    /** GPUs that NVIDIA's driver shows; 0 without a driver. */
    int gpus();

    /** Whether the libtorch in use can compute on them. */
    boolean torchHasCuda();

    /** Why a GPU must not be used, although it is there. */
    Optional<String> trouble(int gpu);

    /** Who else computes on a GPU. */
    Optional<String> neighbour(int gpu);
  }

  /**
   * A device and why.
   *
   * @param device the one to use
   * @param note a line that people should read; null if there is nothing to say
   */
  public record Choice(Device device, String note) {}

  /**
   * The device of a setting.
   *
   * @param asked {@code cpu}; {@code auto}: the first GPU if PyTorch can use it and it passes a
   *     short check of our kernels and PyTorch together, else the CPU, with a note if there is a
   *     GPU; {@code cuda} or {@code cuda:N}: that GPU
   * @throws UserError if a GPU is asked for and can't be used
   */
  public static Choice choose(String asked) {
    return choose(asked, HERE);
  }

  /** Whether the libtorch in use can compute on GPUs. */
  public static boolean torchHasCuda() {
    return Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA);
  }

  /** The device of a setting, without the note. */
  public static Device of(String asked) {
    return choose(asked).device();
  }

  static Choice choose(String asked, Machine machine) {
    if (asked.equals("cpu")) {
      return new Choice(Device.cpu(), null);
    }
    if (asked.equals("auto")) {
      String why = machine.gpus() == 0 ? "" : obstacle(0, machine);
      return why == null
          ? new Choice(Device.gpu(0), machine.neighbour(0).orElse(null))
          : new Choice(
              Device.cpu(),
              why.isEmpty() ? null : "there is a GPU, but the CPU is used, because " + why);
    }
    Matcher m = CUDA.matcher(asked);
    if (!m.matches()) {
      throw new BadSetting("device is auto, cpu, cuda or cuda:N, not " + asked);
    }
    int index = m.group(1) == null ? 0 : Integer.parseInt(m.group(1));
    if (index >= machine.gpus()) {
      throw new BadSetting(
          "device "
              + asked
              + " is not here: NVIDIA's driver shows "
              + machine.gpus()
              + " GPUs; set job.device=cpu or auto");
    }
    String why = obstacle(index, machine);
    if (why != null) {
      throw new BadSetting(
          "device "
              + asked
              + " can't be used, because "
              + why
              + "; or use the CPU with --device cpu");
    }
    return new Choice(Device.gpu(index), machine.neighbour(index).orElse(null));
  }

  private static String obstacle(int gpu, Machine machine) {
    return machine.torchHasCuda() ? machine.trouble(gpu).orElse(null) : LIBTORCH;
  }

  /**
   * A rasterizer beside networks on a device.
   *
   * @param threads of the CPU's
   * @param deterministic whether a GPU's gradients repeat themselves; the CPU's do
   */
  public static Rasterizer rasterizer(Device device, int threads, boolean deterministic) {
    return Rasterizers.open(
        new Place(device.isGpu() ? device.getDeviceId() : -1, threads, deterministic));
  }

  /** Adam in one kernel for weights on a device; none on the CPU. */
  public static Optional<CudaAdam> adam(Device device) {
    return device.isGpu() ? Optional.of(new CudaAdam(device.getDeviceId())) : Optional.empty();
  }
}
