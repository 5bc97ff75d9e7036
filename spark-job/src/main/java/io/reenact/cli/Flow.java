package io.reenact.cli;

import io.reenact.stage.IndexStage;
import io.reenact.stage.Stage;
import io.reenact.stage.StageContext;
import io.reenact.stage.StageRunner;
import io.reenact.stage.TrackStage;
import java.util.List;

/** The stages in the order in which data flows. */
final class Flow {
  private Flow() {}

  /** All stages of the whole job. */
  static List<Stage<?>> whole(String corpus) {
    return List.of(index(corpus), track());
  }

  static Stage<?> index(String corpus) {
    return new IndexStage(corpus);
  }

  static Stage<?> track() {
    return new TrackStage();
  }

  /** Runs the stages one after another; ends at the first that fails. */
  static void run(StageContext context, List<Stage<?>> stages) {
    StageRunner runner = new StageRunner(context);
    for (Stage<?> stage : stages) {
      runner.run(stage);
    }
  }
}
