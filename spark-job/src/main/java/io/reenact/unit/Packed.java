package io.reenact.unit;

import io.reenact.table.Table;
import io.reenact.text.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * An ended attempt in few bytes: a driver keeps one for each unit of a plan.
 *
 * @param unit the key
 * @param status as in {@link Attempt}
 * @param attempt its number
 * @param record the compressed rest
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record Packed(String unit, String status, int attempt, byte[] record)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Packs an attempt. */
  public static Packed of(Attempt attempt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      Json.mapper().writeValue(out, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException("an attempt is JSON", e);
    }
    return new Packed(attempt.unit(), attempt.status(), attempt.attempt(), bytes.toByteArray());
  }

  /** The whole attempt. */
  public Attempt unpacked() {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(record))) {
      return Json.mapper().readValue(in, Attempt.class);
    } catch (IOException e) {
      throw new UncheckedIOException("an attempt is JSON", e);
    }
  }

  /** Its rows of a table, if it wrote any. */
  public Optional<UnitRows.Batch> batch(Table table) {
    return UnitRows.batch(unpacked(), table);
  }
}
