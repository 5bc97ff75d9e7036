package io.reenact.cli;

import io.reenact.doctor.Check;
import io.reenact.doctor.Finding;
import io.reenact.doctor.GpuChecks;
import io.reenact.doctor.MachineChecks;
import io.reenact.doctor.ModelChecks;
import io.reenact.doctor.NativeChecks;
import io.reenact.generator.GeneratorBundle;
import io.reenact.report.ReportWriter;
import io.reenact.settings.JobSettings;
import io.reenact.settings.Settings;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.stage.GeneratorSettings;
import io.reenact.table.StoreCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.Loader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Looks at the machine. Needs no Spark. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks whether this machine has what the job needs.",
      "Prints a line for each thing: ok, note or fault; what it is; what was found; what to do. "
          + "Looks at Java, memory, disks, clock, libtorch, FFmpeg, OpenCV, models and the page of "
          + "the report, and at --corpus and --workspace if they are given: a file is written to "
          + "the workspace's store and deleted. With --device cuda also at the GPU: driver, card, "
          + "memory, which of our kernels it runs, NVIDIA's libraries, kernels and a step of tuning "
          + "against the CPU, and how busy that keeps it; --device auto does so where there is a "
          + "GPU. Exits with 1 if there is a fault."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh doctor",
      "  ./submit.sh doctor --device cuda",
      "  ./submit.sh doctor --corpus s3a://b/videos --workspace s3a://b/ws"
    })
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--corpus",
      paramLabel = "URI",
      description = "A corpus or manifest that must be readable.")
  private String corpus;

  @Option(
      names = "--workspace",
      paramLabel = "URI",
      description = "A workspace whose store must be writable; it need not exist.")
  private String workspace;

  private final Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);

  @Override
  public Integer call() {
    Configuration conf = StoreCheck.impatient(SparkConfiguration.hadoop());
    Settings settings = options.settings(conf);
    JobSettings job = settings.job();
    say(MachineChecks.all());
    say(
        List.of(
            MachineChecks.disk("temporary files", Path.of(System.getProperty("java.io.tmpdir")))));
    if (!job.scratch().isEmpty()) {
      say(List.of(MachineChecks.disk("job.scratch", Path.of(job.scratch()))));
    }
    say(Check.safely("libtorch", NativeChecks::libtorch));
    say(Check.safely("FFmpeg", NativeChecks::ffmpeg));
    say(Check.safely("OpenCV", NativeChecks::openCv));
    say(
        Check.safely(
            "unpacked natives", () -> List.of(MachineChecks.disk("unpacked natives", cache()))));
    say(Check.safely("CPU kernels", NativeChecks::kernels));
    GeneratorSettings generator = settings.section("generator", GeneratorSettings.class);
    say(Check.safely("generator", () -> ModelChecks.generator(generator.load(conf), conf)));
    say(Check.safely("face networks", ModelChecks::faces));
    say(Check.safely("report", DoctorCommand::report));
    if (corpus != null) {
      say(StoreCheck.corpus(corpus, conf));
    }
    if (workspace != null) {
      say(StoreCheck.workspace(workspace, conf));
    }
    gpu(job.device(), () -> generator.load(conf));
    int faults = counts.getOrDefault(Finding.Level.FAULT, 0);
    parent
        .console()
        .line(
            "doctor: "
                + counts.values().stream().mapToInt(Integer::intValue).sum()
                + " findings, "
                + faults
                + " faults, "
                + counts.getOrDefault(Finding.Level.NOTE, 0)
                + " notes");
    return faults == 0 ? 0 : Errors.FAILED;
  }

  private void gpu(String device, Supplier<GeneratorBundle> bundle) {
    if (device.equals("cuda") || (device.equals("auto") && CudaRasterizer.devices() > 0)) {
      say(Check.safely("GPU", () -> GpuChecks.all(0, bundle.get())));
    }
  }

  private static Path cache() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The report is a page with its own libraries; its fonts are the reader's browser's. */
  private static List<Finding> report() {
    return List.of(
        ReportWriter.complete()
            ? Finding.ok("report", "its page is built in; fonts are the browser's")
            : Finding.fault(
                "report", "its page is missing from the build", "build again: ./submit.sh"));
  }

  private void say(List<Finding> findings) {
    for (Finding f : findings) {
      counts.merge(f.level(), 1, Integer::sum);
      System.out.println(f.line());
    }
  }
}
