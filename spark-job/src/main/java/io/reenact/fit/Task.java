package io.reenact.fit;

import ai.djl.Device;
import io.reenact.direction.ReadFaces;
import io.reenact.generator.Generator;
import io.reenact.generator.Painter;
import io.reenact.nn.Autograd;
import io.reenact.stage.GeneratorSettings;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a task opens on an executor: a generator, and networks that read its pictures.
 *
 * @param generator whose pictures
 * @param hadoop file system settings
 * @param threads of the networks
 */
public record Task(GeneratorSettings generator, SerializableConfiguration hadoop, int threads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A task's work. */
  public interface Work<T> {
    /**
     * @param painter of the generator
     * @param faces read its pictures
     */
    T of(Painter painter, ReadFaces faces);
  }

  /** Does it. */
  public <T> T run(Work<T> work) {
    return paint(
        painter -> {
          try (ReadFaces faces = new ReadFaces(painter)) {
            return work.of(painter, faces);
          }
        });
  }

  /** One result a part, in the parts' order; somebody hears of each as it ends. */
  static <T> List<T> each(
      SparkSession spark, int parts, Function<Integer, T> work, Runnable ended) {
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            if (task.taskInfo().successful()) {
              ended.run();
            }
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      return each(spark, parts, work);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
  }

  /** One result a part, in the parts' order. */
  static <T> List<T> each(SparkSession spark, int parts, Function<Integer, T> work) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(IntStream.range(0, parts).boxed().toList(), parts)
        .map(work)
        .collect();
  }

  /** Work that brings networks of its own. */
  <T> T paint(java.util.function.Function<Painter, T> work) {
    Autograd.threads(threads);
    try (Generator loaded = Generator.load(generator.load(hadoop.value()), Device.cpu(), false);
        Painter painter = Painter.of(loaded, threads, true)) {
      return work.apply(painter);
    }
  }
}
