package io.reenact.nn.cpu;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.reenact.scratch.ShippedLibrary;
import java.nio.file.Path;

/**
 * The library of {@code src/main/native}, built by its {@code build.sh} and shipped for Linux on
 * x86-64 with AVX2. Elsewhere, or with {@code -Dreenact.networks=torch}, {@link #available} says no
 * and PyTorch runs the networks.
 */
public final class NativeNetworks {
  /** Property that forces PyTorch, {@code torch}. */
  public static final String PROPERTY = "reenact.networks";

  private static final int VERSION = 2;
  private static final boolean LOADED =
      ShippedLibrary.load(
          NativeNetworks.class, "libreenact.so", NativeNetworks::runs, "PyTorch runs the networks");

  private NativeNetworks() {}

  /** Whether networks run on these kernels here. */
  public static boolean available() {
    return LOADED && !"torch".equals(System.getProperty(PROPERTY));
  }

  private static boolean runs(Path file) {
    NativeLibrary library = NativeLibrary.getInstance(file.toString());
    boolean runs =
        library.getFunction("reenact_network_version").invokeInt(new Object[0]) == VERSION
            && library.getFunction("reenact_network_runs_here").invokeInt(new Object[0]) != 0;
    if (runs) {
      com.sun.jna.Native.register(Calls.class, library);
    }
    return runs;
  }

  /** The library's functions; see {@code network.cpp}. */
  static final class Calls {
    private Calls() {}

    static native void reenact_network_forward(
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
  }
}
