package io.reenact.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.metric.Expressions;
import io.reenact.metric.Eyes;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.ExpressionFeatures;
import io.reenact.nn.face.EyeFeatures;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkExpression;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.nn.face.Landmarks68;
import io.reenact.nn.face.RecognitionNetwork;
import io.reenact.video.RgbImage;
import java.nio.FloatBuffer;

/** Identity and expression of a tracked face, read from its upright crop on white. */
final class FaceReader implements AutoCloseable {
  /** Side of the upright crop that the networks' own crops are cut from, px. */
  private static final int SIZE = 256;

  private final FaceNetworks networks;
  private final RecognitionNetwork second;

  FaceReader(FaceNetworks networks) {
    this.networks = networks;
    this.second = new RecognitionNetwork(networks.manager());
  }

  /**
   * What the networks say.
   *
   * @param identity unit length
   * @param second by the second network of identity; null where that did not look
   * @param expression encoding without pose
   * @param shape the 68 landmarks in space, without pose, by the bundled landmark network
   * @param eyes by the same
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  record Reading(
      float[] identity, float[] second, float[] expression, Expressions.Shape shape, Eyes eyes) {}

  /**
   * Reads a face.
   *
   * @param image the frame
   * @param track of this frame, with a face
   * @param mattes takes the background away; null where it is white already
   * @param twice whether the second network of identity looks too, which costs as much as all else
   */
  Reading read(RgbImage image, FrameTrack track, Matte mattes, boolean twice) {
    float[] picture = AlignedCrop.crop(image, track.crop(), SIZE, 0);
    if (mattes != null) {
      onWhite(picture, mattes.matte(image, picture, track.crop(), SIZE, 0));
    }
    float[] points = AlignedCrop.points(track.landmarks(), track.crop(), SIZE, 0);
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = array(step, picture, SIZE);
      NDArray face =
          CropSampler.crop(
              whole, new float[][] {FaceBoxes.identityBox(points)}, networks.identity().size());
      float[][] box = {FaceBoxes.landmarkBox(points)};
      LandmarkNetwork.Output mesh =
          networks.landmarks().forward(CropSampler.crop(whole, box, LandmarkNetwork.SIZE));
      // The bundled encoder looks at the same landmarks: they are found once.
      NDArray expression =
          networks.expression() instanceof LandmarkExpression
              ? LandmarkExpression.encode(mesh)
              : networks
                  .expression()
                  .encode(CropSampler.crop(whole, box, networks.expression().size()));
      return new Reading(
          networks.identity().embed(face).toFloatArray(),
          twice ? second(whole, points) : null,
          expression.toFloatArray(),
          shape(mesh.landmarks().toFloatArray()),
          eyes(EyeFeatures.of(mesh.eyes()).toFloatArray()));
    }
  }

  private float[] second(NDArray whole, float[] points) {
    float[][] box = {FaceBoxes.chipBox(points)};
    return second.embed(CropSampler.crop(whole, box, RecognitionNetwork.SIZE)).toFloatArray();
  }

  private static Eyes eyes(float[] features) {
    return new Eyes(
        (features[0] + features[1]) / 2,
        (features[2] + features[4]) / 2,
        (features[3] + features[5]) / 2);
  }

  private static Expressions.Shape shape(float[] landmarks) {
    float[] mesh = ExpressionFeatures.mesh(landmarks);
    float[] scalars = ExpressionFeatures.scalars(landmarks);
    int[] indices = Landmarks68.indices();
    float[] points = new float[3 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(mesh, 3 * indices[i], points, 3 * i, 3);
    }
    return new Expressions.Shape(
        points,
        scalars[ExpressionFeatures.NAMES.indexOf("mouth_open")],
        Math.min(
            scalars[ExpressionFeatures.NAMES.indexOf("eye_left")],
            scalars[ExpressionFeatures.NAMES.indexOf("eye_right")]));
  }

  /** A picture {@code [3, size, size]} as networks take it, in the manager given. */
  static NDArray array(NDManager step, float[] picture, int size) {
    FloatBuffer buffer = Autograd.buffer(picture.length);
    buffer.put(picture).rewind();
    return Autograd.wrap(step, buffer, new Shape(1, 3, size, size));
  }

  @Override
  public void close() {
    second.close();
  }

  /** A source of mattes, as {@link io.reenact.face.PersonMatte} is. */
  interface Matte {
    float[] matte(RgbImage frame, float[] picture, float[] crop, int size, double extraRoll);
  }

  /** Composites a picture {@code [3, n]} on white. */
  static void onWhite(float[] picture, float[] matte) {
    int n = matte.length;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        picture[c * n + i] = 1 + matte[i] * (picture[c * n + i] - 1);
      }
    }
  }
}
