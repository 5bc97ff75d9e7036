package io.reenact.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code conf/gpu/setup.sh} without a GPU: what it says is missing, and way python up to a compiled
 * binding, with a PyTorch and sources of a few lines.
 */
class GpuSetupTest {
  private static final Path ROOT = Path.of(System.getProperty("reenact.root"));

  @TempDir private Path folder;

  private record Outcome(int code, String said) {}

  private Outcome setup(String... arguments) throws IOException, InterruptedException {
    return setup(null, arguments);
  }

  /**
   * Runs it.
   *
   * @param libraries the only folder where the loader's libraries are looked for; null: the
   *     machine's
   */
  private Outcome setup(Path libraries, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", ROOT.resolve("conf/gpu/setup.sh").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--to", folder.resolve("libtorch").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", folder.resolve("python").toString());
    builder.environment().remove("LD_LIBRARY_PATH");
    if (libraries != null) {
      Path none = folder.resolve("bin/ldconfig");
      write(none, "#!/bin/sh");
      assertThat(none.toFile().setExecutable(true)).isTrue();
      builder.environment().merge("PATH", none.getParent().toString(), (a, b) -> b + ":" + a);
      builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    }
    Process p = builder.start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(p.waitFor(), said);
  }

  private static void write(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  /** A torch for Python: what the script asks it, headers and empty libraries. */
  private void python(String version, String cuda) throws IOException, InterruptedException {
    assumeTrue(runs("python3") && runs("g++"), "no python3 or g++ here: way python is not run");
    Path torch = folder.resolve("python/torch");
    write(
        torch.resolve("__init__.py"),
        "class version: cuda = " + cuda,
        "class _C: _GLIBCXX_USE_CXX11_ABI = True",
        "__version__ = '" + version + "'");
    write(torch.resolve("include/torch/script.h"), "inline int seven() { return 7; }");
    Files.createDirectories(torch.resolve("lib"));
    write(folder.resolve("empty.cc"), "");
    for (String library : List.of("torch", "torch_cpu", "c10")) {
      compile(
          folder.resolve("empty.cc").toString(),
          "-o",
          torch.resolve("lib/lib" + library + ".so").toString());
    }
  }

  private static void compile(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("g++", "-shared"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static boolean runs(String command) {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private Path sources() throws IOException {
    Path djl = folder.resolve("djl");
    Path engine = djl.resolve("engines/pytorch");
    write(
        engine.resolve("pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java"),
        "package ai.djl.pytorch.jni;",
        "final class PyTorchLibrary { native int seven(); }");
    write(
        engine.resolve("pytorch-native/src/main/native/a.cc"),
        "#include <torch/script.h>",
        "#include <djl/utils.h>",
        "#include \"ai_djl_pytorch_jni_PyTorchLibrary.h\"",
        "jint Java_ai_djl_pytorch_jni_PyTorchLibrary_seven(JNIEnv *, jobject) { return seven(); }");
    write(djl.resolve("api/src/main/native/djl/utils.h"), "#pragma once");
    Files.createDirectories(djl.resolve("api/src/main/java"));
    return djl;
  }

  @Test
  void aBindingIsCompiledAndLaidBesideLinks() throws IOException, InterruptedException {
    python("2.7.1+cpu", "None");
    String djl = sources().toString();
    Outcome done = setup("--way", "python", "--cpu", "--no-check", "--sources", djl);
    assertThat(done.code()).as(done.said()).isZero();
    Path lib = folder.resolve("libtorch/lib");
    assertThat(lib.resolve("libdjl_torch.so")).isRegularFile();
    assertThat(Files.readSymbolicLink(lib.resolve("libtorch_cpu.so")))
        .isEqualTo(folder.resolve("python/torch/lib/libtorch_cpu.so"));
    assertThat(folder.resolve("libtorch/build")).doesNotExist();
    assertThat(done.said())
        .contains("export PYTORCH_LIBRARY_PATH=" + lib, "export PYTORCH_VERSION=2.7.1")
        .contains("spark.executorEnv.PYTORCH_FLAVOR  cpu");
  }

  @Test
  void aDryRunTellsAllThatIsMissingAndChangesNothing() throws IOException, InterruptedException {
    python("1.13.0a0", "None");
    Files.delete(folder.resolve("python/torch/include/torch/script.h"));
    Outcome dry = setup("--way", "python", "--dry-run", "--sources", "/no/such");
    assertThat(dry.code()).isEqualTo(1);
    assertThat(dry.said())
        .contains("missing: that PyTorch is the CPU's")
        .contains("missing: PyTorch 1.13.0a0 is older than 2.7.1")
        .contains("missing: that PyTorch has no headers")
        .contains("missing: /no/such is no checkout of Deep Java Library");
    assertThat(folder.resolve("libtorch")).doesNotExist();
  }

  @Test
  void aDryRunTellsEachOfCudasLibrariesThatIsMissing() throws IOException, InterruptedException {
    Path libraries = folder.resolve("cuda");
    for (String name :
        List.of("cudart.so.12", "cublas.so.12", "cublasLt.so.12", "cudnn.so.9", "cusolver.so.11")) {
      write(libraries.resolve("lib" + name), "");
    }
    Outcome dry = setup(libraries, "--way", "archive", "--dry-run", "--archive", "/no/such");
    assertThat(dry.said().lines().filter(l -> l.contains("LD_LIBRARY_PATH")))
        .hasSize(4)
        .allSatisfy(l -> assertThat(l).contains("(" + libraries + ")").contains("ldconfig"))
        .satisfiesExactly(
            l -> assertThat(l).startsWith("missing: cuFFT: libcufft.so.11 is in none of"),
            l -> assertThat(l).startsWith("missing: cuRAND: libcurand.so.10"),
            l -> assertThat(l).startsWith("missing: cuSPARSE: libcusparse.so.12"),
            l ->
                assertThat(l)
                    .startsWith("missing: cuFile: libcufile.so.0")
                    .contains("-cufile-cu12"));
    for (String name : List.of("cufft.so.11", "curand.so.10", "cusparse.so.12", "cufile.so.0")) {
      write(libraries.resolve("lib" + name), "");
    }
    dry = setup(libraries, "--way", "archive", "--dry-run", "--archive", "/no/such");
    assertThat(dry.said()).doesNotContain("LD_LIBRARY_PATH").contains("there is no file /no/such");
  }

  /** A library of PyTorch's that needs one that was there when it was made. */
  @Test
  void whatTheLoaderWouldNotFindIsToldOnceItIsLaid() throws IOException, InterruptedException {
    python("2.7.1+cpu", "None");
    Path torch = folder.resolve("python/torch/lib");
    String empty = folder.resolve("empty.cc").toString();
    Path needed = folder.resolve("libcufile.so.0");
    compile(empty, "-Wl,-soname,libcufile.so.0", "-o", needed.toString());
    compile(
        empty,
        "-Wl,--no-as-needed",
        needed.toString(),
        "-o",
        torch.resolve("libc10.so").toString());
    Files.delete(needed);
    Outcome laid =
        setup("--way", "python", "--cpu", "--no-check", "--sources", sources().toString());
    assertThat(laid.code()).isEqualTo(1);
    assertThat(laid.said())
        .contains("missing: libcufile.so.0, which libc10.so needs, is in none of the folders of ")
        .contains("error: libtorch is laid in " + folder.resolve("libtorch/lib"));
  }

  @Test
  void withoutADryRunTheFirstThingMissingEndsIt() throws IOException, InterruptedException {
    Outcome none = setup("--way", "python", "--python", "no-such-python");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.said()).endsWith("error: there is no no-such-python: name one with --python\n");
    assertThat(setup("--way", "zip").said()).contains("error: give --sha256");
    Path wrong = Files.writeString(folder.resolve("wrong.zip"), "x");
    assertThat(setup("--way", "zip", "--sha256", "ab", "--archive", wrong.toString()).said())
        .contains("does not have SHA-256 ab");
    assertThat(setup("--way", "sideways").said()).contains("there is no way sideways");
    assertThat(setup("--colour").said()).contains("there is no option --colour");
  }

  @Test
  void helpHasExamplesAndTheVersionsAreTheBuilds() throws IOException, InterruptedException {
    Outcome help = setup("--help");
    assertThat(help.code()).isZero();
    assertThat(help.said()).contains("Examples:", "conf/gpu/setup.sh --dry-run");
    String script = Files.readString(ROOT.resolve("conf/gpu/setup.sh"));
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(pom)
        .contains("<djl.version>" + script.replaceAll("(?s).*\ndjl=([0-9.]+).*", "$1") + "<");
  }
}
