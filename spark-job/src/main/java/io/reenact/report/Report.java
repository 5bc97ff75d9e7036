package io.reenact.report;

import java.util.List;
import java.util.Map;

/**
 * What the page shows.
 *
 * @param title of the page
 * @param facts about the run, in order
 * @param stages how each stage went, in the order of the flow
 * @param identities whose clips there are
 * @param columns of the tables of metrics, in order
 * @param renders in order; those of a source by itself and others
 * @param means over all renders of a kind: {@code self} and {@code cross}; by column
 * @param failures what went wrong, one line each
 */
public record Report(
    String title,
    Map<String, String> facts,
    List<StageLine> stages,
    List<Identity> identities,
    List<Column> columns,
    List<Render> renders,
    Map<String, Map<String, Double>> means,
    List<Failure> failures) {
  /** How a stage went. */
  public record StageLine(String name, int units, int done, int failed, double seconds) {}

  /** One identity of the corpus. */
  public record Identity(String name, int clips, double seconds, int frames, double usable) {}

  /**
   * One metric of one region.
   *
   * @param key {@code metric} or {@code metric/region}
   * @param label for people
   * @param better {@code up}, {@code down} or empty
   * @param digits after the point
   */
  public record Column(String key, String label, String better, int digits) {}

  /**
   * One result video.
   *
   * @param id the render's
   * @param source whose looks
   * @param driver whose expressions
   * @param driverClip which clip of the driver
   * @param cameras which cameras
   * @param frames how many
   * @param seconds its length
   * @param video path relative to the page, or null
   * @param pictures side by side, in order
   * @param metrics by column key
   */
  public record Render(
      String id,
      String source,
      String driver,
      String driverClip,
      String cameras,
      int frames,
      double seconds,
      String video,
      List<Picture> pictures,
      Map<String, Double> metrics) {
    /** Whether source and driver are one person. */
    public boolean self() {
      return source.equals(driver);
    }
  }

  /** A picture, by its path relative to the page. */
  public record Picture(String label, String path) {}

  /** A unit without a result. */
  public record Failure(String stage, String item, String error) {}
}
