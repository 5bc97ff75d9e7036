package io.reenact.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a script of {@code benchmarks/python} that prints lines {@code key TAB number}. */
public final class PythonScript {
  private PythonScript() {}

  /**
   * @return the numbers by key; empty if Python or a package it needs is missing
   */
  public static Map<String, Double> run(String script, List<String> arguments)
      throws IOException, InterruptedException {
    String root = System.getProperty("reenact.root", ".");
    List<String> command = new ArrayList<>();
    command.add(System.getenv().getOrDefault("PYTHON", "/usr/bin/python3"));
    command.add(Path.of(root, "benchmarks", "python", script).toString());
    command.addAll(arguments);
    Map<String, Double> out = new HashMap<>();
    Process p;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      // Ours; a script by itself would spin, which is faster on an idle machine.
      builder.environment().remove("OMP_WAIT_POLICY");
      p = builder.start();
    } catch (IOException e) {
      System.err.println("no side-by-side with " + script + ": " + e.getMessage());
      return out;
    }
    try (BufferedReader r =
        new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = r.readLine(); line != null; line = r.readLine()) {
        String[] parts = line.split("\t", 2);
        if (parts.length == 2) {
          out.put(parts[0], Double.parseDouble(parts[1]));
        }
      }
    }
    if (p.waitFor() != 0) {
      System.err.println("no side-by-side with " + script + ": it ended with an error");
    }
    return out;
  }
}
