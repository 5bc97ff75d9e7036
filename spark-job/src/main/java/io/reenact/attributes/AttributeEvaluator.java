package io.reenact.attributes;

import io.reenact.attribute.Attribute;
import io.reenact.attribute.AttributeFlow;
import io.reenact.attribute.FlowFiles;
import io.reenact.attribute.FlowFit;
import io.reenact.boundary.LatentSource;
import io.reenact.edit.EditCase;
import io.reenact.edit.EditTable;
import io.reenact.edit.EditTrial;
import io.reenact.edit.EditTry;
import io.reenact.edit.Edits;
import io.reenact.edit.EqualChange;
import io.reenact.edit.LabelReader;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.fit.Task;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.metric.Bootstrap;
import io.reenact.progress.Progress;
import io.reenact.sample.FrontalPictures;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares edits along an attribute flow with edits along boundaries where both change the
 * attribute equally. The judge is a regression of pictures that has seen no latent. Executors draw;
 * how work is divided does not depend on the cluster, so that the same seed gives the same table.
 */
public final class AttributeEvaluator {
  /** Strengths that are tried, in units of each way. */
  private static final double[] GRID = {0.5, 1, 2, 3, 4};

  /** People that strengths are found on, at most; they take no part in the table. */
  private static final int MOST_CALIBRATED = 24;

  /** Below this correlation a reading says too little to be counted. */
  private static final double LEAST = 0.4;

  private static final double LEARN = 0.8;
  private static final double RIDGE = 0.05;
  private static final int PICTURES_A_TASK = 250;
  private static final int PEOPLE_A_TASK = 6;

  /** Apart from the draws of a fit with the same seed. */
  private static final long OTHERS = 7_000_003L;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final GeneratorSettings generator;
  private final NetworkSettings networks;
  private final GeneratorBundle bundle;
  private final int threads;

