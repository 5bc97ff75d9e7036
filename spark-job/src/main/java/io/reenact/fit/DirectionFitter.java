package io.reenact.fit;

import io.reenact.boundary.Samples;
import io.reenact.console.Console;
import io.reenact.direction.DirectionFit;
import io.reenact.direction.DirectionLosses;
import io.reenact.direction.DirectionSums;
import io.reenact.direction.DirectionTrainer;
import io.reenact.direction.DirectionTrial;
import io.reenact.direction.LatentChanges;
import io.reenact.direction.Sampling;
import io.reenact.direction.TrialSums;
import io.reenact.direction.TrialSums.Way;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.FittedDirections;
import io.reenact.latent.FittedFolder;
import io.reenact.stage.GeneratorSettings;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Fits directions to a generator and tries them. Executors draw, render and read; what comes back
 * are sums, so their size does not depend on how many samples there are. How samples are divided
 * does not depend on the cluster, and sums are added in order: the same seed gives the same bytes.
 */
public final class DirectionFitter {
  private static final int GROUPS_A_TASK = 40;
  private static final int MOST_TASKS = 64;
  private static final int PAIRS_A_TASK = 20;

  /** Inverted latents that are taken from one workspace. */
  private static final int MOST_REAL = 4096;

  /** Steps between two lines about the training. */
  private static final int TOLD = 50;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final GeneratorSettings settings;
  private final GeneratorBundle bundle;
  private final int threads;
  private final Console console;
  private final ArrayList<float[]> real = new ArrayList<>();

  /**
   * @param settings of the generator
   * @param threads of the networks in a task
   * @param console hears how the training goes
   */
  public DirectionFitter(
      SparkSession spark, GeneratorSettings settings, int threads, Console console) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.settings = settings;
    this.bundle = settings.load(hadoop);
    this.threads = threads;
    this.console = console;
  }

  /**
   * Takes half of the latents from the key frames of a workspace; may be called for several.
   *
   * @throws UserError if it has none, or another generator's
   */
  public void draw(Workspace workspace) {
    real.addAll(Samples.inverted(spark, workspace, bundle, MOST_REAL));
  }

  /**
   * Fits directions, tries them, and writes both files.
   *
   * @param out folder for the results
   * @return how they did on pairs that the fit has not seen
   * @throws UserError if nothing can be read in the generator's pictures
   * @throws IOException if the results can't be written
   */
  public TrialSums fit(DirectionRequest request, String out) throws IOException {
    FittedFolder.make(out, hadoop);
    DirectionSums sums = sample(request);
    DirectionFit fit = train(DirectionFit.of(sums, request.ridge()), request);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("samples", sums.count());
    figures.put("seed", request.seed());
    figures.put("ridge", request.ridge());
    figures.put("steps", request.steps());
    figures.put("real_latents", real.size());
    TrialSums trial =
        evaluate(fit.facts(bundle, figures), fit.npy(), request.pairs(), request.seed());
    figures.put("pairs", request.pairs());
    for (Way way : Way.values()) {
      if (trial.count(way) > 0) {
        figures.put("error_" + way.name().toLowerCase(Locale.ROOT), rounded(trial.error(way)));
      }
    }
    figures.put("identity", rounded(trial.identity(Way.FITTED)));
    FittedFolder.write(out, FittedDirections.MATRIX, fit.npy(), hadoop);
    FittedFolder.write(out, FittedDirections.FACTS, fit.facts(bundle, figures).encode(), hadoop);
    return trial;
  }

  /** The second stage, on the driver: its steps follow each other. */
  private DirectionFit train(DirectionFit fit, DirectionRequest request) {
    if (request.steps() == 0) {
      return fit;
    }
    return new Task(settings, new SerializableConfiguration(hadoop), threads)
        .run(
            (painter, faces) -> {
              try (DirectionTrainer trainer =
                  new DirectionTrainer(
                      painter,
                      faces,
                      fit,
                      DirectionLosses.ALL,
                      Sampling.halves(real),
                      request.seed())) {
                double[] sum = new double[1];
                return trainer.run(
                    request.steps(),
                    (step, loss) -> {
                      sum[0] += loss;
                      if (step % TOLD == 0) {
                        console.line(
                            String.format(
                                Locale.ROOT,
                                "directions: step %,d of %,d, loss %.4f",
                                step,
                                request.steps(),
                                sum[0] / TOLD));
                        sum[0] = 0;
                      }
                    });
              }
            });
  }

  private static double rounded(double v) {
    return Math.round(v * 1e4) / 1e4;
  }

  private DirectionSums sample(DirectionRequest request) {
    int groups = (request.samples() + DirectionSums.CHANGES - 1) / DirectionSums.CHANGES;
    int tasks = Math.min(MOST_TASKS, (groups + GROUPS_A_TASK - 1) / GROUPS_A_TASK);
    Task task = new Task(settings, new SerializableConfiguration(hadoop), threads);
    long seed = request.seed();
    // What tasks take along must not hold this object.
    ArrayList<float[]> real = this.real;
    List<DirectionSums> parts =
        Task.each(
            spark,
            tasks,
            part ->
                task.run(
                    (painter, faces) -> {
                      Generator generator = painter.generator();
                      LatentChanges draws =
                          new LatentChanges(generator, seed, Sampling.halves(real));
                      DirectionSums sums = new DirectionSums(generator.bundle().manifest().wDim());
                      long from = (long) part * groups / tasks;
                      long to = (part + 1L) * groups / tasks;
                      for (long group = from; group < to; group++) {
                        sums.sample(group, generator, draws, faces);
                      }
                      return sums;
                    }));
    return parts.stream().reduce(DirectionSums::merge).orElseThrow();
  }

  /**
   * Tries directions on pairs of a source and a target; see {@link DirectionTrial}.
   *
   * @param directions of this generator
   * @param matrix bytes of their file
   * @param pairs how many
   * @param seed of the draw
   */
  public TrialSums evaluate(FittedDirections directions, byte[] matrix, int pairs, long seed) {
    int tasks = (pairs + PAIRS_A_TASK - 1) / PAIRS_A_TASK;
    Task task = new Task(settings, new SerializableConfiguration(hadoop), threads);
    byte[] facts = directions.encode();
    List<TrialSums> parts =
        Task.each(
            spark,
            tasks,
            part ->
                task.run(
                    (painter, faces) -> {
                      Generator generator = painter.generator();
                      GeneratorBundle own = generator.bundle();
                      GeneratorBundle fitted =
                          FittedDirections.parse(facts, FittedDirections.FACTS)
                              .in(own, matrix, FittedDirections.MATRIX);
                      long from = (long) part * pairs / tasks;
                      long to = (part + 1L) * pairs / tasks;
                      return new DirectionTrial(own, fitted, generator, faces, seed)
                          .of(LongStream.range(from, to).boxed().toList());
                    }));
    return parts.stream().reduce(TrialSums::merge).orElseThrow();
  }
}
