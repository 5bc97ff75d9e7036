package io.reenact.nn.cpu;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library of {@code src/main/native}, built by its {@code build.sh} and shipped for Linux on
 * x86-64 with AVX2. Elsewhere, or with {@code -Dreenact.networks=torch}, {@link #available} says no
 * and PyTorch runs the networks.
 */
public final class NativeNetworks {
  /** Property that forces PyTorch, {@code torch}. */
  public static final String PROPERTY = "reenact.networks";

  static final String RESOURCE = "linux-x86-64/libreenact.so";

  private static final Logger LOG = LoggerFactory.getLogger(NativeNetworks.class);
  private static final int VERSION = 2;
  private static final boolean LOADED = load();

  private NativeNetworks() {}

  /** Whether networks run on these kernels here. */
  public static boolean available() {
    return LOADED && !"torch".equals(System.getProperty(PROPERTY));
  }

  private static boolean load() {
    if (!"Linux".equals(System.getProperty("os.name"))
        || !"amd64".equals(System.getProperty("os.arch"))) {
      return false;
    }
    try {
      Path file = Files.createTempFile("reenact", ".so");
      try (InputStream in = NativeNetworks.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          return false;
        }
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        NativeLibrary library = NativeLibrary.getInstance(file.toString());
        boolean runs =
            library.getFunction("reenact_network_version").invokeInt(new Object[0]) == VERSION
                && library.getFunction("reenact_network_runs_here").invokeInt(new Object[0]) != 0;
        if (runs) {
          com.sun.jna.Native.register(Calls.class, library);
        }
        return runs;
      } finally {
        // What is mapped stays.
        Files.delete(file);
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      LOG.warn("the native networks can't be loaded ({}); PyTorch runs them", e.toString());
      return false;
    }
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
