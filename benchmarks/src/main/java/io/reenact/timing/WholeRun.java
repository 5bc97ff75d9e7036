package io.reenact.timing;

import io.reenact.flow.FlowStage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a command of {@code submit.sh} and says what each of its stages cost. */
final class WholeRun {
  /** What the JVM and Spark cost before the first stage is in its figure, the report in this. */
  static final String REPORT = "report";

  private static final long EVERY_MS = 200;

  private WholeRun() {}

  /**
   * Runs it to its end.
   *
   * @return cost by stage, in their order
   * @throws IOException if it fails
   */
  static Map<String, ProcessCost> of(String... arguments) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of(root.resolve("submit.sh").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("SPARK_HOME");
    // Ours, for what runs in this process; submit.sh chooses its own.
    builder.environment().remove("OMP_WAIT_POLICY");
    Process process = builder.start();
    AtomicReference<ProcessCost> now = new AtomicReference<>(ProcessCost.NONE);
    Thread sampler =
        new Thread(
            () -> {
              while (process.isAlive()) {
                ProcessCost seen = ProcessCost.of(process.toHandle());
                now.updateAndGet(seen::orMore);
                try {
                  Thread.sleep(EVERY_MS);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    sampler.start();
    Map<String, ProcessCost> stages = new LinkedHashMap<>();
    ProcessCost before = ProcessCost.NONE;
    List<String> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        for (String stage : FlowStage.titles()) {
          if (line.matches(stage + ": \\d+ done, .*")) {
            // The line is read within moments of the stage's end.
            ProcessCost seen = ProcessCost.of(process.toHandle());
            ProcessCost ended = now.updateAndGet(seen::orMore);
            stages.merge(stage, ended.minus(before), ProcessCost::plus);
            before = ended;
          }
        }
      }
    }
    int code = process.waitFor();
    sampler.join();
    if (code != 0) {
      throw new IOException("exit code " + code + " of " + String.join(" ", command) + ": " + said);
    }
    stages.put(REPORT, now.get().minus(before));
    return stages;
  }
}