  /**
   * @param generator whose latents these are
   * @param networks name the user's network for labels, if there is one
   * @param threads of the networks in a task
   */
  public AttributeEvaluator(
      SparkSession spark, GeneratorSettings generator, NetworkSettings networks, int threads) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.generator = generator;
    this.networks = networks;
    this.bundle = generator.load(hadoop);
    this.threads = threads;
  }

  /** What a task needs to try edits. */
  private record Trial(
      Task task,
      SerializableConfiguration hadoop,
      String flow,
      String boundaries,
      LabelReader reader,
      ArrayList<String> labels,
      long seed)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    interface Work<T> {
      T of(EditTrial trial);
    }

    <T> T run(Work<T> work) {
      return task.run(
          (painter, faces) -> {
            GeneratorBundle bundle = painter.generator().bundle();
            try (EditTrial trial =
                new EditTrial(
                    painter.generator(),
                    faces,
                    reader,
                    labels,
                    new Edits(
                        FlowFiles.open(bundle, flow, hadoop.value()),
                        Boundaries.open(bundle, boundaries, hadoop.value()),
                        labels),
                    seed)) {
              return work.of(trial);
            }
          });
    }
  }

  /**
   * Compares.
   *
   * @param folder of the flow
   * @param boundaries folder of boundaries beside the bundle's; may be empty
   * @throws UserError if there is nothing to compare
   */
  public Evaluation evaluate(
      EvaluateRequest request, String folder, String boundaries, Progress progress) {
    AttributeFlow flow = FlowFiles.open(bundle, folder, hadoop);
    Boundaries linear = Boundaries.open(bundle, boundaries, hadoop);
    requireBoundary(flow, linear);
    progress.at(0, 4, "drawing and labelling people");
    Map<String, String> sql = new LinkedHashMap<>();
    flow.attributes().forEach((Attribute a) -> sql.put(a.name(), a.label()));
    LatentSource.Generated asked = request.samples();
    FlowFit.Labelled people =
        new LabelledSamples(spark, generator, bundle, networks)
            .of(
                sql,
                new LatentSource.Generated(
                    asked.count(), asked.seed() + OTHERS, asked.landmarks()));
    progress.at(1, 4, "learning to read attributes from pictures");
    Task task = new Task(generator, new SerializableConfiguration(hadoop), threads);
    LabelReader reader =
        LabelReader.fit(
            looks(task, people.w()), people.labels(), (int) (LEARN * people.w().length), RIDGE);
    List<Integer> read = new ArrayList<>();
    Map<String, Double> judged = new LinkedHashMap<>();
    Map<String, Double> unread = new LinkedHashMap<>();
    for (int k = 0; k < flow.names().size(); k++) {
      boolean clear = reader.correlation()[k] >= LEAST;
      (clear ? judged : unread).put(flow.names().get(k), reader.correlation()[k]);
      if (clear) {
        read.add(k);
      }
    }
    ArrayList<String> labels = new ArrayList<>(judged.keySet());
    Edits edits = new Edits(flow, linear, labels);
    if (edits.names().isEmpty()) {
      throw new BadInput(
          "no attribute that has a boundary can be read from pictures: correlations are "
              + unread
              + "; raise --samples");
    }
    Trial trial =
        new Trial(
            task,
            new SerializableConfiguration(hadoop),
            folder,
            boundaries,
            reader.only(read),
            labels,
            asked.seed());
    progress.at(2, 4, "finding strengths of equal change");
    Map<EditCase, Double> strengths =
        strengths(
            trial,
            edits,
            people.w(),
            request.change(),
            Math.min(MOST_CALIBRATED, request.people()));
    progress.at(3, 4, "trying edits on " + request.people() + " people");
    List<String> reached =
        edits.names().stream()
            .filter(
                name ->
                    Edits.single(List.of(name)).stream()
                        .noneMatch(edit -> Double.isNaN(strengths.get(edit))))
            .toList();
    if (reached.isEmpty()) {
      throw new BadInput(
          "no attribute changes by "
              + request.change()
              + " in every way: lower --change, or fit better boundaries");
    }
    List<EditTry> tries = tries(trial, reached, strengths, request.people());
    Map<String, Double> titled = new LinkedHashMap<>();
    strengths.forEach((edit, s) -> titled.put(edit.title() + " " + edit.way(), s));
    return new Evaluation(
        EditTable.of(tries, new Bootstrap(Bootstrap.DRAWS, asked.seed())),
        titled,
        judged,
        unread,
        labels.stream().filter(name -> !edits.names().contains(name)).toList(),
        edits.names().stream().filter(name -> !reached.contains(name)).toList());
  }

  private static void requireBoundary(AttributeFlow flow, Boundaries linear) {
    if (flow.names().stream().noneMatch(linear::has)) {
      throw new BadInput(
          "there is no boundary of the name of an attribute: attributes are "
              + flow.names()
              + ", boundaries "
              + linear.names()
              + "; fit some (boundary fit) and name their folder (--boundaries)");
    }
  }

  private float[][] looks(Task task, float[][] w) {
    int tasks = (w.length + PICTURES_A_TASK - 1) / PICTURES_A_TASK;
    List<float[][]> parts = new ArrayList<>();
    for (int k = 0; k < tasks; k++) {
      parts.add(Arrays.copyOfRange(w, part(k, tasks, w.length), part(k + 1, tasks, w.length)));
    }
    List<float[][]> drawn =
        run(
            parts,
            own ->
                task.run(
                    (painter, faces) -> {
                      float[][] looks = new float[own.length][];
                      try (FrontalPictures pictures =
                          new FrontalPictures(painter.generator(), EditTrial.SIZE)) {
                        for (int i = 0; i < looks.length; i++) {
                          looks[i] =
                              LabelReader.look(
                                  pictures.image(painter.generator().latentOf(own[i])));
                        }
                      }
                      return looks;
                    }));
    return drawn.stream().flatMap(Arrays::stream).toArray(float[][]::new);
  }

  private static int part(int k, int tasks, int all) {
    return (int) ((long) k * all / tasks);
  }

  /** By edit of one attribute: the strength at which people change by so much on the mean. */
  private Map<EditCase, Double> strengths(
      Trial trial, Edits edits, float[][] w, double wanted, int calibrated) {
    ArrayList<EditCase> cases = new ArrayList<>(Edits.single(edits.names()));
    ArrayList<double[]> tried = new ArrayList<>();
    for (EditCase c : cases) {
      double unit = edits.unit(c.way(), c.names().get(0), w);
      tried.add(Arrays.stream(GRID).map(g -> g * unit).toArray());
    }
    List<double[][]> seen =
        run(
            people(-calibrated, 0),
            numbers ->
                trial.run(
                    t -> {
                      double[][] sums = new double[cases.size()][GRID.length];
                      for (long number : numbers) {
                        for (int c = 0; c < sums.length; c++) {
                          double[] changes = t.changes(number, cases.get(c), tried.get(c));
                          for (int i = 0; i < changes.length; i++) {
                            sums[c][i] += changes[i] / calibrated;
                          }
                        }
                      }
                      return sums;
                    }));
    Map<EditCase, Double> strengths = new LinkedHashMap<>();
    for (int c = 0; c < cases.size(); c++) {
      double[] changes = new double[GRID.length];
      for (double[][] part : seen) {
        for (int i = 0; i < changes.length; i++) {
          changes[i] += part[c][i];
        }
      }
      strengths.put(cases.get(c), EqualChange.strength(tried.get(c), changes, wanted));
    }
    return strengths;
  }

  private List<EditTry> tries(
      Trial trial, List<String> names, Map<EditCase, Double> strengths, int people) {
    ArrayList<EditTrial.Strong> tried = new ArrayList<>();
    for (List<EditCase> cases : List.of(Edits.single(names), Edits.threeInARow(names))) {
      for (EditCase c : cases) {
        double[] own =
            c.names().stream()
                .mapToDouble(name -> strengths.get(new EditCase(c.way(), List.of(name))))
                .toArray();
        tried.add(new EditTrial.Strong(c, own));
      }
    }
    return run(
            people(0, people),
            numbers ->
                trial.run(
                    t -> {
                      ArrayList<EditTry> own = new ArrayList<>();
                      for (long number : numbers) {
                        own.addAll(t.of(number, tried));
                      }
                      return own;
                    }))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Numbers of people, a task's each. */
  private static List<long[]> people(int from, int to) {
    List<long[]> parts = new ArrayList<>();
    for (int first = from; first < to; first += PEOPLE_A_TASK) {
      parts.add(
          IntStream.range(first, Math.min(to, first + PEOPLE_A_TASK)).asLongStream().toArray());
    }
    return parts;
  }

  /** One result a part, in order. */
  private <A, B> List<B> run(List<A> parts, Function<A, B> work) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(parts, parts.size())
        .map(work)
        .collect();
  }
}
