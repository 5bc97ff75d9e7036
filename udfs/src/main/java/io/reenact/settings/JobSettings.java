package io.reenact.settings;

/**
 * How the job runs; nothing here changes a result but {@code threads} and {@code seed}, and who
 * encodes a video its bytes.
 *
 * @param maxFailures the share of a stage's units, 0 to 1, that may fail before the run fails
 * @param threads CPU threads of one inversion, tuning or rendering unit
 * @param device auto, cpu or cuda
 * @param videoEncoder auto, which is the unit's GPU if it encodes well, or cpu
 * @param videoDecoder cpu, or gpu for what it can decode
 * @param unitsPerGpu how many units share a GPU, or {@code auto}
 * @param deterministic whether gradients on a GPU repeat themselves
 * @param seed of everything drawn at random
 * @param scratch local folder for files in the making; empty for the JVM's temporary folder
 * @param maxTasks the most tasks a stage is packed into
 */
public record JobSettings(
    double maxFailures,
    int threads,
    String device,
    String videoEncoder,
    String videoDecoder,
    String unitsPerGpu,
    boolean deterministic,
    long seed,
    String scratch,
    int maxTasks) {}
