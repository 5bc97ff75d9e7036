package io.reenact.synth;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.BadInput;
import io.reenact.nn.face.Landmarks68;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A morphable head: a mean shape, identity modes and expression shapes, in centimetres with +x the
 * subject's left, +y up, +z forward. The data is the user's (a reduced ICT Face Model Light); the
 * format is documented in docs/how-to/synthetic-corpora.md.
 */
public final class HeadModel {
  /** World units a centimetre. */
  public static final double WORLD_PER_CM = 0.0206;

  /** The point, in centimetres, that lies at (0, 0, 0.2) in the world. */
  private static final double[] ANCHOR = {0, 1.5, 3.0};

  private static final double ANCHOR_Z = 0.2;

  /** Distance to the hairline given to ears, which the file counts as scalp; centimetres. */
  private static final float BARE = -2;

  /** Parts of the mesh, in the file's order. */
  enum Part {
    FACE,
    HEAD_NECK,
    MOUTH_SOCKET,
    EYE_SOCKETS,
    GUMS_TONGUE,
    TEETH,
    EYE_LEFT,
    EYE_RIGHT,
    LASHES_LEFT,
    LASHES_RIGHT
  }

  /** Labels of vertices, in the file's order. */
  enum Label {
    SKIN,
    LIP_UPPER,
    LIP_LOWER,
    BROW,
    EYELID,
    SCALP,
    EAR,
    NECK,
    TORSO,
    MOUTH_INTERIOR,
    EYE_SOCKET,
    GUMS,
    TONGUE,
    TEETH_UPPER,
    TEETH_LOWER,
    SCLERA,
    IRIS,
    PUPIL,
    LASHES
  }

  final int vertices;
  final int identities;
  final float[] mean;
  final int[] triangles;
  final float[] uv;
  final byte[] label;
  final byte[] part;
  final float[] eyeRadius;
  final float[] scalp;
  final float[] beard;
  final float[] headWeight;
  final int[] landmarks;
  final Map<String, float[]> polygons = new HashMap<>();
  private final float[] eyeCentre;
  private final float[] eyeCentreIdentity;
  private final float[] identityScale;
  private final short[] identityDelta;
  private final float[] expressionScale;
  private final int[] expressionOffset;
  private final int[] expressionIndex;
  private final short[] expressionDelta;
  private final List<String> expressions = new ArrayList<>();
  private final Map<String, Integer> expressionNumber = new HashMap<>();

  /** Far more than any head has, and three times it is an int. */
  private static final int MOST = 1 << 28;

  private HeadModel(HeadModelFile f) {
    JsonNode h = f.header();
    vertices = h.path("vertices").asInt();
    identities = h.path("identities").asInt();
    int t = h.path("triangles").asInt();
    h.path("expressions").forEach(e -> expressions.add(e.asText()));
    for (int i = 0; i < expressions.size(); i++) {
      expressionNumber.put(expressions.get(i), i);
    }
    if (vertices < 1 || t < 1 || identities < 1 || expressions.isEmpty()) {
      throw f.broken("its header has no counts");
    }
    if (Math.max(vertices, t) > MOST || identities > MOST / vertices) {
      throw f.broken("its header counts more than " + MOST + " vertices, triangles or deltas");
    }
    mean = f.floats("mean", 3 * vertices);
    triangles = f.indices("triangles", 3 * t, vertices);
    uv = f.floats("uv", 2 * vertices);
    label = f.bytes("label", vertices);
    part = f.bytes("part", vertices);
    eyeRadius = f.floats("eye_r", vertices);
    scalp = f.floats("scalp_sd", vertices);
    for (int v = 0; v < vertices; v++) {
      if (label[v] == Label.EAR.ordinal()) {
        scalp[v] = Math.min(BARE, scalp[v]);
      }
    }
    beard = f.floats("beard_w", vertices);
    headWeight = f.floats("head_w", vertices);
    landmarks = f.indices("landmarks68", Landmarks68.COUNT, vertices);
    eyeCentre = f.floats("eye_centre", 6);
    eyeCentreIdentity = f.floats("eye_centre_id", 6 * identities);
    identityScale = f.floats("id_scale", identities);
    identityDelta = f.shorts("id_delta", 3 * vertices * identities);
    int e = expressions.size();
    expressionScale = f.floats("ex_scale", e);
    expressionOffset = f.ints("ex_offset", e + 1);
    int entries = expressionOffset[e];
    for (int i = 0; i < e; i++) {
      if (expressionOffset[i] < 0 || expressionOffset[i] > expressionOffset[i + 1]) {
        throw f.broken("section ex_offset does not increase");
      }
    }
    if (entries < 0 || entries > MOST) {
      throw f.broken("section ex_offset counts " + entries + " entries");
    }
    expressionIndex = f.indices("ex_index", entries, vertices);
    expressionDelta = f.shorts("ex_delta", 3 * entries);
    for (int v = 0; v < vertices; v++) {
      if ((part[v] & 0xff) >= PARTS.length || (label[v] & 0xff) >= Label.values().length) {
        throw f.broken("vertex " + v + " has an unknown part or label");
      }
    }
    h.path("uv_polygons").properties().forEach(p -> polygons.put(p.getKey(), points(p.getValue())));
  }

