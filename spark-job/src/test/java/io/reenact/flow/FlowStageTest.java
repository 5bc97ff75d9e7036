package io.reenact.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.runner.Stage;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowStageTest {
  @Test
  void stagesHaveTheNamesOfTheirLines() {
    List<String> names = new ArrayList<>();
    for (FlowStage stage : FlowStage.values()) {
      List<Stage<?>> rounds = FlowStage.of(Job.of("corpus"), stage);
      assertThat(rounds).isNotEmpty().allMatch(r -> r.name().equals(stage.title()));
      if (stage != FlowStage.MOTION) {
        rounds.forEach(r -> names.add(r.name()));
      }
    }
    assertThat(FlowStage.whole(Job.of("corpus")))
        .extracting(Stage::name)
        .as("the order of the whole job")
        .isEqualTo(names);
  }

  /** The corpus that is made is no part of the flow. */
  @Test
  void everyTableIsMadeByAStage() {
    for (Table table : Table.values()) {
      if (!table.madeBy().equals("synth")) {
        assertThat(FlowStage.titles()).as(table.folder()).contains(table.madeBy());
      }
    }
  }
}
