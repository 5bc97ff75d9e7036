package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.nn.FixedArray;
import io.reenact.nn.GpuUnit;
import io.reenact.splat.cuda.CudaUnit;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Expression features of the dense landmarks, free of head pose: the mesh is turned onto the
 * canonical face (weighted orthogonal Procrustes on its rigid points), centred on them and divided
 * by the inter-ocular distance (between the midpoints of the eyes' corners, which blinks don't
 * move). In losses the rotation is a constant of the step. Lengths are in inter-ocular distances,
 * eye openings in eye widths.
 */
public final class ExpressionFeatures {
  /** The scalar features' names, in order. Left and right are the image's. */
  public static final List<String> NAMES =
      List.of(
          "mouth_open",
          "mouth_width",
          "lip_corner_left",
          "lip_corner_right",
          "eye_left",
          "eye_right",
          "brow_left",
          "brow_right",
          "jaw_drop",
          "jaw_side");

  private static final int POINTS = LandmarkNetwork.POINTS;
  private static final float[] RIGIDITY = normalised(CanonicalMesh.rigidity());
  private static final float[] CANONICAL = CanonicalMesh.points();

  // Points whose coordinates are averaged: one row of weights each, so that all come from one
  // product. The mesh's numbering is MediaPipe's.
  private static final int[][] PARTS = {
    {13}, // 0 upper lip, inside
    {14}, // 1 lower lip, inside
    {61}, // 2 lip corner, left
    {291}, // 3 right
    {159, 158, 160}, // 4 left eye: upper lid
    {145, 153, 144}, // 5 lower lid
    {33}, // 6 outer corner
    {133}, // 7 inner corner
    {386, 385, 387}, // 8 right eye
    {374, 380, 373}, // 9
    {263}, // 10
    {362}, // 11
    {70, 63, 105, 66, 107}, // 12 brow, left
    {300, 293, 334, 296, 336}, // 13 right
    {152}, // 14 chin
    {168} // 15 nose bridge
  };

  private static final FixedArray RIGID = new FixedArray(RIGIDITY, new Shape(1, 1, POINTS));
  private static final FixedArray ONTO = new FixedArray(CANONICAL, new Shape(POINTS, 3));
  private static final FixedArray ROWS =
      new FixedArray(partWeights(), new Shape(1, PARTS.length, POINTS));

  private ExpressionFeatures() {}

  /**
   * Features of one batch.
   *
   * @param scalars {@code [B, 10]}, see {@link #NAMES}
   * @param mesh {@code [B, 468, 3]} in the pose-free frame: x right, y up, z towards the viewer
   */
  public record Batch(NDArray scalars, NDArray mesh) {}

  /**
   * Features, differentiable to the landmarks.
   *
   * @param landmarks {@code [B, 468, 3]}: x right, y down, z away, in one unit of any size
   */
  public static Batch of(NDArray landmarks) {
    try (NDManager scratch = landmarks.getManager().newSubManager()) {
      return of(
          landmarks,
          GpuUnit.on(landmarks.getDevice())
              .map(gpu -> turns(gpu, scratch, landmarks))
              .orElseGet(() -> turns(scratch, landmarks)));
    }
  }

