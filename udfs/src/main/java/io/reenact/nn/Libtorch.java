package io.reenact.nn;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/** The libtorch in use, for what it exports and DJL does not offer. */
final class Libtorch {
  private Libtorch() {}

  /** Its main library, which the engine has loaded. */
  static NativeLibrary library() {
    return NativeLibrary.getInstance(folder().resolve("libtorch_cpu.so").toString());
  }

  /** Where its libraries are. */
  static Path folder() {
    return Path.of(LibUtils.getLibtorchPath());
  }
}
