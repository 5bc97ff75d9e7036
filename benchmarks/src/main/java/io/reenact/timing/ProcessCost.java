package io.reenact.timing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and those that it started have cost so far, as Linux counts it.
 *
 * @param seconds of processor time, user and system
 * @param faults minor page faults
 */
record ProcessCost(double seconds, long faults) {
  static final ProcessCost NONE = new ProcessCost(0, 0);

  // Fields after the name's closing bracket: man 5 proc, from field 3 on.
  private static final int MINOR_FAULTS = 10 - 3;
  private static final int FAULTS_OF_CHILDREN = 11 - 3;
  private static final List<Integer> TIMES = List.of(14 - 3, 15 - 3, 16 - 3, 17 - 3);
  private static final double TICKS = 100;

  /** Of a process that runs; {@link #NONE} of one that is gone. */
  static ProcessCost of(ProcessHandle root) {
    ProcessCost all = NONE;
    try (Stream<ProcessHandle> below = root.descendants()) {
      for (ProcessHandle one : Stream.concat(Stream.of(root), below).toList()) {
        all = all.plus(one(one.pid()));
      }
    }
    return all;
  }

  private static ProcessCost one(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = 0;
      for (int field : TIMES) {
        ticks += Long.parseLong(fields[field]);
      }
      return new ProcessCost(
          ticks / TICKS,
          Long.parseLong(fields[MINOR_FAULTS]) + Long.parseLong(fields[FAULTS_OF_CHILDREN]));
    } catch (IOException e) {
      return NONE;
    }
  }

  ProcessCost plus(ProcessCost other) {
    return new ProcessCost(seconds + other.seconds, faults + other.faults);
  }

  ProcessCost minus(ProcessCost other) {
    return new ProcessCost(seconds - other.seconds, faults - other.faults);
  }

  /** The greater of both: a count never falls, but a process that ended is seen no more. */
  ProcessCost orMore(ProcessCost other) {
    return new ProcessCost(Math.max(seconds, other.seconds), Math.max(faults, other.faults));
  }
}
