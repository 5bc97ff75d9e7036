package io.reenact.nn.cpu;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.reenact.scratch.ShippedLibrary;
import java.nio.file.Path;

/**
 * The library of {@code src/main/native}, built by its {@code build.sh} and shipped for Linux on
 * x86-64 with AVX2; where there is AVX-512 as well, its wider vectors give the same bits sooner.
 * Elsewhere, or with {@code -Dreenact.networks=torch}, {@link #available} says no and PyTorch runs
 * the networks.
 */
public final class NativeNetworks {
  /** Property that forces PyTorch, {@code torch}, or narrow vectors, {@code avx2}. */
  public static final String PROPERTY = "reenact.networks";

  private static final int VERSION = 5;
  private static final int NARROW = 8;
  private static int widest;
  private static final boolean LOADED =
      ShippedLibrary.load(
          NativeNetworks.class, "libreenact.so", NativeNetworks::runs, "PyTorch runs the networks");

  private NativeNetworks() {}

  /** Whether networks run on these kernels here. */
  public static boolean available() {
    return LOADED && !"torch".equals(System.getProperty(PROPERTY));
  }

  /** Floats in a vector that kernels use: 8 (AVX2) or 16 (AVX-512). */
  public static int lanes() {
    return "avx2".equals(System.getProperty(PROPERTY)) ? NARROW : widest;
  }

  private static boolean runs(Path file) {
    NativeLibrary library = NativeLibrary.getInstance(file.toString());
    if (library.getFunction("reenact_network_version").invokeInt(new Object[0]) != VERSION) {
      return false;
    }
    widest = library.getFunction("reenact_network_lanes").invokeInt(new Object[0]);
    if (widest > 0) {
      com.sun.jna.Native.register(Calls.class, library);
    }
    return widest > 0;
  }

  /** The library's functions; see {@code network.cpp}. */
  static final class Calls {
    private Calls() {}

    static native void reenact_network_forward(
        int lanes,
        Pointer ops,
        int count,
        Pointer weights,
        Pointer picture,
        int pixels,
        float scale,
        float shift,
        Pointer activations,
        Pointer masks,
        Pointer scratch);

    static native void reenact_network_backward(
        int lanes,
        Pointer ops,
        int count,
        Pointer weights,
        Pointer activations,
        Pointer masks,
        Pointer gradients,
        Pointer scratch,
        float scale,
        Pointer gradient,
        int pixels);

    static native void reenact_crop_forward(
        int lanes,
        Pointer picture,
        int height,
        int width,
        Pointer rowFirst,
        Pointer rowCount,
        Pointer rowWeight,
        int rowMost,
        Pointer columnFirst,
        Pointer columnCount,
        Pointer columnWeight,
        int columnMost,
        int size,
        Pointer crop,
        Pointer line);

    static native void reenact_crop_backward(
        int lanes,
        Pointer gradient,
        int height,
        int width,
        Pointer rowFirst,
        Pointer rowCount,
        Pointer rowWeight,
        int rowMost,
        Pointer columnFirst,
        Pointer columnCount,
        Pointer columnWeight,
        int columnMost,
        int size,
        Pointer picture,
        Pointer line);

    static native void reenact_adam(
        int lanes,
        Pointer weight,
        Pointer gradient,
        Pointer mean,
        Pointer variance,
        long n,
        float corrected,
        float beta1,
        float beta2,
        float epsilon);
  }
}