  private static float[] points(JsonNode list) {
    float[] points = new float[2 * list.size()];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) list.path(i / 2).path(i % 2).asDouble();
    }
    return points;
  }

  /**
   * Reads a head model.
   *
   * @param path its head_model.json, or the folder that holds it
   * @throws io.reenact.error.UserError if it can't be read or is damaged
   */
  public static HeadModel load(Path path) {
    return new HeadModel(HeadModelFile.open(path));
  }

  /**
   * The .bin that a head model's .json names, relative to it.
   *
   * @throws io.reenact.error.UserError if it is not a head model
   */
  public static String binary(String name, byte[] json) {
    try {
      return HeadModelFile.binary(name, json);
    } catch (IOException e) {
      throw new BadInput(
          "cannot read the head model " + name + " (" + HeadModelFile.line(e) + "); check it", e);
    }
  }

  /**
   * A head model from its files' contents.
   *
   * @param name what to call it in an error
   * @throws io.reenact.error.UserError if it is damaged
   */
  public static HeadModel parse(String name, byte[] json, byte[] data) {
    try {
      return new HeadModel(HeadModelFile.of(name, json, data));
    } catch (IOException e) {
      throw new BadInput(
          "cannot read the head model " + name + " (" + HeadModelFile.line(e) + "); check it", e);
    }
  }

  /** Names of the expression coefficients, in order. */
  public List<String> expressions() {
    return List.copyOf(expressions);
  }

  /** Number of identity coefficients. */
  public int identities() {
    return identities;
  }

  /**
   * The number of an expression.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  int expression(String name) {
    Integer i = expressionNumber.get(name);
    if (i == null) {
      throw new IllegalArgumentException("the head model has no expression " + name);
    }
    return i;
  }

  /**
   * The neutral shape of a person.
   *
   * @param a identity coefficients, standard normal
   * @return {@code [vertices, 3]} centimetres
   */
  float[] shape(float[] a) {
    float[] x = mean.clone();
    for (int k = 0; k < Math.min(identities, a.length); k++) {
      float s = a[k] * identityScale[k];
      int o = k * 3 * vertices;
      for (int i = 0; i < x.length; i++) {
        x[i] += s * identityDelta[o + i];
      }
    }
    return x;
  }

  /** Centres of the left and the right eyeball, {@code [2, 3]} centimetres. */
  float[] eyeCentres(float[] a) {
    float[] c = eyeCentre.clone();
    for (int k = 0; k < Math.min(identities, a.length); k++) {
      for (int i = 0; i < 6; i++) {
        c[i] += a[k] * eyeCentreIdentity[6 * k + i];
      }
    }
    return c;
  }

  /** Adds expressions to a shape in place; b in 0..1. */
  void express(float[] b, float[] x) {
    for (int e = 0; e < b.length; e++) {
      if (b[e] == 0) {
        continue;
      }
      float s = b[e] * expressionScale[e];
      for (int i = expressionOffset[e]; i < expressionOffset[e + 1]; i++) {
        int v = 3 * expressionIndex[i];
        x[v] += s * expressionDelta[3 * i];
        x[v + 1] += s * expressionDelta[3 * i + 1];
        x[v + 2] += s * expressionDelta[3 * i + 2];
      }
    }
  }

  Part part(int vertex) {
    return PARTS[part[vertex]];
  }

  private static final Part[] PARTS = Part.values();

  /**
   * From centimetres to the generator's world: a scale and a shift, no rotation.
   *
   * @param p x, y, z at offset o, changed in place
   */
  static void toWorld(float[] p, int o) {
    p[o] = (float) (WORLD_PER_CM * (p[o] - ANCHOR[0]));
    p[o + 1] = (float) (WORLD_PER_CM * (p[o + 1] - ANCHOR[1]));
    p[o + 2] = (float) (WORLD_PER_CM * (p[o + 2] - ANCHOR[2]) + ANCHOR_Z);
  }
}
