package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.program.ProgramBuilder;
import io.reenact.nn.program.ProgramBuilder.Window;
import java.util.Arrays;

/** What face-api's networks have in common, as arrays and as programs. */
final class FaceApiLayers {
  /** Mean colour of the pictures that face-api's networks learnt from, 0 to 255. */
  private static final float[] MEAN = {122.782f, 117.001f, 104.298f};

  private FaceApiLayers() {}

  /**
   * Pictures as face-api's networks take them, for a program that sees {@code 0.5 x + 0.5}.
   *
   * @return 1 from black to white, the mean colour at 0
   */
  static ProgramBuilder.Tensor centred(ProgramBuilder program) {
    ProgramBuilder.Tensor picture = program.picture();
    float[] same = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    float[] mean = new float[3];
    for (int c = 0; c < 3; c++) {
      mean[c] = -MEAN[c] / 255;
    }
    return program.convolution(
        picture,
        new Window(1, 1, 1, 0, 0, picture.height(), picture.width()),
        3,
        same,
        mean,
        null,
        null);
  }

  /** Filters {@code [h, w, in, out]} as programs take them, {@code [out, h, w, in]}. */
  static float[] outFirst(ByteWeights.Tensor filters) {
    int out = (int) filters.shape()[filters.shape().length - 1];
    int taps = filters.values().length / out;
    float[] turned = new float[taps * out];
    for (int o = 0; o < out; o++) {
      for (int t = 0; t < taps; t++) {
        turned[o * taps + t] = filters.values()[t * out + o];
      }
    }
    return turned;
  }

  /** The mean of an image's pixels times a matrix {@code [in, out]}. */
  static ProgramBuilder.Tensor headOf(
      ProgramBuilder program,
      ProgramBuilder.Tensor image,
      ByteWeights.Tensor matrix,
      float[] bias) {
    int pixels = image.height() * image.width();
    float[] share = new float[pixels * image.channels()];
    Arrays.fill(share, 1f / pixels);
    ProgramBuilder.Tensor mean =
        program.depthwise(
            image, new Window(image.height(), image.width(), 1, 0, 0, 1, 1), share, null, null);
    return program.convolution(
        mean,
        new Window(1, 1, 1, 0, 0, 1, 1),
        (int) matrix.shape()[1],
        outFirst(matrix),
        bias,
        null,
        null);
  }

  /**
   * Pictures as face-api's networks take them.
   *
   * @param pictures {@code [B, 3, H, W]} RGB in [-1, 1]
   * @return 1 from black to white, the mean colour at 0; in the manager of {@code pictures}
   */
  static NDArray centred(NDArray pictures) {
    NDArray mean = pictures.getManager().create(MEAN, new Shape(1, 3, 1, 1));
    return pictures.add(1).mul(127.5f).sub(mean).div(255);
  }
}
