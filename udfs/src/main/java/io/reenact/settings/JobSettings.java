package io.reenact.settings;

/**
 * How the job runs; nothing here changes a result but {@code threads} and {@code seed}.
 *
 * @param maxFailures the share of a stage's units, 0 to 1, that may fail before the run fails
 * @param threads CPU threads of one inversion, tuning or rendering unit
 * @param device auto, cpu or cuda
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
    String unitsPerGpu,
    boolean deterministic,
    long seed,
    String scratch,
    int maxTasks) {}
