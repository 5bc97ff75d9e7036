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
    return library("libtorch_cpu.so");
  }

  /**
   * Its library for CUDA.
   *
   * @throws UnsatisfiedLinkError if it is the CPU's
   */
  static NativeLibrary cuda() {
    return library("libc10_cuda.so");
  }

  private static NativeLibrary library(String name) {
    Engine.getEngine("PyTorch");
    return NativeLibrary.getInstance(Path.of(LibUtils.getLibtorchPath()).resolve(name).toString());
  }
}
