package io.reenact.stage;

import org.apache.spark.sql.SparkSession;

/** One small Spark for all tests of the JVM; starting one takes seconds. */
public final class LocalSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .appName("tests")
          .config("spark.ui.port", "0")
          .config("spark.metrics.namespace", "reenact")
          .config(
              "spark.metrics.conf.driver.sink.prometheusServlet.class",
              "org.apache.spark.metrics.sink.PrometheusServlet")
          .config("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.executor.heartbeatInterval", "1s")
          .getOrCreate();

  private LocalSpark() {}

  /** The shared session. */
  public static SparkSession session() {
    return SESSION;
  }
}
