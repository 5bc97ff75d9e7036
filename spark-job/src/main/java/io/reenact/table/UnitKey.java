package io.reenact.table;

import io.reenact.text.Hashes;
import io.reenact.text.Json;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Names a unit of work by the hash of all that decides its result. Two units with one key have the
 * same result, so it is computed once.
 *
 * @param hex 32 hexadecimal digits
 */
public record UnitKey(String hex) implements Serializable {
  private static final int DIGITS = 32;

  /** Checks the form. */
  public UnitKey {
    if (!hex.matches("[0-9a-f]{" + DIGITS + "}")) {
      throw new IllegalArgumentException("not a unit key: " + hex);
    }
  }

  /**
   * @param stage its name
   * @param version of the stage's algorithm
   * @param inputs all that decides the result: checksums, never modification times or paths
   */
  public static UnitKey of(String stage, int version, Map<String, ?> inputs) {
    String json = Json.canonical(Map.of("stage", stage, "version", version, "inputs", inputs));
    return new UnitKey(
        Hashes.hex(Hashes.sha256().digest(json.getBytes(StandardCharsets.UTF_8)))
            .substring(0, DIGITS));
  }

  /** A short hash of anything, for the record and not for identity. */
  public static String hash(Object value) {
    return Hashes.hex(
            Hashes.sha256().digest(Json.canonical(value).getBytes(StandardCharsets.UTF_8)))
        .substring(0, DIGITS);
  }

  @Override
  public String toString() {
    return hex;
  }
}
