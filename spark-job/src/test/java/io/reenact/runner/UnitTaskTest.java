package io.reenact.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTaskTest {
  @ParameterizedTest
  @CsvSource({
    "auto, 3, cuda:3",
    "cuda, 3, cuda:3",
    "auto, cpu:1, cpu:1",
    "cpu, 3, cpu",
    "auto, , auto",
    "cuda, , cuda:0"
  })
  void theDeviceIsThatOfTheTasksResources(String asked, String address, String device) {
    String[] addresses = address == null ? new String[0] : new String[] {address};
    assertThat(UnitTask.device(asked, addresses)).isEqualTo(device);
  }
}
