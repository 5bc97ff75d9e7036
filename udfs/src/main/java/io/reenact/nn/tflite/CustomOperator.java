package io.reenact.nn.tflite;

import com.google.flatbuffers.ArrayReadWriteBuf;
import com.google.flatbuffers.FlexBuffers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator that is not TensorFlow Lite's own. Known are the three by which MediaPipe's attention
 * mesh looks at lips and eyes again (Grishchenko et al. 2020, "Attention Mesh"), and the last
 * convolution of its segmentation.
 *
 * @param name as the file says it
 * @param options a FlexBuffers map; may be empty
 */
record CustomOperator(String name, ByteBuffer options) {
  /** Landmarks {@code [1, n, 3]} to where a part of the face lies, {@code [1, 4, 4]}. */
  static final String PLACEMENT = "Landmarks2TransformMatrix";

  /** An image and a placement to the image of the part. */
  static final String WARP = "TransformTensorBilinear";

  /** Points of the part {@code [1, n, 2]} and a placement to points of the image. */
  static final String PLACE = "TransformLandmarks";

  /** A transposed convolution of an image by a kernel {@code [out, h, w, in]}, and a bias. */
  static final String TRANSPOSED = "Convolution2DTransposeBias";

  /**
   * Where a part of the face lies: the upright rectangle around some landmarks once two of them are
   * level, widened.
   *
   * @param left landmark that becomes level with {@code right}
   * @param right see {@code left}
   * @param angle of the line from left to right afterwards, radians
   * @param scaleX how many times the landmarks' extent the part is wide
   * @param scaleY how many times it is high
   * @param width of the part's image, px
   * @param height of the part's image, px
   * @param landmarks what the rectangle holds
   */
  record Placement(
      int left,
      int right,
      float angle,
      float scaleX,
      float scaleY,
      int width,
      int height,
      List<Integer> landmarks) {}

  /**
   * The options of a {@link #PLACEMENT}.
   *
   * @param points how many landmarks there are
   * @throws IllegalArgumentException if they are damaged or name no such landmarks
   */
  Placement placement(int points) {
    byte[] bytes = new byte[options.remaining()];
    options.get(options.position(), bytes);
    FlexBuffers.Map map;
    List<Integer> landmarks = new ArrayList<>();
    try {
      map = FlexBuffers.getRoot(new ArrayReadWriteBuf(bytes, bytes.length)).asMap();
      FlexBuffers.Vector subset = map.get("subset_idxs").asVector();
      for (int i = 0; i < subset.size(); i++) {
        landmarks.add(index(subset.get(i), points));
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("options of " + name, e);
    }
    Operands.expect(!landmarks.isEmpty(), name + " of no landmarks");
    return new Placement(
        index(map.get("left_rotation_idx"), points),
        index(map.get("right_rotation_idx"), points),
        (float) map.get("target_rotation_radians").asFloat(),
        (float) map.get("scale_x").asFloat(),
        (float) map.get("scale_y").asFloat(),
        side(map, "output_width"),
        side(map, "output_height"),
        List.copyOf(landmarks));
  }

  private static int index(FlexBuffers.Reference value, int points) {
    int i = value.asInt();
    Operands.expect(value.isNumeric() && i >= 0 && i < points, "landmark " + i + " of " + points);
    return i;
  }

  private static int side(FlexBuffers.Map map, String key) {
    int side = map.get(key).asInt();
    Operands.expect(side > 0, key + " " + side);
    return side;
  }
}
