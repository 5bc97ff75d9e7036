package io.reenact.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All of a metric but its name.
 *
 * @param shown how people see it
 * @param formula what it is, in words or as a formula
 * @param source where that is from; empty where it is common knowledge
 * @param against what the result is compared with
 * @param regions that it is measured in
 * @param measure how its number is made
 */
record MetricDefinition(
    Shown shown,
    String formula,
    String source,
    Against against,
    List<Region> regions,
    Measure measure) {
  static final List<Region> ALL = List.of(Region.CROP, Region.FACE, Region.MOUTH, Region.EYES);
  static final List<Region> FACE = List.of(Region.FACE);
  static final List<Region> HEAD = List.of(Region.HEAD);
  static final List<Region> NONE = List.of(Region.NONE);

  private static final String SECOND =
      ", in one frame of three, by 68 landmarks in the picture of a network that is in no loss"
          + " (face-api's, bundled)";

  static double smile(FaceState f) {
    return LandmarkErrors.smileWidth(f.landmarks());
  }

  static double brows(FaceState f) {
    return LandmarkErrors.browHeight(f.landmarks());
  }

  /** How people see it. */
  record Shown(String label, String unit, Better better, int digits) {}

  /** How something moves as the driver's does, by who reads landmarks. */
  static MetricDefinition correlation(String of, String what, ToDoubleFunction<FaceState> moving) {
    return correlation(Judge.LANDMARKS, of + " correlation", what, moving);
  }

  /** The same by the bundled second reader. */
  static MetricDefinition secondCorrelation(
      String of, String what, ToDoubleFunction<FaceState> moving) {
    String label = of + " correlation, second reader";
    return correlation(Judge.SECOND_LANDMARKS, label, what + SECOND, moving);
  }

  private static MetricDefinition correlation(
      Judge judge, String label, String what, ToDoubleFunction<FaceState> moving) {
    return new MetricDefinition(
        new Shown(label, "", Better.HIGHER, 3),
        "Pearson's correlation of the " + what,
        "ours",
        Against.DRIVER,
        NONE,
        new Measure.OfMovement(judge, moving, (d, r) -> Correlation.of(d, r).correlation()));
  }

  /** How far something moves. */
  static MetricDefinition gain(String of, String what, ToDoubleFunction<FaceState> moving) {
    return gain(Judge.LANDMARKS, of + " gain", what, "", moving);
  }

  /** The same by the bundled second reader. */
  static MetricDefinition secondGain(String of, String what, ToDoubleFunction<FaceState> moving) {
    String label = of + " gain, second reader";
    return gain(Judge.SECOND_LANDMARKS, label, what, SECOND, moving);
  }

  private static MetricDefinition gain(
      Judge judge, String label, String what, String by, ToDoubleFunction<FaceState> moving) {
    return new MetricDefinition(
        new Shown(label, "", Better.NEAR_ONE, 2),
        "slope of the "
            + what
            + " over the driver's, least squares: 1 moves as far, 0.5 half as far"
            + by,
        "ours",
        Against.DRIVER,
        NONE,
        new Measure.OfMovement(judge, moving, (d, r) -> Correlation.of(d, r).gain()));
  }

  /** How late something moves. */
  static MetricDefinition lag(String of, String what, ToDoubleFunction<FaceState> moving) {
    return new MetricDefinition(
        new Shown(of + " lag", "frames", Better.NEAR_ZERO, 1),
        "how many frames (up to "
            + Correlation.REACH
            + ") the "
            + what
            + " comes after the driver's, by the shift with the highest correlation; no value where"
            + " that is below "
            + Correlation.FOLLOWS,
        "ours",
        Against.DRIVER,
        NONE,
        new Measure.OfMovement(Judge.LANDMARKS, moving, (d, r) -> Correlation.of(d, r).lag()));
  }

  /** How irises move as the driver's do. */
  static MetricDefinition gaze(String way, ToDoubleFunction<Eyes> of) {
    return new MetricDefinition(
        new Shown("gaze " + way + " correlation", "", Better.HIGHER, 3),
        "Pearson's correlation, over the compared frames in which both faces' eyes are open, of the"
            + " irises' place between the corners of the eyes, "
            + way
            + ", both eyes' mean; no value where the driver's spreads by less than "
            + Eyes.STILL
            + " of an eye's width, twice the reader's error",
        "ours",
        Against.DRIVER,
        NONE,
        new Measure.OfRun(Judge.GAZE, frames -> Eyes.correlation(frames, of)));
  }
}
