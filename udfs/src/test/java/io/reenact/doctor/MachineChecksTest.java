package io.reenact.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {
  @Test
  void thisMachineRunsTheTestsSoItPasses() {
    assertThat(MachineChecks.all()).noneMatch(f -> f.level() == Level.FAULT);
    assertThat(MachineChecks.all()).extracting(Finding::what).contains("Java", "memory", "clock");
  }

  @Test
  void anotherJavaIsAFault() {
    assertThat(MachineChecks.java(11, "11.0.2", true).line())
        .isEqualTo("fault Java: 11.0.2; Spark runs on Java 17 or 21: set JAVA_HOME to one");
    assertThat(MachineChecks.java(21, "21.0.1", true).level()).isEqualTo(Level.OK);
    assertThat(MachineChecks.java(17, "17.0.9", false).todo()).contains("jvm.flags");
  }

  @Test
  void memoryOutsideTheHeapCounts() {
    assertThat(MachineChecks.memory(16, 2).level()).isEqualTo(Level.OK);
    assertThat(MachineChecks.memory(3.5, 2).level()).isEqualTo(Level.NOTE);
    assertThat(MachineChecks.memory(2.5, 2).level()).isEqualTo(Level.FAULT);
  }

  @Test
  void foldersThatAreFullOrClosed(@TempDir Path folder) throws IOException {
    assertThat(MachineChecks.disk("scratch", "/x", 100).level()).isEqualTo(Level.OK);
    assertThat(MachineChecks.disk("scratch", "/x", 3).level()).isEqualTo(Level.NOTE);
    assertThat(MachineChecks.disk("scratch", "/x", 0.5).line())
        .isEqualTo("fault scratch: /x, 0.5 GiB free; make room, or name another folder");
    assertThat(MachineChecks.disk("scratch", folder.resolve("new/one")).level())
        .as("it would be made")
        .isNotEqualTo(Level.FAULT);
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(MachineChecks.disk("scratch", file.resolve("in")).found())
        .contains("can't be written");
  }

  @Test
  void aClockBeforeTheProgramsOwnTimeIsWrong() {
    Instant built = Instant.parse("2026-11-01T00:00:00Z");
    assertThat(MachineChecks.clock(Instant.parse("2026-11-01T00:00:00Z"), built).level())
        .isEqualTo(Level.OK);
    assertThat(MachineChecks.clock(Instant.parse("1970-01-01T00:00:00Z"), built).todo())
        .isEqualTo("set the clock");
  }

  @Test
  void whatFailsIsAFindingAndTheVisitGoesOn() {
    assertThat(
            Check.safely(
                "libtorch",
                () -> {
                  throw new UnsatisfiedLinkError("no libc10.so");
                }))
        .singleElement()
        .satisfies(
            f -> assertThat(f.line()).startsWith("fault libtorch:").contains("no libc10.so"));
  }

  @Test
  void nativesOfTheBuildAreUsable() {
    assertThat(NativeChecks.libtorch())
        .singleElement()
        .satisfies(f -> assertThat(f.line()).startsWith("ok    libtorch: 2.7.1 for CPUs"));
    assertThat(NativeChecks.ffmpeg()).allMatch(f -> f.level() == Level.OK);
    assertThat(NativeChecks.openCv()).allMatch(f -> f.level() == Level.OK);
    assertThat(NativeChecks.wrong("/opt/libtorch")).contains("2.7.1", "conf/gpu/setup.sh");
  }
}
