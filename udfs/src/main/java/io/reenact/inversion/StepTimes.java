package io.reenact.inversion;

import java.util.LinkedHashMap;
import java.util.Map;

/** Wall time of the parts of a step, for the profile of one tuning step. Nanoseconds. */
public final class StepTimes {
  static final int GENERATOR = 0;
  static final int RASTERIZER = 1;
  static final int PIXELS = 2;
  static final int NETWORKS = 3;
  static final int OPTIMISER = 4;
  private static final String[] NAMES = {
    "generator", "rasterizer", "pixel losses", "networks", "optimiser"
  };

  private final long[] nanos = new long[NAMES.length];
  private long steps;
  private long frames;
  private long bytes;

  long lap(int part, long since) {
    long now = System.nanoTime();
    nanos[part] += now - since;
    return now;
  }

  /** Counts time of one part for another that ran within it. */
  void move(int from, int to, long time) {
    nanos[from] -= time;
    nanos[to] += time;
  }

  void moved(long bytes) {
    this.bytes += bytes;
  }

  void step(int renderedFrames) {
    steps++;
    rendered(renderedFrames);
  }

  /** Frames that no step judges. */
  void rendered(int count) {
    frames += count;
  }

  /** Seconds by part so far. */
  public Map<String, Double> seconds() {
    Map<String, Double> m = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.length; i++) {
      m.put(NAMES[i], nanos[i] * 1e-9);
    }
    return m;
  }

  /** How many steps. */
  public long steps() {
    return steps;
  }

  /** Bytes that steps moved between Java's memory and arrays; on a GPU they crossed the bus. */
  public long bytes() {
    return bytes;
  }

  /** How many frames were rendered. */
  public long frames() {
    return frames;
  }
}
