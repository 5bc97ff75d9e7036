package io.reenact.badinput;

import org.apache.spark.sql.SparkSession;

/** The local Spark of this JVM. */
final class Local {
  private Local() {}

  static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
