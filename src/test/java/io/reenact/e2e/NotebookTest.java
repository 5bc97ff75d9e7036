package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks run without Jupyter, their queries in a JVM of the tested classes. */
class NotebookTest {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void sqlFunctions() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "no " + python + " to run notebooks with");
    Path root = Path.of(System.getProperty("reenact.root")).toAbsolutePath().normalize();
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            root.resolve("notebooks/run.py").toString(),
            root.resolve("notebooks/sql_functions.ipynb").toString());
    builder.environment().put("REENACT_SUBMIT", submit().toString());
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    builder.environment().put("REENACT_OUT", pictures.toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("floats ", "edit glasses", "9 pictures in ");
    try (Stream<Path> all = Files.list(pictures)) {
      assertThat(all).hasSize(9).allSatisfy(p -> assertThat(p).isNotEmptyFile());
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Stands in for submit.sh, which would build what is being tested. */
  private Path submit() throws IOException {
    List<String> command = Jvm.command();
    command.addAll(
        List.of(
            "-Dspark.master=local[1]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.reenact.cli.Main"));
    String line = command.stream().map(NotebookTest::quoted).collect(Collectors.joining(" "));
    Path script =
        Files.writeString(
            folder.resolve("submit"),
            "#!/bin/sh\nexec " + line + " \"$@\" 2>>" + folder.resolve("log") + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
