package io.reenact.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.TaskResourceRequest;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.executor.cores", "8");
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  private static SparkConf gpus(String each, String task) {
    return conf("spark.executor.resource.gpu.amount", each, "spark.task.resource.gpu.amount", task);
  }

  @Test
  void localModeSharesCoresAndHasNoProfile() {
    assertThat(Resources.of(gpus("1", "0.5"), true, 8, true, 2, 0))
        .isEqualTo(new Resources(4, 8, null));
  }

  @Test
  void aStageWithoutGpusHoldsNone() {
    Resources r = Resources.of(gpus("2", "1"), false, 16, false, 2, 0);
    assertThat(r.slots()).isEqualTo(8);
    assertThat(r.profile().taskResources().contains("gpu")).isFalse();
  }

  @Test
  void oneUnitAGpuByDefault() {
    Resources r =
        Resources.of(conf("spark.executor.resource.gpu.amount", "2"), false, 16, true, 2, 0);
    // Two executors of two GPUs.
    assertThat(r.slots()).isEqualTo(4);
    assertThat(amount(r)).isEqualTo(1);
  }

  @Test
  void severalUnitsShareAGpu() {
    Resources half = Resources.of(gpus("1", "0.5"), false, 16, true, 2, 0);
    assertThat(half.slots()).isEqualTo(4);
    assertThat(amount(half)).isEqualTo(0.5);
    // A third of a GPU each, as Spark counts: three a GPU.
    assertThat(Resources.of(gpus("1", "0.33"), false, 16, true, 2, 0).slots()).isEqualTo(6);
    // Ten would fit on the GPU, four find cores.
    assertThat(Resources.of(gpus("1", "0.1"), false, 16, true, 2, 0).slots()).isEqualTo(8);
  }

  @Test
  void sharesThatSparkHasNotAreRefused() {
    for (String amount : new String[] {"0.7", "1.5", "0"}) {
      assertThatThrownBy(() -> Resources.of(gpus("1", amount), false, 8, true, 2, 0))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("spark.task.resource.gpu.amount=");
    }
  }

  @Test
  void unitsAGpuWinOverSparksShare() {
    for (int units = 1; units <= 8; units++) {
      SparkConf conf = gpus("1", "0.5").set("spark.executor.cores", "32");
      Resources r = Resources.of(conf, false, 32, true, 2, units);
      assertThat(r.slots()).as(units + " units").isEqualTo(units);
      // As Spark counts slots of a share.
      assertThat((int) Math.floor(1 / amount(r))).isEqualTo(units);
    }
  }

  @Test
  void anIdleGpuIsSharedAsFarAsItsMemoryGoes() {
    long h100 = 80L << 30;
    assertThat(new GpuShare(h100, 0.37).units()).isEqualTo(3);
    assertThat(new GpuShare(h100, 0.17).units()).as("most").isEqualTo(4);
    assertThat(new GpuShare(h100, 0.9).units()).isEqualTo(1);
    assertThat(new GpuShare(16L << 30, 0.37).units()).as("two in 16 GiB").isEqualTo(2);
    assertThat(new GpuShare(4L << 30, 0.1).units()).as("at least one").isEqualTo(1);
    assertThat(new GpuShare(h100, 0).units()).isEqualTo(4);
    assertThat(new GpuShare(h100, Double.NaN).units()).as("no sample").isEqualTo(4);
  }

  private static double amount(Resources r) {
    TaskResourceRequest request = r.profile().taskResources().get("gpu").get();
    return request.amount();
  }
}
