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
 * @param differentiable whether there is a way back
 */
public record NetworkProgram(
    int side,
    int[] operators,
    float[] weights,
    List<Output> outputs,
    int activations,
    int masks,
    int scratch,
    boolean differentiable) {
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
    /** The same elsewhere. */
    Output at(int other) {
      return new Output(other, height, width, channels, stride, image);
    }

    /** Pixels. */
    public int pixels() {
      return height * width;
    }
  }

  /** The program that computes the same forward with less memory, and has no way back. */
  public NetworkProgram forwardOnly() {
    return differentiable ? ForwardMemory.of(this) : this;
  }

  /** How many operators there are. */
  public int count() {
    return operators.length / ProgramBuilder.FIELDS;
  }
}
