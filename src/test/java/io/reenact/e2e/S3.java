package io.reenact.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The settings of conf/s3.conf and of a test's own server, for the Spark of this JVM. */
final class S3 {
  private static final Path CONF = Path.of(System.getProperty("reenact.root"), "conf/s3.conf");

  private S3() {}

  /** What conf/s3.conf says. */
  static Map<String, String> settings() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (String line : Files.readAllLines(CONF)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.strip().split("\\s+", 2);
        all.put(words[0], words[1]);
      }
    }
    return all;
  }

  /** How to reach a bucket on a server of ours. */
  static Map<String, String> bucket(String name, String endpoint, String key, String secret) {
    String prefix = "fs.s3a.bucket." + name + ".";
    Map<String, String> all = new TreeMap<>();
    all.put(prefix + "endpoint", endpoint);
    all.put(prefix + "endpoint.region", "us-east-1");
    all.put(prefix + "path.style.access", "true");
    all.put(prefix + "connection.ssl.enabled", "false");
    all.put(prefix + "access.key", key);
    all.put(prefix + "secret.key", secret);
    // So that a request's body follows its head, and the proxy of the tests stays simple.
    all.put(prefix + "connection.expect.continue", "false");
    all.put(prefix + "multipart.size", "5M");
    all.put(prefix + "multipart.threshold", "5M");
    return all;
  }

  /** Tells the Spark of this JVM. */
  static void use(Map<String, String> bucket) throws IOException {
    Configuration hadoop = Job.SPARK.sparkContext().hadoopConfiguration();
    settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith("spark.hadoop.")) {
                hadoop.set(name.substring("spark.hadoop.".length()), value);
              } else {
                Job.SPARK.conf().set(name, value);
              }
            });
    bucket.forEach(hadoop::set);
  }

  /** Takes all of it back. */
  static void forget() throws IOException {
    Configuration hadoop = Job.SPARK.sparkContext().hadoopConfiguration();
    for (String name : settings().keySet()) {
      if (name.startsWith("spark.hadoop.")) {
        hadoop.unset(name.substring("spark.hadoop.".length()));
      } else {
        Job.SPARK.conf().unset(name);
      }
    }
    for (Map.Entry<String, String> e : hadoop) {
      if (e.getKey().startsWith("fs.s3a.bucket.")) {
        hadoop.unset(e.getKey());
      }
    }
  }
}
