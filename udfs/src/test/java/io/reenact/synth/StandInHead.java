package io.reenact.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.nn.face.Landmarks68;
import io.reenact.synth.HeadModel.Label;
import io.reenact.synth.HeadModel.Part;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A head model made by formula, which every clone has: an ellipsoid on a bust, with two balls for
 * eyes, a jaw that opens, and all expressions' names. Centimetres, as the real one.
 */
final class StandInHead {
  private static final int AROUND = 72;
  private static final int DOWN = 56;
  private static final int RINGS = 10;
  private static final double[] CENTRE = {0, 3.6, 1};
  private static final double[] AXES = {7.6, 8.7, 10};
  private static final double[] EYE = {3.1, 3.6, 9.4};
  private static final double EYE_RADIUS = 0.9;
  private static final double MOUTH = -3.35;
  private static final double HAIRLINE = 8.5;
  private static final double JAW = 2.4;
  private static final double UNIT = 1e-3;
  private static final String[] SIDED = {
    "browDown",
    "browInnerUp",
    "browOuterUp",
    "cheekPuff",
    "cheekSquint",
    "eyeBlink",
    "eyeLookDown",
    "eyeLookIn",
    "eyeLookOut",
    "eyeLookUp",
    "eyeSquint",
    "eyeWide",
    "mouthDimple",
    "mouthFrown",
    "mouthLowerDown",
    "mouthPress",
    "mouthSmile",
    "mouthStretch",
    "mouthUpperUp",
    "noseSneer",
    "cheekRaiser"
  };
  private static final String[] SINGLE = {
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthFunnel",
    "mouthLeft",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper"
  };

  private final List<double[]> points = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<int[]> triangles = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ObjectNode header = new ObjectMapper().createObjectNode();
  private final ArrayNode sections = header.putArray("sections");

  private StandInHead() {
    grid(
        DOWN,
        (u, v) -> {
          double polar = Math.PI * (0.005 + 0.99 * v);
          return sphere(polar, u, CENTRE, AXES);
        },
        p -> p[2] > 2.5 && p[1] < 11 ? Part.FACE : Part.HEAD_NECK);
    grid(
        RINGS,
        (u, v) -> {
          double a = 2 * Math.PI * u;
          double wide = 5 + 7 * Noise.step(0.2, 0.9, v);
          return new double[] {wide * Math.sin(a), -4 - 15 * v, (4 + 3 * v) * Math.cos(a) - 1};
        },
        p -> Part.HEAD_NECK);
    for (int side = 1; side >= -1; side -= 2) {
      double[] centre = {side * EYE[0], EYE[1], EYE[2]};
      double[] axes = {EYE_RADIUS, EYE_RADIUS, EYE_RADIUS};
      Part part = side > 0 ? Part.EYE_LEFT : Part.EYE_RIGHT;
      grid(RINGS, (u, v) -> sphere(Math.PI * (0.01 + 0.98 * v), u, centre, axes), p -> part);
    }
  }

  static HeadModel make() {
    return new StandInHead().model();
  }

  private interface Surface {
    double[] at(double u, double v);
  }

  private interface PartOf {
    Part of(double[] point);
  }

  private static double[] sphere(double polar, double u, double[] centre, double[] axes) {
    double a = 2 * Math.PI * u;
    return new double[] {
      centre[0] + axes[0] * Math.sin(polar) * Math.sin(a),
      centre[1] + axes[1] * Math.cos(polar),
      centre[2] + axes[2] * Math.sin(polar) * Math.cos(a)
    };
  }

  private void grid(int down, Surface surface, PartOf part) {
    int first = points.size();
    for (int j = 0; j <= down; j++) {
      for (int i = 0; i < AROUND; i++) {
        double[] p = surface.at(i / (double) AROUND, j / (double) down);
        points.add(p);
        parts.add(part.of(p));
      }
    }
    for (int j = 0; j < down; j++) {
      for (int i = 0; i < AROUND; i++) {
        int a = first + j * AROUND + i;
        int b = first + j * AROUND + (i + 1) % AROUND;
        triangles.add(new int[] {a, a + AROUND, b});
        triangles.add(new int[] {b, a + AROUND, b + AROUND});
      }
    }
  }

  private static double[] uv(double x, double y) {
    return new double[] {0.5 + x / 20, 0.5 + (y - 2) / 26};
  }

