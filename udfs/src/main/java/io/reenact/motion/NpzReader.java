package io.reenact.motion;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads motions that {@link MotionFiles#npz} wrote, or that NumPy saved with the same arrays. */
public final class NpzReader {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(<f4|<f8|<i8|<U\\d+)', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\), ?\\}"
              + "\\s*");
  private static final int START = 10;
  private static final int MOST = 64 << 20;

  private final String name;
  private final Map<String, byte[]> files = new HashMap<>();

  private NpzReader(String name) {
    this.name = name;
  }

  /**
   * Reads a motion.
   *
   * @param npz the file's bytes
   * @param name for messages
   * @return its smoothed or raw values, as they were written
   * @throws UserError if an array is missing or damaged, or shapes don't match
   */
  public static MotionSequence parse(byte[] npz, String name) {
    NpzReader reader = new NpzReader(name);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes(MOST);
        reader.files.put(e.getName(), bytes);
      }
    } catch (IOException e) {
      throw new BadInput(name + " is damaged: " + e.getMessage(), e);
    }
    return reader.motion();
  }

  private MotionSequence motion() {
    List<String> shapes = strings("names");
    double[] times = numbers("pts_us");
    int n = times.length;
    double[] expression = numbers("expression", n * shapes.size());
    double[] gaze = numbers("gaze", 2 * n);
    double[] head = numbers("head", 3 * n);
    double[] confidence = numbers("confidence", n);
    List<MotionFrame> frames = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long us = (long) times[i];
      if (i > 0 && us <= frames.get(i - 1).ptsUs()) {
        throw bad("pts_us", "does not increase at row " + i);
      }
      float[] row = new float[shapes.size()];
      boolean seen = true;
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) expression[i * row.length + k];
        seen &= Float.isFinite(row[k]);
      }
      if (!seen) {
        frames.add(MotionFrame.none(us));
        continue;
      }
      finite("gaze", gaze, 2, i);
      finite("head", head, 3, i);
      finite("confidence", confidence, 1, i);
      frames.add(
          new MotionFrame(
              us,
              row,
              gaze[2 * i],
              gaze[2 * i + 1],
              new HeadAngles(head[3 * i], head[3 * i + 1], head[3 * i + 2]),
              confidence[i]));
    }
    if (frames.stream().noneMatch(MotionFrame::seen)) {
      throw new BadInput(name + " has no frame with a face");
    }
    return new MotionSequence(shapes, frames);
  }

  /** What is said of a frame with a face must be numbers, or cameras and eyes would be lost. */
  private void finite(String array, double[] values, int width, int row) {
    for (int i = width * row; i < width * (row + 1); i++) {
      if (!Double.isFinite(values[i])) {
        throw bad(array, "holds " + values[i] + " at row " + row + ", whose expression is known");
      }
    }
  }

  /** An array of a known length; of zeros if it isn't there and may be missing. */
  private double[] numbers(String array, int length) {
    if (!files.containsKey(array + ".npy") && !array.equals("expression")) {
      return new double[length];
    }
    double[] v = numbers(array);
    if (v.length != length) {
      throw bad(array, "has " + v.length + " numbers, not " + length);
    }
    return v;
  }

  private double[] numbers(String array) {
    Parsed p = parsed(array);
    int width = p.type.equals("<f4") ? Float.BYTES : Double.BYTES;
    if (p.type.startsWith("<U") || p.data.capacity() % width != 0) {
      throw bad(array, "does not hold numbers");
    }
    double[] v = new double[p.data.capacity() / width];
    for (int i = 0; i < v.length; i++) {
      v[i] =
          switch (p.type) {
            case "<f4" -> p.data.getFloat(i * width);
            case "<f8" -> p.data.getDouble(i * width);
            default -> p.data.getLong(i * width);
          };
    }
    return v;
  }

  private List<String> strings(String array) {
    Parsed p = parsed(array);
    if (!p.type.startsWith("<U")) {
      throw bad(array, "does not hold strings");
    }
    int width = Integer.parseInt(p.type.substring(2));
    List<String> all = new ArrayList<>();
    for (int at = 0; at + Integer.BYTES * width <= p.data.capacity(); at += Integer.BYTES * width) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < width; i++) {
        int c = p.data.getInt(at + Integer.BYTES * i);
        if (c != 0 && Character.isValidCodePoint(c)) {
          text.appendCodePoint(c);
        }
      }
      all.add(text.toString());
    }
    return all;
  }

  /** An array, its header read. */
  private record Parsed(String type, ByteBuffer data) {}

  private Parsed parsed(String array) {
    byte[] file = files.get(array + ".npy");
    if (file == null) {
      throw new BadInput(
          name + " has no array " + array + "; write it with motion export, or np.savez");
    }
    if (file.length < START || file[0] != (byte) 0x93) {
      throw bad(array, "is no array of NumPy's");
    }
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(START - 2) & 0xffff;
    if (START + length > file.length) {
      throw bad(array, "ends inside its header");
    }
    Matcher m = HEADER.matcher(new String(file, START, length, StandardCharsets.US_ASCII).strip());
    if (!m.matches()) {
      throw bad(array, "is not of float32, float64, int64 or strings in C order");
    }
    int from = START + length;
    return new Parsed(
        m.group(1),
        ByteBuffer.wrap(file, from, file.length - from).slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  private UserError bad(String array, String why) {
    return new BadInput("array " + array + " of " + name + " is unusable: it " + why);
  }
}
