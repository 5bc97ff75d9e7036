package io.reenact.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM with a library whose destructor takes away what a thread computes with. */
class NativeExitTest {
  private static final String SOURCE =
      """
      #include <cstdio>
      #include <unistd.h>
      struct Table {
        int *values = new int[1 << 20]();
        ~Table() {
          std::fprintf(stderr, "destructor\\n");
          delete[] values;
          values = nullptr;
          usleep(500000);
        }
      };
      static Table table;
      extern "C" void compute() {
        for (volatile int i = 0;; i = (i + 1) % (1 << 20)) table.values[i]++;
      }
      """;

  @TempDir private Path folder;
  private Path library;

  private record Ended(int code, String said) {}

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("table.cc"), SOURCE);
    library = folder.resolve("libtable.so");
    int code;
    try {
      code =
          new ProcessBuilder("g++", "-shared", "-fPIC", source.toString(), "-o", library.toString())
              .inheritIO()
              .start()
              .waitFor();
    } catch (IOException e) {
      code = 127;
    }
    assumeTrue(code == 0, "no g++ here: a killed JVM is not tried");
  }

  private Process jvm(boolean clean, boolean exits) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            library.toString(),
            String.valueOf(clean),
            String.valueOf(exits));
    return builder.redirectErrorStream(true).start();
  }

  private static Ended ended(Process p) throws IOException, InterruptedException {
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ended(p.exitValue(), said);
  }

  @Test
  void aThreadInNativeCodeComputesToTheEnd() throws IOException, InterruptedException {
    assertThat(ended(jvm(true, true))).isEqualTo(new Ended(7, "computing\n"));
    // Without it the destructor runs, and the thread crashes.
    assertThat(ended(jvm(false, true)).said()).contains("destructor");
  }

  @Test
  void aKilledJvmSaysNothingAndKeepsItsCode() throws IOException, InterruptedException {
    Process p = jvm(true, false);
    byte[] first = p.getInputStream().readNBytes("computing\n".length());
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("computing\n");
    // Not the process' own, which closes its streams.
    p.toHandle().destroy();
    assertThat(ended(p)).isEqualTo(new Ended(143, ""));
  }

  /** Computes in native code, and ends meanwhile or waits to be killed. */
  static final class Victim {
    private Victim() {}

    /** Library, whether to end cleanly, whether by itself. */
    public static void main(String[] args) throws InterruptedException {
      NativeLibrary table = NativeLibrary.getInstance(args[0]);
      if (Boolean.parseBoolean(args[1])) {
        NativeExit.withoutDestructors();
      }
      Thread thread =
          new Thread(() -> table.getFunction("compute").invoke(new Object[0]), "computing");
      thread.setDaemon(true);
      thread.start();
      Thread.sleep(300);
      System.out.println("computing");
      System.out.flush();
      if (Boolean.parseBoolean(args[2])) {
        System.exit(7);
      }
      Thread.sleep(60_000);
    }
  }
}
