package io.reenact.udf;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;

import io.reenact.camera.Camera;
import io.reenact.encoder.Encoded;
import io.reenact.error.UserError;
import io.reenact.inversion.PictureEncoder;
import io.reenact.latent.Latents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The functions: name, arguments, result, and what they do. Angles are degrees. */
enum SqlFunction {
  INTERPOLATE(3, 3, "a, b, t", "between two vectors, 0 gives a", vectors(), Needs.NOTHING),
  TRANSFER(
      2, 3, "anchor, offset[, strength]", "anchor + strength * offset", vectors(), Needs.NOTHING),
  OFFSET(2, 2, "latent, anchor", "latent - anchor", vectors(), Needs.NOTHING),
  DISTANCE(
      2,
      3,
      "a, b[, 'l2' or 'cosine']",
      "Euclidean distance, or 1 - cosine",
      DoubleType,
      Needs.NOTHING),
  EDIT(
      2,
      3,
      "latent, name, strength or latent, map(name, strength, ...)",
      "the latent moved along boundaries or directions",
      vectors(),
      Needs.BUNDLE),
  ANIMATE(
      2,
      2,
      "anchor, map(name, value, ...)",
      "the anchor with an expression by numbers, along directions",
      vectors(),
      Needs.BUNDLE),
  FLOW(
      2,
      2,
      "latent, map(attribute, change, ...)",
      "the latent with attributes changed along an attribute flow",
      vectors(),
      Needs.BUNDLE),
  SCORE(2, 2, "latent, name", "signed distance from a boundary", DoubleType, Needs.BUNDLE),
  BOUNDARY(1, 1, "name", "a boundary's unit normal", vectors(), Needs.BUNDLE),
  MEAN(0, 0, "", "the generator's mean latent", vectors(), Needs.BUNDLE),
  SAMPLE(1, 2, "seed[, truncation]", "a random latent", vectors(), Needs.BUNDLE),
  LIFT(
      1,
      1,
      "picture",
      "the face in a picture's file (binary) as a struct: anchor, offset, camera, precision, reason"
          + " (why there is none)",
      lifted(),
      Needs.BUNDLE),
  LIFT_FRAMES(
      1,
      1,
      "pictures",
      "the face in several pictures, such as collect_list(content), as a struct: anchor, pictures"
          + " (how many count), reason (why there is none)",
      liftedFrames(),
      Needs.BUNDLE),
  RENDER(
      1,
      5,
      "latent[, camera[, size[, weights_uri, weights_sha256]]]",
      "a picture as PNG bytes; frontal camera and 256 px if left out",
      BinaryType,
      Needs.BUNDLE),
  CAMERA(
      2,
      3,
      "yaw, pitch[, roll]",
      "25 floats of a camera that looks at the head",
      vectors(),
      Needs.NOTHING),
  ORBIT(
      2,
      3,
      "seconds, period[, range]",
      "25 floats of a camera that swings from side to side; range 60 if left out",
      vectors(),
      Needs.NOTHING),
  CAMERA_YAW(1, 1, "camera", "its yaw", DoubleType, Needs.NOTHING),
  CAMERA_PITCH(1, 1, "camera", "its pitch", DoubleType, Needs.NOTHING),
  CAMERA_INTERPOLATE(3, 3, "a, b, t", "between two cameras, by slerp", vectors(), Needs.NOTHING);

  /** What a function loads. */
  enum Needs {
    NOTHING,
    BUNDLE
  }

  private final int least;
  private final int most;
  private final String usage;
  private final String doc;
  private final DataType type;
  private final Needs needs;

  SqlFunction(int least, int most, String usage, String doc, DataType type, Needs needs) {
    this.least = least;
    this.most = most;
    this.usage = usage;
    this.doc = doc;
    this.type = type;
    this.needs = needs;
  }

  private static DataType vectors() {
    return DataTypes.createArrayType(FloatType, false);
  }

  private static DataType lifted() {
    return new StructType()
        .add("anchor", vectors())
        .add("offset", vectors())
        .add("camera", vectors())
        .add("precision", DoubleType)
        .add("reason", DataTypes.StringType);
  }

  private static DataType liftedFrames() {
    return new StructType()
        .add("anchor", vectors())
        .add("pictures", DataTypes.IntegerType)
        .add("reason", DataTypes.StringType);
  }

  /** The name in SQL. */
  String sqlName() {
    return "reenact_" + name().toLowerCase(Locale.ROOT);
  }

  String usage() {
    return sqlName() + "(" + usage + ")";
  }

  String doc() {
    return doc;
  }

  DataType type() {
    return type;
  }

  boolean needsBundle() {
    return needs == Needs.BUNDLE;
  }

  /**
   * Checks the number of arguments, when a query is analysed.
   *
   * @throws UserError if it does not fit
   */
  void check(int arguments) {
    boolean fits = arguments >= least && arguments <= most;
    if (!fits || (this == RENDER && arguments == 4)) {
      throw new UserError(sqlName() + " has " + arguments + " arguments; write " + usage());
    }
  }

