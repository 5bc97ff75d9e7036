package io.reenact.nn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * libtorch's switches for TF32 of cuDNN's convolutions and cuBLAS's products of matrices: {@code
 * at::Context}, one for all of the process. cuDNN's is on until it is switched off.
 */
final class Tf32 {
  private static final String CONTEXT = "_ZN2at7Context";
  private static final String QUESTION = "_ZNK2at7Context";
  private static final String CONVOLUTIONS = "17setAllowTF32CuDNNEb";
  private static final String PRODUCTS = "18setAllowTF32CuBLASEb";

  private Tf32() {}

  /** Whether this libtorch has them. */
  static boolean present() {
    try {
      NativeLibrary torch = Libtorch.library();
      return torch.getFunction(CONTEXT + CONVOLUTIONS) != null
          && torch.getFunction(CONTEXT + PRODUCTS) != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** Sets both; does nothing if this libtorch has none. */
  static void allow(boolean on) {
    if (present()) {
      NativeLibrary torch = Libtorch.library();
      Object[] arguments = {context(torch), (byte) (on ? 1 : 0)};
      torch.getFunction(CONTEXT + CONVOLUTIONS).invoke(arguments);
      torch.getFunction(CONTEXT + PRODUCTS).invoke(arguments);
    }
  }

  /** Whether convolutions may round; empty if this libtorch can't be asked: 2.9 changed that. */
  static Optional<Boolean> convolutions() {
    return ask("14allowTF32CuDNNEv");
  }

  /** Whether products of matrices may round; empty if this libtorch can't be asked. */
  static Optional<Boolean> products() {
    return ask("15allowTF32CuBLASEv");
  }

  private static Optional<Boolean> ask(String what) {
    try {
      NativeLibrary torch = Libtorch.library();
      // A bool is a byte of the register; what is above it means nothing.
      int answer = torch.getFunction(QUESTION + what).invokeInt(new Object[] {context(torch)});
      return Optional.of((answer & 0xff) != 0);
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private static Pointer context(NativeLibrary torch) {
    return torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
  }
}