  private HeadModel model() {
    int n = points.size();
    header.put("format", "head-model-bin").put("vertices", n).put("triangles", triangles.size());
    header.put("identities", 2);
    ArrayNode names = header.putArray("expressions");
    for (String s : SIDED) {
      names.add(s + "_L").add(s + "_R");
    }
    List.of(SINGLE).forEach(names::add);

    section("mean", "f4", Float.BYTES * 3 * n, b -> points.forEach(p -> put(b, p)));
    section(
        "triangles",
        "u2",
        Short.BYTES * 3 * triangles.size(),
        b -> triangles.forEach(t -> List.of(t[0], t[1], t[2]).forEach(v -> index(b, v))));
    section("uv", "f4", Float.BYTES * 2 * n, this::uv);
    section("label", "u1", n, b -> each((p, part) -> b.put((byte) label(p, part).ordinal())));
    section("part", "u1", n, b -> parts.forEach(p -> b.put((byte) p.ordinal())));
    section("eye_r", "f4", Float.BYTES * n, b -> each((p, part) -> b.putFloat(iris(p, part))));
    section("scalp_sd", "f4", Float.BYTES * n, b -> each((p, part) -> b.putFloat(scalp(p, part))));
    section(
        "beard_w",
        "f4",
        Float.BYTES * n,
        b -> each((p, part) -> b.putFloat(part == Part.FACE && p[1] < MOUTH - 1 ? 1 : 0)));
    section(
        "head_w",
        "f4",
        Float.BYTES * n,
        b -> each((p, part) -> b.putFloat((float) Noise.step(-12, -5, p[1]))));
    double[][] marks = marks();
    section(
        "landmarks68",
        "u2",
        Short.BYTES * marks.length,
        b -> List.of(marks).forEach(m -> index(b, nearest(m))));
    section(
        "eye_centre",
        "f4",
        Float.BYTES * 6,
        b -> {
          put(b, EYE);
          put(b, new double[] {-EYE[0], EYE[1], EYE[2]});
        });
    shapes(n);
    expressions(names.size());
    polygons(marks);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    return HeadModel.parse("stand-in", json, data.toByteArray());
  }

  /** One mode makes heads wide, the other long. */
  private void shapes(int n) {
    section("eye_centre_id", "f4", Float.BYTES * 12, b -> put(b, new double[12]));
    section("id_scale", "f4", Float.BYTES * 2, b -> put(b, new double[] {UNIT, UNIT}));
    section(
        "id_delta",
        "i2",
        Short.BYTES * 6 * n,
        b -> {
          for (int mode = 0; mode < 2; mode++) {
            for (int v = 0; v < n; v++) {
              boolean eye = parts.get(v) == Part.EYE_LEFT || parts.get(v) == Part.EYE_RIGHT;
              for (int k = 0; k < 3; k++) {
                b.putShort((short) (k == mode && !eye ? 40 * points.get(v)[k] : 0));
              }
            }
          }
        });
  }

  /** Only the jaw's expression moves anything: what is below the mouth, downwards. */
  private void expressions(int count) {
    int jaw = 2 * SIDED.length + List.of(SINGLE).indexOf("jawOpen");
    List<Integer> moved = new ArrayList<>();
    for (int v = 0; v < points.size(); v++) {
      if (parts.get(v) == Part.FACE && points.get(v)[1] < MOUTH) {
        moved.add(v);
      }
    }
    section(
        "ex_scale",
        "f4",
        Float.BYTES * count,
        b -> {
          for (int e = 0; e < count; e++) {
            b.putFloat((float) UNIT);
          }
        });
    section(
        "ex_offset",
        "i4",
        Integer.BYTES * (count + 1),
        b -> {
          for (int e = 0; e <= count; e++) {
            b.putInt(e <= jaw ? 0 : moved.size());
          }
        });
    section("ex_index", "u2", Short.BYTES * moved.size(), b -> moved.forEach(v -> index(b, v)));
    section(
        "ex_delta",
        "i2",
        Short.BYTES * 3 * moved.size(),
        b ->
            moved.forEach(
                v -> b.putShort((short) 0).putShort((short) (-JAW / UNIT)).putShort((short) 0)));
  }

  private void polygons(double[][] marks) {
    ObjectNode polygons = header.putObject("uv_polygons");
    polygon(polygons.putArray("lips_outer"), marks, 48, 60);
    polygon(polygons.putArray("brow_right"), marks, 17, 22);
    polygon(polygons.putArray("brow_left"), marks, 22, 27);
  }

