package io.reenact.stage;

import io.reenact.row.TestRows;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands in for an earlier stage: its units write rows that a test prepared. */
final class PreparedStage implements Stage<String> {
  private static final Map<String, Map<Table, List<Map<String, Object>>>> ROWS =
      new ConcurrentHashMap<>();

  private final String name;
  private final List<String> units;

  PreparedStage(String name, Map<String, Map<Table, List<Map<String, Object>>>> units) {
    this.name = name;
    this.units = List.copyOf(units.keySet());
    units.forEach((unit, rows) -> ROWS.put(name + unit, new EnumMap<>(rows)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Unit<String>> plan(StageContext context) {
    return units.stream()
        .map(u -> new Unit<>(UnitKey.of(name, 1, Map.of("unit", u)), u, 1, name + u))
        .toList();
  }

  @Override
  public Object settings(StageContext context) {
    return "";
  }

  @Override
  public UnitEngine<String> engine(StageContext context) {
    return (spec, unit) -> {
      for (Map.Entry<Table, List<Map<String, Object>>> e : ROWS.get(spec).entrySet()) {
        write(unit, e.getKey().row(), e.getValue());
      }
    };
  }

  private static <R extends Record> void write(
      UnitContext unit, Class<R> type, List<Map<String, Object>> rows) throws IOException {
    unit.writeRows(type, TestRows.rows(type, rows));
  }
}
