package io.reenact.flow;

import io.reenact.runner.Stage;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.stage.index.IndexStage;
import io.reenact.stage.invert.InvertStage;
import io.reenact.stage.join.JoinStage;
import io.reenact.stage.motion.MotionStage;
import io.reenact.stage.others.ImportStage;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.stage.track.TrackStage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The stages, in the order in which data flows: commands, status, report and reference follow it. A
 * new stage is its package and one line here.
 */
public enum FlowStage {
  INDEX(IndexStage.NAME, job -> List.of(new IndexStage(job.corpus(), job.videos() != null))),
  TRACK(TrackStage.NAME, job -> List.of(new TrackStage(job.videos() != null))),
  INVERT(InvertStage.NAME, job -> InvertStage.rounds()),
  REENACT(ReenactStage.NAME, job -> List.of(new ReenactStage(job.request()))),
  JOIN(JoinStage.NAME, job -> List.of(new JoinStage())),
  IMPORT(ImportStage.NAME, job -> List.of(new ImportStage(job.videos()))),
  EVALUATE(EvaluateStage.NAME, job -> List.of(new EvaluateStage())),
  MOTION(MotionStage.NAME, job -> List.of(new MotionStage()));

  private final String title;
  private final Function<Job, List<Stage<?>>> rounds;

  FlowStage(String title, Function<Job, List<Stage<?>>> rounds) {
    this.title = title;
    this.rounds = rounds;
  }

  /** Its name for people, in its units' folder and in the tables. */
  public String title() {
    return title;
  }

  /** The names of all, in order. */
  public static List<String> titles() {
    return Arrays.stream(values()).map(FlowStage::title).toList();
  }

  /**
   * All of a run, one after another; motions are read by their command, for those who want them.
   */
  public static List<Stage<?>> whole(Job job) {
    return of(job, Arrays.stream(values()).filter(s -> s != MOTION).toArray(FlowStage[]::new));
  }

  /** Some, to be run one after another; a stage may have several rounds. */
  public static List<Stage<?>> of(Job job, FlowStage... some) {
    return Arrays.stream(some).<Stage<?>>flatMap(s -> s.rounds.apply(job).stream()).toList();
  }
}
