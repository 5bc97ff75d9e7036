package io.reenact.row;

import io.reenact.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Rows that tests write by column; columns that a test does not care for are left out. */
public final class TestRows {
  private TestRows() {}

  public static <R extends Record> R row(Class<R> type, Map<String, ?> columns) {
    if (!RowCodec.of(type).columns().containsAll(columns.keySet())) {
      throw new IllegalArgumentException(type + " lacks some of " + columns.keySet());
    }
    try {
      return RowCodec.of(type).json(new String(Json.line(columns), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <R extends Record> Iterator<R> rows(
      Class<R> type, Collection<? extends Map<String, ?>> rows) {
    return rows.stream().map(columns -> row(type, columns)).iterator();
  }
}
