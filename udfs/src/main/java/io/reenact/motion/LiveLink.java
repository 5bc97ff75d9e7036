package io.reenact.motion;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * CSV as Live Link Face writes it: {@code Timecode,BlendShapeCount}, 52 shapes of ARKit, angles of
 * head and eyes. A time code is {@code HH:MM:SS:FF.mmm}: FF counts frames of the second, mmm are
 * thousandths of a frame. Angles are ARKit's, radians: yaw positive to the subject's left, pitch
 * positive down, roll positive when the crown goes to the subject's right.
 */
public final class LiveLink {
  static final String TIME = "Timecode";
  static final String COUNT = "BlendShapeCount";

  /** Frames a second of time codes that are written: what Live Link Face records with. */
  static final int RATE = 60;

  private LiveLink() {}

  /** Whether a text begins as such a file does. */
  public static boolean is(String text) {
    return text.stripLeading().regionMatches(true, 0, TIME, 0, TIME.length());
  }

  /**
   * Writes a motion; frames without a face are left out, as a phone leaves out frames it misses.
   *
   * @param to takes the text
   */
  public static void write(MotionSequence motion, Appendable to) throws IOException {
    Map<String, List<Integer>> places = Arkit.places(motion.shapes());
    to.append(TIME + "," + COUNT + "," + String.join(",", Arkit.COLUMNS) + "\n");
    long start = motion.frames().isEmpty() ? 0 : motion.frames().get(0).ptsUs();
    for (MotionFrame f : motion.frames()) {
      if (!f.seen()) {
        continue;
      }
      StringBuilder line = new StringBuilder(code(f.ptsUs() - start));
      line.append(',').append(Arkit.COLUMNS.size());
      for (String shape : Arkit.SHAPES) {
        double sum = 0;
        List<Integer> from = places.getOrDefault(shape, List.of());
        for (int i : from) {
          sum += f.expression()[i] / from.size();
        }
        number(line, sum);
      }
      HeadAngles h = f.head();
      double[] angles = {
        h.yaw(), h.pitch(), h.roll(), f.gazeYaw(), -f.gazePitch(), 0, f.gazeYaw(), -f.gazePitch(), 0
      };
      for (double a : angles) {
        number(line, a);
      }
      to.append(line.append('\n'));
    }
  }

  private static void number(StringBuilder line, double value) {
    line.append(',').append(String.format(Locale.ROOT, "%.6f", value));
  }

  static String code(long us) {
    // Thousandths of a frame of the 60th of a second.
    long parts = Math.round(us * (RATE / 1000.0));
    long frames = parts / 1000;
    long seconds = frames / RATE;
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d:%02d.%03d",
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60,
        frames % RATE,
        parts % 1000);
  }
}
