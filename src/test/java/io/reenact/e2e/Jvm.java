package io.reenact.e2e;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this JVM was started, for others that are to run the same job. */
final class Jvm {
  private static final List<String> OURS = List.of("reenact.root", "reenact.log");

  private Jvm() {}

  /** Its flags, without properties of ours and of Spark: the tests' own are for the tests. */
  static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> !a.startsWith("-Dreenact") && !a.startsWith("-Dlog4j2"))
        .filter(a -> !a.startsWith("-Dspark."))
        .toList();
  }

  /** Of the log, as a URI: in a folder of any name it has no blanks. */
  static String logging() {
    Path file = Path.of(System.getProperty("reenact.root"), "conf", "log4j2.properties");
    return "-Dlog4j2.configurationFile=" + file.toUri().toString().replace("'", "%27");
  }

  /** The program, its flags, and where this checkout is. */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.add(logging());
    for (String name : OURS) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    return command;
  }
}
