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
    assertThat(Resources.of(gpus("1", "0.5"), true, 8, true, 2))
        .isEqualTo(new Resources(4, 8, null));
  }

  @Test
  void aStageWithoutGpusHoldsNone() {
    Resources r = Resources.of(gpus("2", "1"), false, 16, false, 2);
    assertThat(r.slots()).isEqualTo(8);
    assertThat(r.profile().taskResources().contains("gpu")).isFalse();
  }

  @Test
  void oneUnitAGpuByDefault() {
    Resources r = Resources.of(conf("spark.executor.resource.gpu.amount", "2"), false, 16, true, 2);
    // Two executors of two GPUs.
    assertThat(r.slots()).isEqualTo(4);
    assertThat(amount(r)).isEqualTo(1);
  }

  @Test
  void severalUnitsShareAGpu() {
    Resources half = Resources.of(gpus("1", "0.5"), false, 16, true, 2);
    assertThat(half.slots()).isEqualTo(4);
    assertThat(amount(half)).isEqualTo(0.5);
    // A third of a GPU each, as Spark counts: three a GPU.
    assertThat(Resources.of(gpus("1", "0.33"), false, 16, true, 2).slots()).isEqualTo(6);
    // Ten would fit on the GPU, four find cores.
    assertThat(Resources.of(gpus("1", "0.1"), false, 16, true, 2).slots()).isEqualTo(8);
  }

  @Test
  void sharesThatSparkHasNotAreRefused() {
    for (String amount : new String[] {"0.7", "1.5", "0"}) {
      assertThatThrownBy(() -> Resources.of(gpus("1", amount), false, 8, true, 2))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("spark.task.resource.gpu.amount=");
    }
  }

  private static double amount(Resources r) {
    TaskResourceRequest request = r.profile().taskResources().get("gpu").get();
    return request.amount();
  }
}
