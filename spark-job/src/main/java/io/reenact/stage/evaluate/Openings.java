package io.reenact.stage.evaluate;

import io.reenact.face.FrameTrack;
import io.reenact.text.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How open mouth and eyes are over time, of a driver and of the result: what the report draws under
 * its player. As JSON a file a render.
 *
 * @param t seconds since the first frame
 * @param driver openings by part, a value a frame, in distances between the eyes; null without a
 *     face
 * @param result likewise
 */
public record Openings(
    List<Double> t, Map<String, List<Double>> driver, Map<String, List<Double>> result) {
  /** The folder of result files that holds them. */
  public static final String FOLDER = "openings";

  private static final double STEP = 1e4;

  /** Of two tracks of the same frames. */
  static Openings of(List<FrameTrack> driver, List<FrameTrack> result) {
    long start = driver.isEmpty() ? 0 : driver.get(0).ptsUs();
    return new Openings(
        driver.stream().map(f -> rounded((f.ptsUs() - start) / 1e6)).toList(),
        parts(driver),
        parts(result));
  }

  private static Map<String, List<Double>> parts(List<FrameTrack> track) {
    Map<String, List<Double>> parts = new TreeMap<>();
    parts.put("mouth", values(track, FrameTrack::mouthOpening));
    parts.put("left_eye", values(track, FrameTrack::leftEyeOpening));
    parts.put("right_eye", values(track, FrameTrack::rightEyeOpening));
    return parts;
  }

  private static List<Double> values(List<FrameTrack> track, ToDoubleFunction<FrameTrack> part) {
    return track.stream()
        .map(f -> f.landmarks() == null ? null : rounded(part.applyAsDouble(f)))
        .toList();
  }

  private static Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * STEP) / STEP : null;
  }

  /** As a file. */
  byte[] bytes() {
    return Json.bytes(this);
  }
}
