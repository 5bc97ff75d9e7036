package io.reenact.cli;

import io.reenact.error.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** File system settings where no session is needed. */
final class SparkConfiguration {
  private static final String PREFIX = "spark.hadoop.";

  /** The system property that names the properties file of spark-submit. */
  static final String FILE = "reenact.properties";

  private SparkConfiguration() {}

  /**
   * Hadoop's settings with those of spark-submit over them, or, where submit.sh started without
   * Spark, with those that spark-submit would have been given.
   */
  static Configuration hadoop() {
    Configuration conf = new Configuration();
    file().forEach((name, value) -> set(conf, name.toString(), value.toString()));
    for (Tuple2<String, String> entry : new SparkConf().getAll()) {
      set(conf, entry._1(), entry._2());
    }
    return conf;
  }

  private static void set(Configuration conf, String name, String value) {
    if (name.startsWith(PREFIX)) {
      conf.set(name.substring(PREFIX.length()), value.strip());
    }
  }

  private static Properties file() {
    Properties properties = new Properties();
    String file = System.getProperty(FILE);
    if (file != null) {
      try (Reader in = Files.newBufferedReader(Path.of(file))) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException e) {
        throw new UserError("the properties file " + file + " can't be read: " + e.getMessage(), e);
      }
    }
    return properties;
  }
}
