package io.reenact.udf;

import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Which generator the functions use; travels to the executors with the query.
 *
 * @param bundle folder on any Hadoop file system, or {@code embedded}
 * @param sha256 of its generator.json; empty for the embedded one
 * @param boundaries folder of boundaries beside the bundle's; may be empty
 * @param directions folder of fitted directions in the place of the bundle's; may be empty
 * @param attributes folder of an attribute flow; may be empty
 * @param encoder folder of a fitted encoder; empty: the one that ships
 * @param workspace root against which relative weights are resolved; may be empty
 * @param hadoop file system settings
 */
record EngineSettings(
    String bundle,
    String sha256,
    String boundaries,
    String directions,
    String attributes,
    String encoder,
    String workspace,
    SerializableConfiguration hadoop)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String BUNDLE = "spark.reenact.generator.bundle";
  static final String SHA256 = "spark.reenact.generator.sha256";
  static final String BOUNDARIES = "spark.reenact.boundaries";
  static final String DIRECTIONS = "spark.reenact.directions";
  static final String ATTRIBUTES = "spark.reenact.attributes";
  static final String ENCODER = "spark.reenact.encoder";
  static final String WORKSPACE = "spark.reenact.workspace";

  /** What the session's configuration says now. */
  static EngineSettings of(SparkSession spark) {
    return new EngineSettings(
        spark.conf().get(BUNDLE, "embedded"),
        spark.conf().get(SHA256, ""),
        spark.conf().get(BOUNDARIES, ""),
        spark.conf().get(DIRECTIONS, ""),
        spark.conf().get(ATTRIBUTES, ""),
        spark.conf().get(ENCODER, ""),
        spark.conf().get(WORKSPACE, ""),
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
  }

  /** What tells one loaded engine from another. */
  String key() {
    return String.join("\n", bundle, sha256, boundaries, directions, attributes, encoder);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof EngineSettings s && key().equals(s.key()) && workspace.equals(s.workspace);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key(), workspace);
  }
}
