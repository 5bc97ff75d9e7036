package io.reenact.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which metrics come first, what they are called, and which way is better. */
final class Columns {
  private static final List<Report.Column> KNOWN =
      List.of(
          new Report.Column("psnr", "PSNR, dB", "up", 2),
          new Report.Column("ssim", "SSIM", "up", 3),
          new Report.Column("l1", "L1", "down", 4),
          new Report.Column("perceptual", "perceptual", "down", 3),
          new Report.Column("identity", "identity cosine", "up", 3),
          new Report.Column("csim", "identity cosine", "up", 3),
          new Report.Column("nme", "NME, %", "down", 2),
          new Report.Column("akd", "AKD, px", "down", 2),
          new Report.Column("landmark", "landmark error", "down", 3),
          new Report.Column("apd", "pose, degrees", "down", 2),
          new Report.Column("pose", "pose, degrees", "down", 2),
          new Report.Column("aed", "expression", "down", 3),
          new Report.Column("expression", "expression", "down", 3),
          new Report.Column("mouth", "mouth", "up", 3));

  private Columns() {}

  /** Columns for keys such as {@code psnr/face}, the well-known ones first. */
  static List<Report.Column> of(Collection<String> keys) {
    List<Report.Column> columns = new ArrayList<>();
    for (String key : keys) {
      String metric = key.contains("/") ? key.substring(0, key.indexOf('/')) : key;
      String region = key.contains("/") ? key.substring(key.indexOf('/') + 1) : "";
      Report.Column known = known(metric);
      String label = known == null ? metric.replace('_', ' ') : known.label();
      columns.add(
          new Report.Column(
              key,
              region.isEmpty() ? label : label + " (" + region.replace('_', ' ') + ")",
              known == null ? "" : known.better(),
              known == null ? 3 : known.digits()));
    }
    columns.sort(
        Comparator.comparingInt((Report.Column c) -> rank(c.key()))
            .thenComparing(Report.Column::key));
    return columns;
  }

  private static Report.Column known(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    for (Report.Column column : KNOWN) {
      if (name.equals(column.key())) {
        return column;
      }
    }
    return null;
  }

  private static int rank(String key) {
    String metric = key.contains("/") ? key.substring(0, key.indexOf('/')) : key;
    Report.Column known = known(metric);
    return known == null ? KNOWN.size() : KNOWN.indexOf(known);
  }
}
