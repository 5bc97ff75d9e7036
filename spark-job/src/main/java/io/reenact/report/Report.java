package io.reenact.report;

import io.reenact.metric.Better;
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
 * @param groups renders that were measured and can be compared with each other, in order
 * @param failures what went wrong in the last run of each stage, equal reasons once
 */
public record Report(
    String title,
    Map<String, String> facts,
    List<StageLine> stages,
    List<Identity> identities,
    List<Column> columns,
    List<Render> renders,
    List<Group> groups,
    List<Failure> failures) {
  /** How a stage went. */
  public record StageLine(String name, int units, int done, int failed, double seconds) {}

  /** One identity of the corpus. */
  public record Identity(String name, int clips, double seconds, int frames, double usable) {}

  /**
   * One metric of one region.
   *
   * @param key of its numbers in {@link Render#metrics}
   * @param label for people
   * @param better which way
   * @param digits after the point
   */
  public record Column(String key, String label, Better better, int digits) {}

  /**
   * One result video.
   *
   * @param id the render's
   * @param source whose looks
   * @param driver whose expressions
   * @param driverClip which clip of the driver
   * @param cameras which cameras
   * @param look settings that tell it from other renders of the pair; empty for the plain one
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
      String look,
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

  /**
   * Renders that differ only in who is shown and who drives, so that their mean says something.
   *
   * @param kind self or cross
   * @param look as in {@link Render}
   * @param renders in order
   * @param means over them, by column
   */
  public record Group(String kind, String look, List<Render> renders, Map<String, Double> means) {}

  /** Units that failed in the last run. */
  public int failed() {
    return stages.stream().mapToInt(StageLine::failed).sum();
  }

  /** A picture, by its path relative to the page. */
  public record Picture(String label, String path) {}

  /** A unit without a result. */
  public record Failure(String stage, String item, String error) {}
}
