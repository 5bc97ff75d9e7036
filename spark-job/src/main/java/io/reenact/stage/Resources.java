package io.reenact.stage;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.TaskResourceProfile;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * How a stage's tasks share executors. Where executors have GPUs, a stage that uses them asks for
 * one a task and any other stage for none, so that CPU work doesn't hold GPUs; local mode has no
 * task resources.
 *
 * @param slots how many tasks run at a time
 * @param coresAnExecutor of each executor
 * @param profile of the tasks, or null for the application's
 */
record Resources(int slots, int coresAnExecutor, TaskResourceProfile profile) {
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  static Resources of(SparkContext sc, boolean gpu, int threads) {
    SparkConf conf = sc.getConf();
    int parallelism = Math.max(1, sc.defaultParallelism());
    if (sc.isLocal()) {
      return new Resources(Math.max(1, parallelism / threads), parallelism, null);
    }
    int cores = conf.getInt("spark.executor.cores", parallelism);
    int gpus = conf.getInt(EXECUTOR_GPUS, 0);
    int cpus = Math.max(1, Math.min(threads, cores));
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (dynamic || (cpus == 1 && gpus == 0)) {
      return new Resources(Math.max(1, parallelism / cpus), cores, null);
    }
    TaskResourceRequests tasks = new TaskResourceRequests().cpus(cpus);
    int slots = Math.max(1, parallelism / cpus);
    if (gpu && gpus > 0) {
      double amount = conf.getDouble(TASK_GPUS, 1);
      tasks = tasks.resource("gpu", amount);
      slots = (int) Math.max(1, (long) parallelism / cores * (long) (gpus / amount));
    }
    return new Resources(slots, cores, new TaskResourceProfile(tasks.requests()));
  }

  <T> JavaRDD<T> apply(JavaRDD<T> rdd) {
    return profile == null ? rdd : rdd.withResources(profile);
  }
}
