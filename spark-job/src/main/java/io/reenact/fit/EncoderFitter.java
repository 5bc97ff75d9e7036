package io.reenact.fit;

import io.reenact.console.Console;
import io.reenact.encoder.EncoderErrors;
import io.reenact.encoder.EncoderFit;
import io.reenact.encoder.EncoderSample;
import io.reenact.encoder.EncoderSums;
import io.reenact.error.UserError;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.inversion.CohortInverter;
import io.reenact.latent.FittedFolder;
import io.reenact.progress.Progress;
import io.reenact.stage.GeneratorSettings;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Fits an encoder to a generator. Executors draw, render and look; what comes back are sums, so
 * their size does not depend on how many samples there are. How samples are divided does not depend
 * on the cluster, and sums are added in order: the same seed gives the same bytes.
 */
public final class EncoderFitter {
  /** Sums are large, and the driver holds those of all tasks for a moment. */
  private static final int TASKS = 8;

  /** What a stage's ridge is more than that of the one before. */
  private static final double LATER = 10;

  /** How often a picture of a workspace counts at most: few people are not learnt by heart. */
  private static final double MOST = 10;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final GeneratorBundle bundle;
  private final Task task;
  private final Console console;

  /**
   * @param settings of the generator
   * @param threads of the networks in a task
   * @param console hears how the fit goes
   */
  public EncoderFitter(
      SparkSession spark, GeneratorSettings settings, int threads, Console console) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.bundle = settings.load(hadoop);
    this.task = new Task(settings, new SerializableConfiguration(hadoop), threads);
    this.console = console;
  }

  /**
   * Fits an encoder, tries it, and writes its files.
   *
   * @param workspace whose optimised people are learnt from as well, as much as from samples if
   *     there are enough of them; null for samples alone
   * @param out folder for the results
   * @param progress hears of samples
   * @return how it did on pictures that the fit has not seen
   * @throws UserError if the folder can't be made
   * @throws IOException if the results can't be written
   */
  public EncoderErrors fit(
      EncoderRequest request, Workspace workspace, String out, Progress progress)
      throws IOException {
    InvertedPictures.Found real =
        workspace == null
            ? new InvertedPictures.Found(List.of(), List.of(), 0)
            : InvertedPictures.of(spark, workspace, bundle.id(), request.pictures())
                .present(this::missing, console::line);
    double weight = Math.min(MOST, (double) request.samples() / Math.max(1, real.pictures()));
    FittedFolder.make(out, hadoop);
    Task task = this.task;
    EncoderFit fit = new EncoderFit(request.seed());
    FaceAlignment alignment = CohortInverter.alignment(bundle);
    EncoderErrors errors = null;
    double ridge = request.ridge();
    Samples samples =
        new Samples(
            progress,
            request.stages() * ((long) request.samples() + request.tried() + real.pictures()));
    EncoderErrors onPeople = null;
    for (int stage = 0; stage < request.stages(); stage++) {
      EncoderSums sums =
          parts(
                  request.samples(),
                  samples.of("learning stage " + (stage + 1)),
                  (from, to) -> task.paint(painter -> fit.sample(painter, alignment, from, to)))
              .stream()
              .reduce(EncoderSums::merge)
              .orElseThrow();
      if (!real.learnt().isEmpty()) {
        sums.merge(
            shown(
                    real.learnt(),
                    samples.of("learning from people, stage " + (stage + 1)),
                    (painter, pictures) -> fit.sample(painter, alignment, pictures))
                .stream()
                .reduce(EncoderSums::merge)
                .orElseThrow()
                .weigh(weight));
      }
      fit.add(sums, ridge);
      if (!real.tried().isEmpty()) {
        onPeople =
            shown(
                    real.tried(),
                    more -> {},
                    (painter, pictures) -> fit.attempt(painter, alignment, pictures))
                .stream()
                .reduce(EncoderErrors::merge)
                .orElseThrow();
      }
      ridge *= LATER;
      errors =
          parts(
                  request.tried(),
                  samples.of("trying stage " + (stage + 1)),
                  (from, to) -> task.paint(painter -> fit.attempt(painter, alignment, from, to)))
              .stream()
              .reduce(EncoderErrors::merge)
              .orElseThrow();
      console.line(
          String.format(
              Locale.ROOT,
              "encoder: stage %d of %d: %.0f %% of anchors' variance unexplained, heads %.1f dB",
              stage + 1,
              request.stages(),
              100 * errors.anchorLeft(),
              errors.psnr()));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("samples", request.samples());
    figures.put("ridge", request.ridge());
    figures.put("tried", request.tried());
    if (workspace != null) {
      figures.put("people", real.people());
      figures.put("pictures", real.pictures());
      figures.put("weight_of_a_picture", weight);
      console.line(
          String.format(
              Locale.ROOT,
              "encoder: %d pictures of %d people count %.1f times each beside %d samples",
              real.pictures(),
              real.people(),
              weight,
              request.samples()));
    }
    if (onPeople != null) {
      figures.put("people_anchor_left", onPeople.anchorLeft());
      figures.put("people_offset_left", onPeople.offsetLeft());
      figures.put("people_psnr_db", onPeople.psnr());
      console.line(
          String.format(
              Locale.ROOT,
              "encoder: of people not learnt from, %.0f %% of anchors and %.0f %% of offsets"
                  + " unexplained, heads %.1f dB",
              100 * onPeople.anchorLeft(),
              100 * onPeople.offsetLeft(),
              onPeople.psnr()));
    }
    for (Map.Entry<String, byte[]> file : fit.files(bundle, errors, figures).entrySet()) {
      FittedFolder.write(out, file.getKey(), file.getValue(), hadoop);
    }
    return errors;
  }

  /** Work on samples {@code from} to {@code to}. */
  private interface Range<T> extends java.io.Serializable {
    T of(long from, long to);
  }

  /** Counts samples, on whatever thread. */
  private static final class Samples {
    private final Progress progress;
    private final double all;
    private double done;

    Samples(Progress progress, double all) {
      this.progress = progress;
      this.all = all;
    }

    DoubleConsumer of(String doing) {
      return more -> {
        synchronized (this) {
          done = Math.min(all, done + more);
          progress.at(done, all, doing);
        }
      };
    }
  }

  /** Work on pictures. */
  private interface Look<T> extends java.io.Serializable {
    T of(Painter painter, Stream<EncoderSample> pictures);
  }

  /** One result a clip, in order. */
  private <T> List<T> shown(List<InvertedPictures.Part> parts, DoubleConsumer seen, Look<T> look) {
    Task task = this.task;
    double each = (double) parts.stream().mapToInt(p -> p.tracks().size()).sum() / parts.size();
    List<InvertedPictures.Part> all = List.copyOf(parts);
    return Task.each(
        spark,
        all.size(),
        i -> task.paint(painter -> look.of(painter, all.get(i).pictures(task.hadoop().value()))),
        () -> seen.accept(each));
  }

  /** Why each part can't be opened, in order; looked up on executors, which will open them. */
  private List<String> missing(List<InvertedPictures.Part> parts) {
    List<InvertedPictures.Part> all = List.copyOf(parts);
    SerializableConfiguration files = new SerializableConfiguration(hadoop);
    return all.isEmpty()
        ? List.of()
        : Task.each(spark, all.size(), i -> all.get(i).missing(files.value()));
  }

  /** One result a task, in order. */
  private <T> List<T> parts(int samples, DoubleConsumer seen, Range<T> work) {
    int tasks = Math.min(TASKS, samples);
    seen.accept(0);
    return Task.each(
        spark,
        tasks,
        i -> work.of((long) i * samples / tasks, (i + 1L) * samples / tasks),
        () -> seen.accept((double) samples / tasks));
  }
}
