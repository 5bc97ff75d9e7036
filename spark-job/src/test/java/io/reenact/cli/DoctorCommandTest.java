package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int doctor(String... arguments) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);
      return Main.run(console, arguments);
    } finally {
      System.setOut(before);
    }
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aMachineThatRunsTheTestsIsWell(@TempDir Path folder) {
    String place = folder.toString();
    assertThat(doctor("doctor", "--device", "cpu", "--corpus", place, "--workspace", place + "/w"))
        .as(lines().toString())
        .isZero();
    assertThat(lines()).allMatch(line -> line.matches("(ok|note)  +.+: .+"));
    for (String what :
        List.of(
            "Java",
            "memory",
            "clock",
            "temporary files",
            "libtorch",
            "FFmpeg",
            "OpenCV",
            "unpacked natives",
            "CPU kernels",
            "generator",
            "encoder",
            "face networks",
            "report",
            "corpus",
            "workspace")) {
      assertThat(lines()).filteredOn(l -> l.substring(6).startsWith(what + ": ")).hasSize(1);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("findings, 0 faults, ");
    assertThat(folder.resolve("w")).as("only looked at").doesNotExist();
  }

  @Test
  void aMissingCorpusAndAMissingGpuAreFaults() {
    assertThat(doctor("doctor", "--device", "cuda", "--corpus", "/no/such/corpus")).isEqualTo(1);
    assertThat(lines())
        .contains("fault corpus: /no/such/corpus is not there; check --corpus")
        .anyMatch(line -> line.startsWith("fault GPU driver: NVIDIA's driver (libcuda.so.1)"));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains(", 2 faults, ");
  }
}
