package io.reenact.report;

import static io.reenact.row.Columns.cols;

import io.reenact.row.RowCodec;
import io.reenact.row.SettingRow;
import io.reenact.text.Names;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** With what results were made: the table settings, line by line. */
final class SettingLines {
  /** Lines that are shown; a hash has some two hundred. */
  private static final int MOST = 4_000;

  private SettingLines() {}

  /**
   * All lines, by hash, kind and name.
   *
   * @param settings the table
   */
  static List<Object> of(Dataset<Row> settings) {
    List<Object> lines = new ArrayList<>();
    Iterator<SettingRow> it =
        RowCodec.of(SettingRow.class)
            .iterate(
                settings
                    .orderBy(cols(SettingRow::hash, SettingRow::kind, SettingRow::name))
                    .limit(MOST));
    while (it.hasNext()) {
      SettingRow s = it.next();
      lines.add(
          Map.of(
              "hash", s.hash(),
              "kind", text(s.kind()),
              "name", text(s.name()),
              "value", text(s.value()),
              "by", text(s.setBy())));
    }
    return lines;
  }

  private static String text(String value) {
    return value == null ? "" : Names.printable(value);
  }
}
