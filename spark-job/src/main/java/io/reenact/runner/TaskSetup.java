package io.reenact.runner;

import io.reenact.table.Workspace;
import io.reenact.telemetry.Usage;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What all tasks of a stage share.
 *
 * @param stage its name
 * @param version of its algorithm
 * @param settingsHash of the settings that count
 * @param madeWith hash of all settings, in the table settings
 * @param versions to record
 * @param workspace where to write
 * @param conf of the file systems
 * @param threads CPU threads of a unit
 * @param cores of an executor
 * @param device asked for: auto, cpu or cuda; {@code cpu} for stages that use no GPU
 * @param scratch local folder, or empty for the JVM's
 * @param progress where its tasks stand
 * @param usage what units used
 */
record TaskSetup(
    String stage,
    int version,
    String settingsHash,
    String madeWith,
    Map<String, String> versions,
    Workspace workspace,
    SerializableConfiguration conf,
    int threads,
    int cores,
    String device,
    String scratch,
    AtWork progress,
    Usage usage)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
