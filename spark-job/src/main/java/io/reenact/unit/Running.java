package io.reenact.unit;

import io.reenact.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
public record Running(
    String label, int attempt, String host, String device, String at, double share) {
  /** How often a living attempt writes this. */
  public static final Duration EVERY = Duration.ofSeconds(30);

  /** Whether the attempt wrote this lately enough to be alive. */
  public boolean alive(Instant now) {
    return Duration.between(Instant.parse(at), now).compareTo(EVERY.multipliedBy(4)) < 0;
  }

  static Optional<Running> parse(byte[] json) {
    try {
      return Optional.of(Json.read(json, Running.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
