package io.reenact.runner;

import io.reenact.error.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.TaskResourceProfile;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * How a stage's tasks share executors. Where executors have GPUs, a stage that uses them asks for
 * one a task (or the share in {@code spark.task.resource.gpu.amount}, so that several units share a
 * GPU) and any other stage for none, so that CPU work doesn't hold GPUs; local mode has no task
 * resources.
 *
 * @param slots how many tasks run at a time
 * @param coresAnExecutor of each executor
 * @param profile of the tasks, or null for the application's
 */
record Resources(int slots, int coresAnExecutor, TaskResourceProfile profile) {
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  /**
   * @param gpu whether the stage uses GPUs
   * @param threads of one unit
   * @param unitsPerGpu how many share a GPU; 0: what {@code spark.task.resource.gpu.amount} says
   */
  static Resources of(SparkContext sc, boolean gpu, int threads, int unitsPerGpu) {
    return of(sc.getConf(), sc.isLocal(), sc.defaultParallelism(), gpu, threads, unitsPerGpu);
  }

  /** Whether executors have GPUs that tasks hold. */
  static boolean hasGpus(SparkContext sc) {
    return !sc.isLocal() && sc.getConf().getInt(EXECUTOR_GPUS, 0) > 0;
  }

  /**
   * @param cores of all executors together
   * @param gpu whether the stage uses GPUs
   * @param threads of one unit
   * @param unitsPerGpu how many share a GPU; 0: as Spark's settings say
   * @throws UserError if the share of a GPU that a task gets is none that Spark knows
   */
  static Resources of(
      SparkConf conf, boolean local, int cores, boolean gpu, int threads, int unitsPerGpu) {
    int parallelism = Math.max(1, cores);
    if (local) {
      return new Resources(Math.max(1, parallelism / threads), parallelism, null);
    }
    int each = conf.getInt("spark.executor.cores", parallelism);
    int gpus = conf.getInt(EXECUTOR_GPUS, 0);
    int cpus = Math.max(1, Math.min(threads, each));
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (dynamic || (cpus == 1 && gpus == 0)) {
      return new Resources(Math.max(1, parallelism / cpus), each, null);
    }
    TaskResourceRequests tasks = new TaskResourceRequests().cpus(cpus);
    int slots = Math.max(1, parallelism / cpus);
    if (gpu && gpus > 0) {
      double amount = unitsPerGpu > 0 ? 1.0 / unitsPerGpu : conf.getDouble(TASK_GPUS, 1);
      if (!(amount > 0) || (amount > 0.5 && amount != Math.rint(amount))) {
        throw new UserError(
            TASK_GPUS
                + "="
                + amount
                + ": give a task whole GPUs, or 0.5 or less of one to run several units on it");
      }
      tasks = tasks.resource("gpu", amount);
      long onGpus = amount < 1 ? gpus * (long) (1 / amount) : gpus / (long) amount;
      slots = (int) Math.max(1, parallelism / each * Math.min(onGpus, each / cpus));
    }
    return new Resources(slots, each, new TaskResourceProfile(tasks.requests()));
  }

  <T> JavaRDD<T> apply(JavaRDD<T> rdd) {
    return profile == null ? rdd : rdd.withResources(profile);
  }
}
