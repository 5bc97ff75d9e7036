package io.reenact.splat.cuda;

import com.sun.jna.NativeLibrary;
import io.reenact.generator.GeneratorBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Compiles the kernels for the host, with an emulation of the CUDA driver (src/test/cuda), and puts
 * it in the driver's place until closed.
 */
public final class EmulatedCuda implements AutoCloseable {
  /** Names the library that stands for the driver's. */
  public static final String PROPERTY = CudaDriver.LIBRARY_PROPERTY;

  private static final Path DRIVER = Path.of("src/test/cuda/emulated_driver.cpp");
  private static final Path KERNELS = Path.of("src/main/cuda");

  /** Held, so that it is not unloaded, and with it what it plays, while nobody uses it. */
  private final NativeLibrary driver;

  private EmulatedCuda(Path library) {
    driver = NativeLibrary.getInstance(library.toString());
  }

  /**
   * Compiles it, unless that has been done from these sources; the test is skipped where there is
   * no compiler.
   */
  public static EmulatedCuda start() throws IOException, InterruptedException {
    Path library = Path.of("target", "libcuda-emulated-" + sources() + ".so").toAbsolutePath();
    if (!Files.exists(library) && !compile(library)) {
      Assumptions.abort("the kernels are not tested on the host: neither g++ nor clang++ is here");
    }
    System.setProperty(CudaDriver.LIBRARY_PROPERTY, library.toString());
    return new EmulatedCuda(library);
  }

  private static String sources() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(Files.readAllBytes(DRIVER));
    try (Stream<Path> files = Files.list(KERNELS)) {
      for (Path file : files.sorted().toList()) {
        all.write(Files.readAllBytes(file));
      }
    }
    return GeneratorBundle.sha256(all.toByteArray()).substring(0, 16);
  }

  /** Under another name first: tests of another process may look for it. */
  private static boolean compile(Path library) throws IOException, InterruptedException {
    Path part = Files.createTempFile(library.getParent(), "cuda", ".so");
    for (String compiler : new String[] {"g++", "clang++"}) {
      if (compile(compiler, part)) {
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
    }
    Files.delete(part);
    return false;
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
                      KERNELS.toString(),
                      DRIVER.toString(),
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

  /**
   * Emulates another card from now on; the one at first has 8.0 and 4 GiB.
   *
   * @param capability compute capability, 90 for 9.0
   * @param bytes of memory
   */
  public void card(int capability, long bytes) {
    driver.getFunction("emulate_card").invoke(new Object[] {capability, bytes});
  }

  /**
   * What the driver was asked for.
   *
   * @param launches of kernels
   * @param copies that wait for nothing
   * @param waits of the host
   * @param allocations of the device's memory, which wait, too
   */
  public record Deeds(long launches, long copies, long waits, long allocations) {
    /** What was done since. */
    public Deeds since(Deeds before) {
      return new Deeds(
          launches - before.launches,
          copies - before.copies,
          waits - before.waits,
          allocations - before.allocations);
    }
  }

  /** All that was done so far in this process. */
  public Deeds deeds() {
    return deeds(0);
  }

  /** What of it was done on the default stream. */
  public Deeds onDefaultStream() {
    return deeds(4);
  }

  private Deeds deeds(int from) {
    long[] all = new long[8];
    driver.getFunction("emulated_deeds").invoke(new Object[] {all});
    return new Deeds(all[from], all[from + 1], all[from + 2], all[from + 3]);
  }

  @Override
  public void close() {
    card(80, 4L << 30);
    System.clearProperty(CudaDriver.LIBRARY_PROPERTY);
  }
}
