package io.reenact.motion;

import java.util.ArrayList;
import java.util.List;

/**
 * A motion that another program captured, by the names of ARKit's shapes.
 *
 * @param shapes those of {@link Arkit#SHAPES} that it has
 * @param rows a row a frame, times increasing
 * @param notes what was mended or left out, a line each
 */
public record Capture(List<String> shapes, List<Row> rows, List<String> notes) {
  /** Copies the lists. */
  public Capture {
    shapes = List.copyOf(shapes);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * A moment.
   *
   * @param ptsUs since the first, microseconds
   * @param values of the shapes, in 0..1
   * @param head null if nothing is known of it
   * @param gazeYaw of both eyes, as {@link MotionFrame#gazeYaw}
   * @param gazePitch likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Row(
      long ptsUs, float[] values, HeadAngles head, double gazeYaw, double gazePitch) {}

  /** The same by the head model's names; a head of which nothing is known looks ahead. */
  public MotionSequence motion() {
    List<String> names = shapes.stream().flatMap(s -> Arkit.names(s).stream()).toList();
    List<MotionFrame> frames = new ArrayList<>();
    for (Row r : rows) {
      float[] expression = new float[names.size()];
      int at = 0;
      for (int k = 0; k < shapes.size(); k++) {
        for (int i = 0; i < Arkit.names(shapes.get(k)).size(); i++) {
          expression[at++] = r.values()[k];
        }
      }
      frames.add(
          new MotionFrame(
              r.ptsUs(),
              expression,
              r.gazeYaw(),
              r.gazePitch(),
              r.head() == null ? HeadAngles.AHEAD : r.head(),
              1));
    }
    return new MotionSequence(names, frames);
  }
}
