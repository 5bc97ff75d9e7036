package io.reenact.nn;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * How much of a device's time is used: a GPU's share of time with a kernel running, as nvidia-smi
 * samples it; of CPUs, this process' processor time by wall time and two threads.
 */
public final class Busy implements AutoCloseable {
  private static final int THREADS = 2;

  private final long start = System.nanoTime();
  private final long used = processorNanos();
  private final Process sampler;
  private double sum;
  private int samples;

  /**
   * Begins.
   *
   * @throws IOException if the device is a GPU and nvidia-smi can't be started
   */
  public Busy(Device device) throws IOException {
    sampler = device.isGpu() ? sampler(device.getDeviceId()) : null;
  }

  private Process sampler(int gpu) throws IOException {
    Process p =
        new ProcessBuilder(
                "nvidia-smi",
                "--id=" + gpu,
                "--query-gpu=utilization.gpu",
                "--format=csv,noheader,nounits",
                "--loop-ms=200")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = p.inputReader(StandardCharsets.US_ASCII)) {
                lines.lines().forEach(this::sample);
              } catch (IOException | RuntimeException e) {
                System.err.println("nvidia-smi: " + e.getMessage());
              }
            },
            "busy");
    reader.setDaemon(true);
    reader.start();
    return p;
  }

  private synchronized void sample(String percent) {
    sum += Double.parseDouble(percent.strip()) / 100;
    samples++;
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** This process' processor time so far, all threads together. */
  public static double processorSeconds() {
    return processorNanos() / 1e9;
  }

  /** From the beginning to now, 0 to 1; NaN without a sample. */
  public synchronized double share() {
    return sampler == null
        ? (processorNanos() - used) / (double) (System.nanoTime() - start) / THREADS
        : sum / samples;
  }

  @Override
  public void close() {
    if (sampler != null) {
      sampler.destroy();
    }
  }
}
