package io.reenact.doctor;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.StepCheck;
import io.reenact.nn.Autograd;
import io.reenact.nn.Compute;
import io.reenact.nn.Devices;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.Precision;
import io.reenact.splat.cuda.CudaCard;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.video.CardCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A GPU from its driver up to a step of tuning. Each check needs what those before it found, so the
 * first fault ends them.
 */
public final class GpuChecks {
  private static final double GIB = 1 << 30;

  /** A generator of full size took 5.4 GB at 256 px on an H100: docs/results.md. */
  private static final double FULL_SIZE = 5.5;

  private static final double LEAST = 2;

  /** Sums in another order, and a pixel at a threshold. */
  private static final double APART = 1e-2;

  /** Of the step's pictures, pixels a side. */
  private static final int SIZE = 256;

  private static final double PACE_SECONDS = 5;
  private static final double MOSTLY_IDLE = 0.6;

  /** Libraries of NVIDIA's that computing depends on. */
  private static final Pattern NVIDIA =
      Pattern.compile("lib(cudart|cublas|cublasLt|cudnn|nvrtc|cuda)\\.so.*");

  private static final Path MAPS = Path.of("/proc/self/maps");

  private final int gpu;
  private final GeneratorBundle bundle;
  private final List<Finding> found = new ArrayList<>();

  private GpuChecks(int gpu, GeneratorBundle bundle) {
    this.gpu = gpu;
    this.bundle = bundle;
  }

  /**
   * Looks at a GPU.
   *
   * @param gpu its number
   * @param bundle of the step
   */
  public static List<Finding> all(int gpu, GeneratorBundle bundle) {
    GpuChecks checks = new GpuChecks(gpu, bundle);
    if (checks.card() && checks.kernels() && checks.libtorch()) {
      checks.found.addAll(Check.safely("tuning step", checks::step));
      checks.found.addAll(
          Check.safely(
              "video",
              () ->
                  List.of(
                      codec("video encoder", CardCodecs.encoder(gpu)),
                      codec("video decoder", CardCodecs.decoder()))));
    }
    return checks.found;
  }

  /** Who encodes or decodes video: a GPU, or the CPU in its place. */
  static Finding codec(String what, CardCodecs.Trial trial) {
    return trial.good()
        ? Finding.ok(what, trial.found())
        : Finding.note(what, "the CPU's: " + trial.found(), "nothing; many cards have none");
  }

  /** The driver, the card and its memory. */
  static List<Finding> card(int gpu) {
    int count = CudaRasterizer.devices();
    if (count == 0) {
      return List.of(
          Finding.fault(
              "GPU driver",
              "NVIDIA's driver (libcuda.so.1) is not here, or shows no GPU",
              "install the driver; in a container, give it the GPU; or use --device cpu"));
    }
    if (gpu >= count) {
      return List.of(
          Finding.fault(
              "GPU", "there is no GPU " + gpu + ": the driver shows " + count, "--device cuda:0"));
    }
    CudaCard card = CudaCard.of(gpu);
    String memory =
        MachineChecks.text("%.1f of %.1f GiB free", card.free() / GIB, card.total() / GIB);
    Finding room;
    if (card.free() < LEAST * GIB) {
      room =
          Finding.fault(
              "GPU memory",
              memory,
              "end what else uses the GPU (nvidia-smi shows it), or take another");
    } else if (card.free() < FULL_SIZE * GIB) {
      room =
          Finding.note(
              "GPU memory",
              memory,
              "a generator of 109,056 Gaussians took 5.4 GB at 256 px: smaller batches, or another GPU");
    } else {
      room = Finding.ok("GPU memory", memory);
    }
    return List.of(
        Finding.ok(
            "GPU driver", "runs CUDA up to " + card.cuda() / 1000 + "." + card.cuda() % 1000 / 10),
        Finding.ok(
            "GPU",
            gpu
                + ", "
                + card.name()
                + ", compute capability "
                + card.capability() / 10
                + "."
                + card.capability() % 10),
        room);
  }

  private boolean card() {
    return add(Check.safely("GPU", () -> card(gpu)));
  }

