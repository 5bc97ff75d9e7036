package io.reenact.nn.adam;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.nn.cpu.NativeAdam;
import io.reenact.splat.cuda.CudaAdam;
import java.util.List;
import java.util.Optional;

/** Adam on arrays, in place. */
public final class AdamUpdate {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private AdamUpdate() {}

  /**
   * One step of Adam (Kingma and Ba 2015, with the bias corrections folded into the rate, as in
   * their section 2) on {@code weight}, in place.
   *
   * @param weight any shape; may be a leaf
   * @param gradient as {@code weight}; zeros after it
   * @param mean first moment, as {@code weight}, zeros at first, updated
   * @param variance second moment, as {@code weight}, zeros at first, updated
   * @param rate learning rate
   * @param step 1 for the first step
   */
  public static void update(
      NDArray weight, NDArray gradient, NDArray mean, NDArray variance, float rate, int step) {
    if (step < 1) {
      throw new IllegalArgumentException("step " + step + " is below 1");
    }
    double corrected = rate * correction(step);
    try (Autograd.Scope off = Autograd.disabled()) {
      Optional<long[]> at =
          NativeAdam.available() && !weight.getDevice().isGpu()
              ? DeviceMemory.alike(weight, gradient, mean, variance)
              : Optional.empty();
      if (at.isPresent()) {
        NativeAdam.step(
            at.get(), weight.size(), (float) corrected, BETA1, BETA2, EPSILON, Autograd.threads());
        return;
      }
      JniUtils.adamUpdate(
          (PtNDArray) weight,
          (PtNDArray) gradient,
          (PtNDArray) mean,
          (PtNDArray) variance,
          rate,
          (float) corrected,
          0f,
          1f,
          -1f,
          BETA1,
          BETA2,
          EPSILON,
          false);
      // Not times nought: what isn't a number would stay so.
      gradient.set(new NDIndex("..."), 0);
    }
  }

  /**
   * {@link #update(NDArray, NDArray, NDArray, NDArray, float, int)} of many arrays in one kernel,
   * which also sets their gradients to zero.
   *
   * @param all arrays on the kernel's device
   * @param factor on all their rates
   * @param step 1 for the first step
   */
  public static void update(CudaAdam kernel, List<CudaAdam.Weights> all, double factor, int step) {
    kernel.step(all, (float) (factor * correction(step)), BETA1, BETA2, EPSILON);
  }

  private static double correction(int step) {
    return Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
  }
}
