package io.reenact.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Seconds of processor time, user and system, of this process. */
public final class ProcessorTime {
  private ProcessorTime() {}

  /** What is timed. */
  public interface Work {
    void run() throws Exception;
  }

  /** The least of some repetitions; the first, in which code is compiled, does not count. */
  public static double least(int repetitions, Work work) throws Exception {
    work.run();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < repetitions; i++) {
      double before = now();
      work.run();
      least = Math.min(least, now() - before);
    }
    return least;
  }

  /** Since the process began. */
  public static double now() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
