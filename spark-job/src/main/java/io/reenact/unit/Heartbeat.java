package io.reenact.unit;

import io.reenact.text.Json;
import io.reenact.text.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * Who works on a unit.
 *
 * @param label for people
 * @param attempt from 1
 * @param host where
 * @param device on what
 * @param at when this was written, ISO 8601
 * @param share done, 0 to 1
 */
public record Heartbeat(
    String label, int attempt, String host, String device, String at, double share) {
  /**
   * @throws DateTimeParseException if {@code at} is no moment
   */
  public Heartbeat {
    Objects.requireNonNull(label, "label");
    host = Names.printable(String.valueOf(host));
    device = Names.printable(String.valueOf(device));
    Instant.parse(Objects.requireNonNull(at, "at"));
  }

  /** How often a living attempt writes this. */
  public static final Duration EVERY = Duration.ofSeconds(30);

  /** Whether the attempt wrote this lately enough to be alive. */
  public boolean alive(Instant now) {
    return Duration.between(Instant.parse(at), now).compareTo(EVERY.multipliedBy(4)) < 0;
  }

  static Optional<Heartbeat> parse(byte[] json) {
    try {
      return Optional.ofNullable(Json.read(json, Heartbeat.class));
    } catch (IOException e) {
      // A heartbeat decides nothing: what can't be read is nobody's.
      return Optional.empty();
    }
  }
}
