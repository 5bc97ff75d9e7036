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
          new Report.Column("csim_to_driver", "identity cosine to driver", "", 3),
          new Report.Column("nakd", "NAKD", "down", 3),
          new Report.Column("mouth_correlation", "mouth correlation", "up", 3),
          new Report.Column("mouth_gain", "mouth gain", "", 2),
          new Report.Column("left_eye_correlation", "left eye correlation", "up", 3),
          new Report.Column("left_eye_gain", "left eye gain", "", 2),
          new Report.Column("right_eye_correlation", "right eye correlation", "up", 3),
          new Report.Column("right_eye_gain", "right eye gain", "", 2),
          new Report.Column("smile_correlation", "smile correlation", "up", 3),
          new Report.Column("smile_gain", "smile gain", "", 2),
          new Report.Column("brows_correlation", "brows correlation", "up", 3),
          new Report.Column("brows_gain", "brows gain", "", 2),
          new Report.Column("face_found", "face found", "up", 2));

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
