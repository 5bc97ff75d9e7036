package io.reenact.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** File system settings where no session is needed. */
final class SparkConfiguration {
  private static final String PREFIX = "spark.hadoop.";

  private SparkConfiguration() {}

  /** Hadoop's settings with those of spark-submit over them. */
  static Configuration hadoop() {
    Configuration conf = new Configuration();
    for (Tuple2<String, String> entry : new SparkConf().getAll()) {
      if (entry._1().startsWith(PREFIX)) {
        conf.set(entry._1().substring(PREFIX.length()), entry._2());
      }
    }
    return conf;
  }
}