  private static void polygon(ArrayNode to, double[][] marks, int from, int end) {
    for (int i = from; i < end; i++) {
      double[] at = uv(marks[i][0], marks[i][1]);
      to.addArray().add(at[0]).add(at[1]);
    }
  }

  /** Where the 68 landmarks lie, seen from the front: x and y. */
  private static double[][] marks() {
    double[][] m = new double[Landmarks68.COUNT][];
    for (int i = 0; i < 17; i++) {
      double a = Math.PI * i / 16;
      m[i] = new double[] {-6.8 * Math.cos(a), 3 - 8 * Math.sin(a)};
    }
    for (int i = 0; i < 5; i++) {
      double up = 5.2 + Math.sin(Math.PI * i / 4);
      m[17 + i] = new double[] {-5.6 + 1.1 * i, up};
      m[22 + i] = new double[] {1.2 + 1.1 * i, up};
    }
    for (int i = 0; i < 4; i++) {
      m[27 + i] = new double[] {0, 3.7 - 1.1 * i};
    }
    for (int i = 0; i < 5; i++) {
      m[31 + i] = new double[] {-1.3 + 0.65 * i, -1.1};
    }
    double[] eyeX = {-1.4, -0.6, 0.5, 1.4, 0.5, -0.6};
    double[] eyeY = {0, 0.6, 0.6, 0, -0.6, -0.6};
    for (int i = 0; i < 6; i++) {
      m[36 + i] = new double[] {-EYE[0] + eyeX[i], EYE[1] + eyeY[i]};
      m[42 + i] = new double[] {EYE[0] + eyeX[i], EYE[1] + eyeY[i]};
    }
    for (int i = 0; i < 12; i++) {
      double a = Math.PI * i / 6;
      m[48 + i] = new double[] {-2.5 * Math.cos(a), MOUTH + Math.sin(a)};
    }
    for (int i = 0; i < 8; i++) {
      double a = Math.PI * i / 4;
      m[60 + i] = new double[] {-2 * Math.cos(a), MOUTH + 0.5 * Math.sin(a)};
    }
    return m;
  }

  private int nearest(double[] mark) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int v = 0; v < points.size(); v++) {
      double[] p = points.get(v);
      double d = Math.hypot(p[0] - mark[0], p[1] - mark[1]);
      if (parts.get(v) == Part.FACE && d < least) {
        least = d;
        best = v;
      }
    }
    return best;
  }

  private static Label label(double[] p, Part part) {
    return switch (part) {
      case EYE_LEFT, EYE_RIGHT -> iris(p, part) < 1 ? Label.IRIS : Label.SCLERA;
      default -> scalp(p, part) > 0 ? Label.SCALP : p[1] < -12 ? Label.TORSO : Label.SKIN;
    };
  }

  /** Angle from the eye's axis, the iris's edge being 1; -1 off the eyes. */
  private static float iris(double[] p, Part part) {
    if (part != Part.EYE_LEFT && part != Part.EYE_RIGHT) {
      return -1;
    }
    return (float) (Math.acos(Math.max(-1, Math.min(1, (p[2] - EYE[2]) / EYE_RADIUS))) / 0.5);
  }

  /** Centimetres above the hairline, which comes down behind. */
  private static float scalp(double[] p, Part part) {
    if (part == Part.EYE_LEFT || part == Part.EYE_RIGHT) {
      return -99;
    }
    return (float) (p[1] - (p[2] > 0 ? HAIRLINE : 0));
  }

  private void uv(ByteBuffer b) {
    each(
        (p, part) -> {
          double[] at = uv(p[0], p[1]);
          put(b, new double[] {part == Part.FACE ? at[0] : 1.5 + p[0] / 30, at[1]});
        });
  }

  private interface Vertex {
    void at(double[] point, Part part);
  }

  private void each(Vertex vertex) {
    for (int v = 0; v < points.size(); v++) {
      vertex.at(points.get(v), parts.get(v));
    }
  }

  private static void put(ByteBuffer b, double[] values) {
    for (double v : values) {
      b.putFloat((float) v);
    }
  }

  private static void index(ByteBuffer b, int v) {
    b.putShort((short) v);
  }

  private interface Content {
    void to(ByteBuffer bytes);
  }

  private void section(String name, String type, int bytes, Content content) {
    ByteBuffer b = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    content.to(b);
    sections
        .addObject()
        .put("name", name)
        .put("dtype", type)
        .put("bytes", bytes)
        .put("offset", data.size());
    data.writeBytes(b.array());
  }
}
