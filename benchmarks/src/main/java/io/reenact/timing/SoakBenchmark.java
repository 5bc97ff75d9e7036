package io.reenact.timing;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.inversion.InversionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Resident memory of a process that inverts fifty cohorts one after the other, as an executor does:
 * after ten, when everything is loaded and warm, and after the last.
 */
public final class SoakBenchmark implements Benchmark {
  private static final int UNITS = 50;
  private static final int WARM = 10;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public void run(Rows out) throws IOException {
    InversionSettings s =
        InversionSettings.quick()
            .with(Map.of("analysis_steps", 4, "key_frame_steps", 2, "tuning_steps", 8));
    try (AblationLab lab = new AblationLab(0.6, true)) {
      List<AblationPerson> people = lab.people(2, s.size());
      double warm = 0;
      for (int unit = 1; unit <= UNITS; unit++) {
        lab.invert(s, people, null);
        if (unit == WARM) {
          warm = resident();
        }
      }
      double last = resident();
      out.add(UNITS + " units", "resident after " + WARM, warm, "MiB");
      out.add(UNITS + " units", "resident at the end", last, "MiB", "after " + WARM, warm / last);
    }
  }

  /** Resident set, MiB; the garbage collected first, so that what is native shows. */
  private static double resident() throws IOException {
    System.gc();
    String[] statm = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(statm[1]) * 4096 / (1024.0 * 1024);
  }
}
