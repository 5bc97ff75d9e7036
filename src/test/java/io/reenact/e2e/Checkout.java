package io.reenact.e2e;

import io.reenact.cli.JvmFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A checkout in a folder of any name, with what a build would leave there: submit.sh and conf are
 * the real ones, and its one jar names the class path of this JVM.
 */
final class Checkout {
  static final String JAR = "reenact-spark-job-0.1.0.jar";
  private static final Path ROOT = Path.of(System.getProperty("reenact.root"));

  final Path home;

  private Checkout(Path home) {
    this.home = home;
  }

  /**
   * How a command ended.
   *
   * @param code its exit code
   * @param out its standard output
   * @param said what it printed on standard error: of a terminal, what people see
   */
  record Outcome(int code, String out, List<String> said) {}

  /** A checkout that is built. */
  static Checkout in(Path home) throws IOException {
    Files.createDirectories(home);
    Files.copy(ROOT.resolve("submit.sh"), home.resolve("submit.sh"));
    try (Stream<Path> files = Files.walk(ROOT.resolve("conf"))) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(ROOT.relativize(file).toString()));
      }
    }
    Path dist = Files.createDirectories(home.resolve("target/dist/jars")).getParent();
    jar(dist.resolve("jars").resolve(JAR));
    ByteArrayOutputStream flags = new ByteArrayOutputStream();
    JvmFlags.print(new PrintStream(flags, true, StandardCharsets.UTF_8));
    Files.write(dist.resolve("jvm.flags"), flags.toByteArray());
    Files.createFile(dist.resolve("built"));
    return new Checkout(home);
  }

  /** Writes a jar that is all of this JVM's class path. */
  static void jar(Path file) throws IOException {
    List<String> urls = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(":")) {
      urls.add(Path.of(part).toAbsolutePath().toUri().toString());
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
  }

  /**
   * Runs submit.sh, without building.
   *
   * @param environment over that of this JVM; an empty value takes a variable away
   */
  Outcome submit(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("submit.sh").toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(home, "out", ".txt");
    Path said = Files.createTempFile(home, "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> all = new TreeMap<>();
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("REENACT_NO_BUILD", "1");
    all.put("SPARK_HOME", "");
    all.put("REENACT_LOG", "");
    all.putAll(environment);
    all.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    Process process = builder.redirectOutput(out.toFile()).redirectError(said.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("submit.sh did not end: " + Files.readString(said));
    }
    // What watched a Java that never came up may write a moment longer than that lives.
    for (ProcessHandle rest : process.descendants().toList()) {
      rest.onExit().get(1, TimeUnit.MINUTES);
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readAllLines(said));
  }
}
