package io.reenact.stage.motion;

import io.reenact.motion.MotionFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A frame's motion as cells of a row; all null where no face is seen.
 *
 * @param expression coefficients by name
 * @param gaze yaw, pitch
 * @param head yaw, pitch, roll
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
record MotionCells(Map<String, Float> expression, float[] gaze, float[] head) {
  static MotionCells of(List<String> shapes, MotionFrame f) {
    if (!f.seen()) {
      return new MotionCells(null, null, null);
    }
    Map<String, Float> expression = new LinkedHashMap<>();
    for (int k = 0; k < shapes.size(); k++) {
      expression.put(shapes.get(k), f.expression()[k]);
    }
    return new MotionCells(
        expression,
        floats(f.gazeYaw(), f.gazePitch()),
        floats(f.head().yaw(), f.head().pitch(), f.head().roll()));
  }

  static float[] floats(double... values) {
    float[] f = new float[values.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) values[i];
    }
    return f;
  }
}
