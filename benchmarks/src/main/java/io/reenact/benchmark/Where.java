package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.nn.Compute;
import io.reenact.nn.Devices;
import io.reenact.nn.Precision;

/** Where benchmarks of inversion and tuning compute: {@code --device} of the command line. */
public final class Where {
  /** The system property that says so. */
  public static final String PROPERTY = "reenact.device";

  private Where() {}

  /**
   * The device; says why a GPU that is there is not used.
   *
   * @param otherwise what it is if nothing is said: auto, cpu or cuda
   */
  public static Device device(String otherwise) {
    Devices.Choice choice = Devices.choose(System.getProperty(PROPERTY, otherwise));
    if (choice.note() != null) {
      System.err.println("device: " + choice.note());
    }
    return choice.device();
  }

  /** In single precision; the CPU if nothing is said. */
  public static Compute single() {
    return new Compute(device("cpu"), Precision.FLOAT32, true);
  }
}
