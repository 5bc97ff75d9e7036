package io.reenact.e2e;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Master and Workers from conf/standalone.sh, on the class path of this JVM. */
final class Cluster implements AutoCloseable {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private final Path folder;

  private Cluster(Path folder) {
    this.folder = folder;
  }

  /**
   * @param gpus pretended ones of each Worker
   */
  static Cluster start(Path folder, int workers, int cores, int gpus) throws Exception {
    Cluster cluster = new Cluster(folder);
    cluster.script("start", folder.toString(), "" + workers, "" + cores, "" + gpus);
    return cluster;
  }

  private void script(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("reenact.root"), "conf/standalone.sh").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("REENACT_CLASSPATH", absolute());
    // A machine that is busy with other things is no fault.
    builder.environment().put("REENACT_WORKER_TIMEOUT", "600");
    // All of these processes are short-lived: the second compiler doesn't pay for them.
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Path log = Files.createDirectories(folder).resolve("script.out");
    Process process = builder.redirectOutput(log.toFile()).start();
    if (!process.waitFor(20, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("standalone.sh failed: " + Files.readString(log));
    }
  }

  /** Parts of the class path may be relative to this JVM's folder. */
  private static String absolute() {
    List<String> parts = new ArrayList<>();
    for (String part : CLASS_PATH.split(":")) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(":", parts);
  }

  /**
   * Runs a driver against this cluster until it ends.
   *
   * @param said receives what it prints
   * @param environment of the driver
   * @return its exit code
   */
  int drive(Path said, Map<String, String> spark, Map<String, String> environment, String... main)
      throws Exception {
    List<String> jvm =
        Stream.concat(
                Jvm.flags().stream().filter(a -> !a.startsWith("-Xmx")), Stream.of(Jvm.logging()))
            .toList();
    Map<String, String> settings = settings();
    settings.putAll(spark);
    settings.put("spark.master", url());
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.network.timeout", "600s");
    settings.put("spark.executor.memory", "1g");
    settings.put("spark.executor.extraClassPath", absolute());
    settings.put("spark.executor.extraJavaOptions", String.join(" ", jvm));
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put("spark.sql.session.timeZone", "UTC");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-Xmx1g");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", absolute()));
    command.addAll(List.of(main));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(25, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("the driver did not end: " + Files.readString(said));
    }
    return process.exitValue();
  }

  /** Of those who may use this cluster, secret included. */
  Map<String, String> settings() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(settingsFile())) {
      properties.load(reader);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((name, value) -> settings.put((String) name, ((String) value).strip()));
    return settings;
  }

  Path settingsFile() {
    return folder.resolve("spark.conf");
  }

  /** The address of the Master, spark://HOST:PORT. */
  String url() throws IOException {
    return Files.readString(folder.resolve("url")).strip();
  }

  /** What the Master logged. */
  String master() throws IOException {
    return Files.readString(folder.resolve("master.log"));
  }

  /** Everything that Master, Workers and executors logged. */
  List<Path> logs() throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(p -> p.toString().matches(".*(\\.log|\\.out|stderr|stdout)$"))
          .toList();
    }
  }

  @Override
  public void close() throws Exception {
    script("stop", folder.toString());
  }
}
