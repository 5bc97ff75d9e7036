package io.reenact.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real S3 server in a process of its own, on a local folder: s3proxy, which takes only requests
 * signed with {@link #KEY} and {@link #SECRET}.
 */
final class S3Server implements AutoCloseable {
  private static final int TRIES = 3;
  private static final int PATIENCE_MINUTES = 5;

  static final String KEY = "REENACTTESTKEY";
  static final String SECRET = "reenact-test-secret-that-nobody-may-read";
  private static final Path CLASS_PATH =
      Path.of(System.getProperty("reenact.root"), "src/test/s3proxy/target/classpath");

  private final Process process;
  private final int port;
  private final Path buckets;

  private S3Server(Process process, int port, Path buckets) {
    this.process = process;
    this.port = port;
    this.buckets = buckets;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param folder for its buckets, settings and log
   */
  static S3Server start(Path folder, String... buckets) throws Exception {
    Assumptions.assumeTrue(
        Files.exists(CLASS_PATH),
        "no class path of s3proxy: mvn generate-test-resources -pl src/test/s3proxy makes it");
    Path data = Files.createDirectories(folder.resolve("buckets"));
    for (String bucket : buckets) {
      Files.createDirectories(data.resolve(bucket));
    }
    for (int i = 1; ; i++) {
      try {
        return start(folder, data);
      } catch (IOException e) {
        // Another process may have taken the port that was free.
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private static S3Server start(Path folder, Path data) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path settings = folder.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v4",
            "s3proxy.identity=" + KEY,
            "s3proxy.credential=" + SECRET,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + data));
    Path quiet = folder.resolve("logback.xml");
    Files.writeString(quiet, "<configuration><root level=\"WARN\"/></configuration>");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + quiet.toUri(),
                "-cp",
                Files.readString(CLASS_PATH).strip(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, port, data);
    server.await();
    return server;
  }

  private void await() throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          close();
          throw new IOException("s3proxy did not start", e);
        }
        Thread.sleep(50);
      }
    }
  }

  int port() {
    return port;
  }

  /** Where a bucket's objects lie on the disk. */
  Path bucket(String name) {
    return buckets.resolve(name);
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