  /**
   * Computes one value.
   *
   * @param values none of them null
   * @param engines loads the engine when it is needed; may be null for functions that need none
   * @throws UserError for arguments that don't fit
   */
  Object call(Object[] values, EngineSettings settings, Function<EngineSettings, Engine> engines) {
    Arguments a = new Arguments(sqlName(), values);
    return switch (this) {
      case INTERPOLATE -> Latents.interpolate(a.vector(0), a.vector(1), a.number(2));
      case TRANSFER -> Latents.plus(a.vector(0), a.number(2, 1), a.vector(1));
      case OFFSET -> Latents.plus(a.vector(0), -1, a.vector(1));
      case DISTANCE -> distance(a);
      case EDIT -> edit(a, engines.apply(settings));
      case ANIMATE -> animate(a, engines.apply(settings));
      case FLOW -> flow(a, engines.apply(settings));
      case SCORE -> engines.apply(settings).boundaries().find(a.text(1)).score(a.vector(0));
      case BOUNDARY -> engines.apply(settings).boundaries().find(a.text(0)).normal();
      case MEAN -> engines.apply(settings).mean();
      case SAMPLE -> engines.apply(settings).sample((long) a.number(0), a.number(1, 1));
      case LIFT -> row(engines.apply(settings).lift(a.bytes(0)));
      case LIFT_FRAMES -> frames(engines.apply(settings), a.pictures(0));
      case RENDER ->
          engines
              .apply(settings)
              .render(
                  a.vector(0),
                  a.count() > 1 ? a.camera(1) : Camera.neutral(),
                  (int) a.number(2, 256),
                  a.count() > 3 ? a.text(3) : null,
                  a.count() > 3 ? a.text(4) : null,
                  settings.workspace());
      case CAMERA -> orbit(a.number(0), a.number(1), a.number(2, 0)).label();
      case ORBIT ->
          orbit(
                  0.5 * a.number(2, 60) * Math.sin(2 * Math.PI * a.number(0) / period(a.number(1))),
                  0,
                  0)
              .label();
      case CAMERA_YAW -> Math.toDegrees(a.camera(0).yawPitch()[0]);
      case CAMERA_PITCH -> Math.toDegrees(a.camera(0).yawPitch()[1]);
      case CAMERA_INTERPOLATE -> Camera.slerp(a.camera(0), a.camera(1), a.number(2)).label();
    };
  }

  private static Row row(PictureEncoder.Lifted l) {
    return l.encoded() == null
        ? RowFactory.create(null, null, null, null, l.reason())
        : RowFactory.create(
            l.encoded().anchor(), l.encoded().offset(), l.camera(), l.encoded().precision(), null);
  }

  private static Row frames(Engine engine, List<byte[]> pictures) {
    List<Encoded> seen = new ArrayList<>();
    String reason = "no picture";
    for (byte[] picture : pictures) {
      PictureEncoder.Lifted l = engine.lift(picture);
      if (l.encoded() == null) {
        reason = l.reason();
      } else {
        seen.add(l.encoded());
      }
    }
    return seen.isEmpty()
        ? RowFactory.create(null, 0, reason)
        : RowFactory.create(Encoded.anchor(seen), seen.size(), null);
  }

  private double period(double seconds) {
    if (!(seconds > 0)) {
      throw new UserError(sqlName() + ": a period must be above 0 s, not " + seconds);
    }
    return seconds;
  }

  private static Camera orbit(double yaw, double pitch, double roll) {
    if (!(Math.abs(pitch) < 90)) {
      throw new UserError("a camera's pitch must lie between -90 and 90 degrees, not " + pitch);
    }
    return Camera.orbit(Math.toRadians(yaw), Math.toRadians(pitch), Math.toRadians(roll));
  }

  private Object distance(Arguments a) {
    String kind = a.count() > 2 ? a.text(2) : "l2";
    return switch (kind) {
      case "l2" -> Latents.distance(a.vector(0), a.vector(1));
      case "cosine" -> 1 - Latents.cosine(a.vector(0), a.vector(1));
      default -> throw new UserError(sqlName() + ": '" + kind + "' is neither 'l2' nor 'cosine'");
    };
  }

  private Object animate(Arguments a, Engine engine) {
    if (!a.isMap(1)) {
      throw new UserError(sqlName() + ": write " + usage());
    }
    return engine.boundaries().animate(a.vector(0), a.strengths(1));
  }

  private Object flow(Arguments a, Engine engine) {
    if (!a.isMap(1)) {
      throw new UserError(sqlName() + ": write " + usage());
    }
    return engine.flow().edit(a.vector(0), a.strengths(1));
  }

  private Object edit(Arguments a, Engine engine) {
    float[] latent = a.vector(0);
    if (a.count() == 3) {
      return engine.boundaries().edit(latent, a.text(1), a.number(2));
    }
    if (!a.isMap(1)) {
      throw new UserError(sqlName() + ": write " + usage());
    }
    for (Map.Entry<String, Double> e : a.strengths(1).entrySet()) {
      latent = engine.boundaries().edit(latent, e.getKey(), e.getValue());
    }
    return latent;
  }
}
