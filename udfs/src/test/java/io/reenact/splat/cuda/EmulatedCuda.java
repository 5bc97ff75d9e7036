package io.reenact.splat.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Compiles the kernels for the host, with an emulation of the CUDA driver (src/test/cuda), and puts
 * it in the driver's place until closed.
 */
public final class EmulatedCuda implements AutoCloseable {
  private static final String NAME = "libcuda-emulated.so";

  private EmulatedCuda() {}

  /** Compiles it; the test is skipped where there is no compiler. */
  public static EmulatedCuda start() throws IOException, InterruptedException {
    Path library = Path.of("target", NAME).toAbsolutePath();
    for (String compiler : new String[] {"g++", "clang++"}) {
      if (compile(compiler, library)) {
        System.setProperty(CudaDriver.LIBRARY_PROPERTY, library.toString());
        return new EmulatedCuda();
      }
    }
    Assumptions.abort("the kernels are not tested on the host: neither g++ nor clang++ is here");
    return null;
  }

  private static boolean compile(String compiler, Path library)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("cuda", ".log");
    Process p;
    try {
      p =
          new ProcessBuilder(
                  List.of(
                      compiler,
                      "-std=c++17",
                      "-O2",
                      "-ffp-contract=off",
                      "-U_FORTIFY_SOURCE",
                      "-shared",
                      "-fPIC",
                      "-I",
                      "src/main/cuda",
                      "src/test/cuda/emulated_driver.cpp",
                      "-o",
                      library.toString()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      Files.delete(log);
      return false;
    }
    boolean ended = p.waitFor(5, TimeUnit.MINUTES);
    String output = Files.readString(log);
    Files.delete(log);
    if (!ended || p.exitValue() != 0) {
      throw new IOException("the kernels do not compile with " + compiler + ": " + output);
    }
    return true;
  }

  @Override
  public void close() {
    System.clearProperty(CudaDriver.LIBRARY_PROPERTY);
  }
}
