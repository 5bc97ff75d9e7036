package io.reenact.nn.program;

import java.util.List;

/**
 * A network for pictures of one size, as {@code network.cpp} runs it: operators, weights in the
 * order that kernels read them, and where tensors lie.
 *
 * @param side of the picture, px
 * @param operators {@link ProgramBuilder#FIELDS} numbers each
 * @param weights floats
 * @param outputs the wanted tensors
 * @param activations floats of all tensors; the picture's lie first
 * @param masks bytes
 * @param scratch floats
 */
public record NetworkProgram(
    int side,
    int[] operators,
    float[] weights,
    List<Output> outputs,
    int activations,
    int masks,
    int scratch) {
  /**
   * A wanted tensor.
   *
   * @param at where it begins
   * @param height pixels; 1 for a vector
   * @param width pixels; 1 for a vector
   * @param channels that count
   * @param stride floats a pixel
   * @param image whether it is an image, not a vector
   */
  public record Output(int at, int height, int width, int channels, int stride, boolean image) {
    /** Pixels. */
    public int pixels() {
      return height * width;
    }
  }

  /** How many operators there are. */
  public int count() {
    return operators.length / ProgramBuilder.FIELDS;
  }
}