  /** Rotations of faces, transposed, [B, 3, 3]: no gradient passes through them. */
  private static NDArray turns(NDManager scratch, NDArray landmarks) {
    int b = (int) landmarks.getShape().get(0);
    float[] rotations = new float[9 * b];
    float[] points = new float[3 * POINTS];
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray detached = landmarks.duplicate();
      detached.attach(scratch);
      FloatBuffer values = Autograd.view(detached);
      for (int i = 0; i < b; i++) {
        values.position(i * points.length).get(points);
        System.arraycopy(rotation(points), 0, rotations, 9 * i, 9);
      }
    }
    return turns(scratch, rotations);
  }

  private static NDArray turns(NDManager scratch, float[] rotations) {
    return Autograd.constant(scratch, transposed(rotations), new Shape(rotations.length / 9, 3, 3));
  }

  /** The same on a GPU, which the host would have to wait for. */
  private static NDArray turns(CudaUnit gpu, NDManager scratch, NDArray landmarks) {
    int b = (int) landmarks.getShape().get(0);
    NDArray rotations = Autograd.empty(scratch, new Shape(b, 3, 3));
    gpu.faceRotations(
        DeviceMemory.address(landmarks),
        b,
        POINTS,
        DeviceMemory.address(RIGID.on(landmarks.getDevice())),
        DeviceMemory.address(ONTO.on(landmarks.getDevice())),
        DeviceMemory.address(rotations));
    return rotations;
  }

  /** As {@link #of(NDArray)} under given rotations, {@code [B, 3, 3]}; for tests of gradients. */
  static Batch of(NDArray landmarks, float[] rotations) {
    try (NDManager scratch = landmarks.getManager().newSubManager()) {
      return of(landmarks, turns(scratch, rotations));
    }
  }

  private static Batch of(NDArray landmarks, NDArray turns) {
    NDManager owner = landmarks.getManager();
    long b = landmarks.getShape().get(0);
    try (NDManager scratch = owner.newSubManager()) {
      NDArray x = Autograd.scale(landmarks, 1);
      x.attach(scratch);
      NDArray centre = RIGID.on(landmarks.getDevice()).matMul(x);
      centre.attach(scratch);
      // Row vectors times the transposed rotation.
      x = x.sub(centre).matMul(turns);
      NDArray parts = ROWS.on(landmarks.getDevice()).matMul(x);
      parts.attach(scratch);
      NDArray left = part(parts, 6).add(part(parts, 7));
      NDArray right = part(parts, 10).add(part(parts, 11));
      NDArray ocular = Autograd.scale(length(left.sub(right)), 0.5);
      NDArray mesh = x.div(ocular.reshape(new Shape(b, 1, 1)));
      NDArray eyeWidthLeft = length(part(parts, 6).sub(part(parts, 7)));
      NDArray eyeWidthRight = length(part(parts, 10).sub(part(parts, 11)));
      NDArray unit = parts.div(ocular.reshape(new Shape(b, 1, 1)));
      NDArray lips = Autograd.scale(part(unit, 0).add(part(unit, 1)), 0.5);
      NDArray leftEye = Autograd.scale(part(unit, 6).add(part(unit, 7)), 0.5);
      NDArray rightEye = Autograd.scale(part(unit, 10).add(part(unit, 11)), 0.5);
      NDArray jaw = part(unit, 15).sub(part(unit, 14));
      NDArray scalars =
          length(part(unit, 0).sub(part(unit, 1)))
              .concat(length(part(unit, 2).sub(part(unit, 3))), 1)
              .concat(axis(part(unit, 2).sub(lips), 1), 1)
              .concat(axis(part(unit, 3).sub(lips), 1), 1)
              .concat(length(part(parts, 4).sub(part(parts, 5))).div(eyeWidthLeft), 1)
              .concat(length(part(parts, 8).sub(part(parts, 9))).div(eyeWidthRight), 1)
              .concat(axis(part(unit, 12).sub(leftEye), 1), 1)
              .concat(axis(part(unit, 13).sub(rightEye), 1), 1)
              .concat(axis(jaw, 1), 1)
              .concat(axis(jaw, 0).neg(), 1);
      scalars.attach(owner);
      mesh.attach(owner);
      return new Batch(scalars, mesh);
    }
  }

  /** {@code [B, 3]} of {@code [B, parts, 3]}. */
  private static NDArray part(NDArray parts, int i) {
    return parts.get(new NDIndex(":, {}", i));
  }

  private static NDArray axis(NDArray v, int axis) {
    return v.get(new NDIndex(":, {}:{}", axis, axis + 1));
  }

  /** {@code [B, 1]}; the small term keeps the gradient finite where two points meet. */
  private static NDArray length(NDArray v) {
    return v.square().sum(new int[] {1}, true).add(Autograd.number(1e-12f)).sqrt();
  }

  /**
   * The scalar features of one face, see {@link #NAMES}.
   *
   * @param landmarks {@code [468, 3]} as in {@link #of(NDArray)}
   */
  public static float[] scalars(float[] landmarks) {
    float[] p = mesh(landmarks);
    double[][] parts = new double[PARTS.length][3];
    for (int i = 0; i < PARTS.length; i++) {
      for (int v : PARTS[i]) {
        for (int k = 0; k < 3; k++) {
          parts[i][k] += p[3 * v + k] / PARTS[i].length;
        }
      }
    }
    double lipsY = (parts[0][1] + parts[1][1]) / 2;
    return new float[] {
      (float) distance(parts[0], parts[1]),
      (float) distance(parts[2], parts[3]),
      (float) (parts[2][1] - lipsY),
      (float) (parts[3][1] - lipsY),
      (float) (distance(parts[4], parts[5]) / distance(parts[6], parts[7])),
      (float) (distance(parts[8], parts[9]) / distance(parts[10], parts[11])),
      (float) (parts[12][1] - (parts[6][1] + parts[7][1]) / 2),
      (float) (parts[13][1] - (parts[10][1] + parts[11][1]) / 2),
      (float) (parts[15][1] - parts[14][1]),
      (float) (parts[14][0] - parts[15][0])
    };
  }

  /**
   * The pose-free mesh of one face.
   *
   * @param landmarks {@code [468, 3]} as in {@link #of(NDArray)}
   * @return {@code [468, 3]} as {@link Batch#mesh}
   */
  public static float[] mesh(float[] landmarks) {
    float[] r = rotation(landmarks);
    double[] c = centre(landmarks);
    double[] eyes = new double[3];
    for (int k = 0; k < 3; k++) {
      eyes[k] =
          (landmarks[3 * 33 + k]
                  + landmarks[3 * 133 + k]
                  - landmarks[3 * 263 + k]
                  - landmarks[3 * 362 + k])
              / 2;
    }
    double ocular = distance(eyes, new double[3]);
    float[] out = new float[3 * POINTS];
    for (int v = 0; v < POINTS; v++) {
      for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
          sum += r[3 * i + j] * (landmarks[3 * v + j] - c[j]);
        }
        out[3 * v + i] = (float) (sum / ocular);
      }
    }
    return out;
  }

  /**
   * The rotation, row-major, that turns landmarks (x right, y down, z away) onto the canonical face
   * (Umeyama 1991).
   */
  public static float[] rotation(float[] landmarks) {
    double[] from = centre(landmarks);
    double[] to = centre(CANONICAL);
    double[][] cross = new double[3][3];
    for (int v = 0; v < POINTS; v++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          cross[i][j] +=
              RIGIDITY[v] * (CANONICAL[3 * v + i] - to[i]) * (landmarks[3 * v + j] - from[j]);
        }
      }
    }
    SingularValueDecomposition svd =
        new SingularValueDecomposition(new Array2DRowRealMatrix(cross, false));
    RealMatrix u = svd.getU();
    RealMatrix vt = svd.getVT();
    if (new LUDecomposition(u.multiply(vt)).getDeterminant() < 0) {
      u.multiplyEntry(0, 2, -1);
      u.multiplyEntry(1, 2, -1);
      u.multiplyEntry(2, 2, -1);
    }
    RealMatrix r = u.multiply(vt);
    float[] out = new float[9];
    for (int i = 0; i < 9; i++) {
      out[i] = (float) r.getEntry(i / 3, i % 3);
    }
    return out;
  }

  private static double[] centre(float[] points) {
    double[] c = new double[3];
    for (int v = 0; v < POINTS; v++) {
      for (int k = 0; k < 3; k++) {
        c[k] += RIGIDITY[v] * points[3 * v + k];
      }
    }
    return c;
  }

  private static float[] normalised(float[] weights) {
    double sum = 0;
    for (float w : weights) {
      sum += w;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= (float) sum;
    }
    return weights;
  }

  private static float[] partWeights() {
    float[] w = new float[PARTS.length * POINTS];
    for (int i = 0; i < PARTS.length; i++) {
      for (int v : PARTS[i]) {
        w[i * POINTS + v] = 1f / PARTS[i].length;
      }
    }
    return w;
  }

  private static float[] transposed(float[] matrices) {
    float[] t = new float[matrices.length];
    for (int i = 0; i < matrices.length; i++) {
      int k = i % 9;
      t[i - k + k % 3 * 3 + k / 3] = matrices[i];
    }
    return t;
  }

  private static double distance(double[] a, double[] b) {
    double dx = a[0] - b[0];
    double dy = a[1] - b[1];
    double dz = a[2] - b[2];
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
}
