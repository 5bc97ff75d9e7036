package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of libtorch's C++ functions, by their names and with their values, without a GPU. */
class TorchStreamTest {
  @TempDir private static Path folder;

  private static NativeLibrary c10() throws IOException, InterruptedException {
    Path library = folder.resolve("libc10_cuda.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "g++",
                  "-std=c++17",
                  "-shared",
                  "-fPIC",
                  "src/test/cuda/emulated_c10.cpp",
                  "-o",
                  library.toString())
              .inheritIO()
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no g++ here: PyTorch's streams are not tried");
      return null;
    }
    assertThat(compiler.waitFor()).isZero();
    return NativeLibrary.getInstance(library.toString());
  }

  @Test
  void aThreadsStreamIsSetAndTakenBack() throws IOException, InterruptedException {
    NativeLibrary c10 = c10();
    TorchStream torch = new TorchStream(c10);
    long stream = 0x7f12_3456_789aL;
    torch.use(3, stream);
    assertThat(current(c10)).containsExactly(1, 3, stream);
    torch.use(3, 0);
    assertThat(current(c10)).containsExactly(1, 3, 0);
  }

  private static long[] current(NativeLibrary c10) {
    long[] now = new long[3];
    c10.getFunction("current_stream").invoke(new Object[] {now});
    return now;
  }

  @Test
  void theCpusLibtorchHasNone() {
    assertThat(TorchStream.here()).isEmpty();
  }
}
