package io.reenact.runner;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.StepCheck;
import io.reenact.nn.Compute;
import io.reenact.nn.Devices;
import io.reenact.nn.Precision;
import io.reenact.splat.cuda.CudaCard;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How many units share a GPU: as {@code job.units_per_gpu} says, or, if that is {@code auto}, as
 * many as its memory holds and as it takes to keep it busy, once one executor has looked at its GPU
 * with a few seconds of steps. Then all GPUs are taken to be like that one.
 *
 * @param free memory of the GPU that nobody uses, bytes
 * @param busy share of its time that one unit keeps it computing, 0 to 1
 */
record GpuShare(long free, double busy) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A generator of 109,056 Gaussians took 5.4 GB at 256 px at the peak on an H100, 7.1 at 512. */
  private static final long UNIT_BYTES = 7_100_000_000L;

  /** More were not tried; each also takes a heap's and libtorch's memory of the executor. */
  private static final int MOST = 4;

  private static final double SECONDS = 5;
  private static final int SIZE = 256;

  /** Units that share such a GPU. */
  int units() {
    long room = free / UNIT_BYTES;
    double idle = busy > 0 ? 1 / busy : MOST;
    return (int) Math.max(1, Math.min(Math.min(room, MOST), Math.round(idle)));
  }

  /**
   * Units that share a GPU in a stage; 0 leaves it to {@code spark.task.resource.gpu.amount}.
   *
   * @param gpu whether the stage uses GPUs
   */
  static int of(StageContext context, SparkContext sc, boolean gpu) {
    String asked = context.settings().job().unitsPerGpu();
    if (!gpu || !Resources.hasGpus(sc)) {
      return 0;
    }
    if (!asked.equals("auto")) {
      return asked.equals("1") ? 0 : Integer.parseInt(asked);
    }
    GpuShare share = look(context, sc);
    int units = share.units();
    context
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "job.units_per_gpu: %d, of %.1f GB free and a GPU that one unit keeps %.0f %% busy",
                units,
                share.free / 1e9,
                100 * share.busy));
    return units;
  }

  /** Lets a task that holds a whole GPU look at it. */
  private static GpuShare look(StageContext context, SparkContext sc) {
    ObjectNode generator = context.settings().section("generator");
    String bundle = generator.get("bundle").asText();
    String sha256 = generator.get("sha256").asText();
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoop());
    JavaRDD<Integer> one = JavaSparkContext.fromSparkContext(sc).parallelize(List.of(0), 1);
    return Resources.of(sc, true, 1, 1)
        .apply(one.map(i -> here(UnitTask.device("auto"), bundle, sha256, hadoop.value())))
        .first();
  }

  private static GpuShare here(String asked, String bundle, String sha256, Configuration hadoop) {
    Device device = Devices.of(asked.startsWith("cpu:") ? "cpu" : asked);
    if (!device.isGpu()) {
      // The CPU stands in for a GPU, or is used in its place: units have its cores to share.
      return new GpuShare(0, 1);
    }
    long free = CudaCard.of(device.getDeviceId()).free();
    GeneratorBundle generator = GeneratorBundle.load(bundle, sha256, hadoop);
    Compute compute = new Compute(device, Precision.FLOAT32, true);
    try (StepCheck check = new StepCheck(generator, compute, SIZE)) {
      return new GpuShare(free, check.pace(SECONDS).busy());
    } catch (IOException e) {
      throw new UncheckedIOException("nvidia-smi can't be asked how busy the GPU is", e);
    }
  }
}
