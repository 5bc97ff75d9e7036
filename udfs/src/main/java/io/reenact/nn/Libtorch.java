package io.reenact.nn;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/** The libtorch in use, for what it exports and DJL does not offer. */
final class Libtorch {
  private Libtorch() {}

  /** Its main library, once the engine has loaded it. */
  static NativeLibrary library() {
    Engine.getEngine("PyTorch");
    return NativeLibrary.getInstance(
        Path.of(LibUtils.getLibtorchPath()).resolve("libtorch_cpu.so").toString());
  }
}
