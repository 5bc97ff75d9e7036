package io.reenact.nn;

import com.sun.jna.NativeLibrary;

/**
 * oneDNN, which computes PyTorch's convolutions on CPUs. On two threads its kernels for AVX-512
 * give wrong sums: a 1 x 1 convolution of 2 pictures of 7 x 7 pixels from 128 to 512 channels, with
 * channels last, is off by a seventh (libtorch 2.7.1 on an AMD EPYC of family 26). Those for AVX2
 * are right, so no others run.
 */
final class OneDnn {
  /** What oneDNN reads when it makes its first kernel; the newer name and the older one. */
  private static final String NEWER = "ONEDNN_MAX_CPU_ISA";

  private static final String OLDER = "DNNL_MAX_CPU_ISA";

  private OneDnn() {}

  /** Sees to it, unless the user has set something else; before anything is computed. */
  static void narrow() {
    if (System.getenv(NEWER) != null || System.getenv(OLDER) != null) {
      return;
    }
    try {
      NativeLibrary.getInstance("c")
          .getFunction("setenv")
          .invokeInt(new Object[] {NEWER, "AVX2", 0});
    } catch (UnsatisfiedLinkError e) {
      // Not where these kernels are.
    }
  }
}
