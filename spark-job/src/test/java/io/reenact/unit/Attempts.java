package io.reenact.unit;

import io.reenact.table.UnitKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of attempts that nobody made. */
public final class Attempts {
  private Attempts() {}

  /** One that ended well just now. */
  public static Attempt done(
      String stage, UnitKey key, String label, int number, List<UnitFile> files) {
    return of(stage, key, label, number, Attempt.DONE, Instant.now(), files);
  }

  /** Any. */
  public static Attempt of(
      String stage,
      UnitKey key,
      String label,
      int number,
      String status,
      Instant started,
      List<UnitFile> files) {
    return new Attempt(
        stage,
        key.hex(),
        label,
        1,
        "h",
        null,
        number,
        status,
        null,
        null,
        started.toString(),
        1,
        Map.of(),
        null,
        "cpu",
        "host",
        Map.of(),
        files);
  }
}
