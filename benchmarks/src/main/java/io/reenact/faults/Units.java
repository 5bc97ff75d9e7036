package io.reenact.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The durable results of one stage, as files. */
final class Units {
  /** Checkpoints before the first of tuning. */
  static final int BEFORE_TUNING = 4;

  private final Path folder;

  Units(Path workspace, String stage) {
    this.folder = workspace.resolve("_units").resolve(stage);
  }

  private List<Path> keys() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> keys = Files.list(folder)) {
      return keys.toList();
    }
  }

  /** The commit records by unit. */
  Map<String, String> commits() throws IOException {
    Map<String, String> found = new HashMap<>();
    for (Path key : keys()) {
      Path commit = key.resolve("commit.json");
      if (Files.exists(commit)) {
        found.put(key.getFileName().toString(), Files.readString(commit));
      }
    }
    return found;
  }

  /** How many units have folders of more than one attempt. */
  int triedAgain() throws IOException {
    int twice = 0;
    for (Path key : keys()) {
      try (Stream<Path> attempts = Files.list(key)) {
        twice +=
            attempts.filter(p -> p.getFileName().toString().matches("\\d+-[0-9a-f]{8}")).count() > 1
                ? 1
                : 0;
      }
    }
    return twice;
  }

  /** How many units still have checkpoints. */
  int checkpoints() throws IOException {
    int there = 0;
    for (Path key : keys()) {
      there += Files.exists(key.resolve("checkpoint")) ? 1 : 0;
    }
    return there;
  }

  /**
   * How many checkpoints lead to that of the only unit, of analysis and key frames of one step each
   * and of tuning; 0 if there is none.
   */
  int step() throws IOException {
    for (Path key : keys()) {
      try (DataInputStream in =
          new DataInputStream(Files.newInputStream(key.resolve("checkpoint/tuning")))) {
        in.readInt(); // its version
        String phase = in.readUTF();
        int steps = in.readInt();
        return switch (phase) {
          case "ANALYSIS" -> steps;
          case "KEY_FRAMES" -> 2 + steps;
          default -> BEFORE_TUNING + steps;
        };
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    return 0;
  }
}