  /** Which of the shipped images of our kernels the card runs. */
  static List<Finding> kernels(int gpu) {
    try (CudaRasterizer rasterizer = new CudaRasterizer(gpu, true)) {
      String image = rasterizer.image();
      return List.of(
          image.endsWith(".ptx")
              ? Finding.note(
                  "GPU kernels",
                  image + ", which the driver compiled: none ships for this card",
                  "nothing, if the check against the CPU passes")
              : Finding.ok("GPU kernels", image));
    } catch (UserError e) {
      return List.of(Finding.fault("GPU kernels", e.getMessage(), ""));
    }
  }

  private boolean kernels() {
    return add(Check.safely("GPU kernels", () -> kernels(gpu)));
  }

  private boolean libtorch() {
    return add(
        Check.safely(
            "libtorch on the GPU",
            () -> {
              Devices.Choice choice = Devices.choose("cuda:" + gpu);
              return List.of(
                  Finding.ok("libtorch on the GPU", "agrees with our kernels and the CPU's"),
                  Finding.ok("NVIDIA's libraries", libraries(MAPS)),
                  precision(choice.device()),
                  streams(GpuUnit.ownStreams()));
            }));
  }

  /** Whether units that share the GPU wait for each other. */
  static Finding streams(boolean own) {
    return own
        ? Finding.ok("streams", "each unit has its own")
        : Finding.note(
            "streams",
            "this libtorch lacks c10::cuda's functions for them, so units share the default one",
            "nothing; units that share a GPU wait for each other");
  }

  private static Finding precision(Device device) {
    Autograd.threads();
    try (Precision.Scope scope = Precision.FLOAT32.begin(device)) {
      return Precision.rounds()
          .map(
              rounds ->
                  rounds
                      ? Finding.fault(
                          "precision", "float32 is rounded to TF32", "NVIDIA_TF32_OVERRIDE=0")
                      : Finding.ok("precision", "float32 is float32, TF32 is off"))
          .orElse(
              Finding.note(
                  "precision",
                  "TF32 was switched off, and this libtorch can't say whether it is",
                  "nothing, if the tuning step agrees with the CPU's"));
    }
  }

  /** Which of NVIDIA's libraries a process has loaded, by the names of their files. */
  static String libraries(Path maps) {
    try (Stream<String> lines = Files.lines(maps)) {
      List<String> names =
          lines
              .filter(line -> line.indexOf('/') >= 0)
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .filter(file -> NVIDIA.matcher(file.getFileName().toString()).matches())
              .map(file -> real(file).getFileName().toString())
              .distinct()
              .sorted()
              .toList();
      return names.isEmpty() ? "none loaded" : String.join(", ", names);
    } catch (IOException e) {
      return "not to be seen here";
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  private List<Finding> step() {
    StepCheck.Outcome expected;
    try (StepCheck cpu = new StepCheck(bundle, Compute.cpu(), SIZE)) {
      expected = cpu.run();
    }
    Device device = Device.gpu(gpu);
    try (StepCheck check =
        new StepCheck(bundle, new Compute(device, Precision.FLOAT32, true), SIZE)) {
      List<Finding> both = new ArrayList<>();
      both.add(agrees(check.run().apart(expected)));
      try {
        both.add(pace(check.pace(PACE_SECONDS)));
      } catch (IOException e) {
        both.add(
            Finding.note("busy share", "not measured: " + e.getMessage(), "install nvidia-smi"));
      }
      return both;
    }
  }

  static Finding agrees(double apart) {
    String found = MachineChecks.text("differs from the CPU's by %.2g of it", apart);
    return apart <= APART
        ? Finding.ok("tuning step", found)
        : Finding.fault(
            "tuning step",
            found,
            "results would differ from the CPU's: use --device cpu, and tell us");
  }

  static Finding pace(StepCheck.Pace pace) {
    String found =
        MachineChecks.text(
            "%.0f %% with one unit, %.0f ms a step of the bundle",
            100 * pace.busy(), 1e3 * pace.seconds());
    return pace.busy() < MOSTLY_IDLE
        ? Finding.note(
            "busy share", found, "let several units share it: --set job.units_per_gpu=auto")
        : Finding.ok("busy share", found);
  }

  private boolean add(List<Finding> some) {
    found.addAll(some);
    return some.stream().noneMatch(f -> f.level() == Finding.Level.FAULT);
  }
}
