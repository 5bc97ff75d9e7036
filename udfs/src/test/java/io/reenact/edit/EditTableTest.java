package io.reenact.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.metric.Bootstrap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditTableTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);
  private static final List<String> LABELS = List.of("age", "glasses", "gender", "hair");

  private static EditTry tried(Way way, long person, double target, double drift, String... names) {
    return new EditTry(
        new EditCase(way, List.of(names)), person, target, drift, 0.9, 0.8, 1 + person);
  }

  @Test
  void targetAndDriftAreThoseOfTheRightAttributes() {
    EditCase age = new EditCase(Way.FLOW, List.of("age"));
    double[] changes = {1, -0.3, 0.6, 0};
    assertThat(EditTrial.target(age, LABELS, changes)).isEqualTo(1);
    assertThat(EditTrial.drift(age, LABELS, changes)).isEqualTo(0.3, within(1e-12));
    EditCase two = new EditCase(Way.FLOW, List.of("gender", "age"));
    assertThat(EditTrial.target(two, LABELS, changes)).isEqualTo(0.8, within(1e-12));
    assertThat(EditTrial.drift(two, LABELS, changes)).isEqualTo(0.15, within(1e-12));
    assertThat(EditTrial.drift(new EditCase(Way.FLOW, LABELS), LABELS, changes)).isNaN();
  }

  @Test
  void rowsAreMeansOfPeople() {
    EditTable table =
        EditTable.of(
            List.of(
                tried(Way.FLOW, 0, 0.8, 0.1, "age"),
                tried(Way.FLOW, 1, 1.2, 0.3, "age"),
                tried(Way.FLOW, 0, 2, 0.5, "gender"),
                tried(Way.FLOW, 1, 2, 0.7, "gender")),
            BOOTSTRAP);
    assertThat(table.rows())
        .extracting(EditTable.Row::edit)
        .containsExactly("age", "gender", "(one edit)");
    EditTable.Row age = table.rows().get(0);
    assertThat(age.target().mean()).isEqualTo(1, within(1e-12));
    assertThat(age.target().identities()).isEqualTo(2);
    assertThat(age.drift().mean()).isEqualTo(0.2, within(1e-12));
    assertThat(age.drift().low()).isBetween(0.1 - 1e-12, 0.2);
    assertThat(age.drift().high()).isBetween(0.2, 0.3 + 1e-12);
    assertThat(age.identity().mean()).isEqualTo(0.9, within(1e-12));
    assertThat(age.movement().mean()).isEqualTo(0.8, within(1e-12));
    assertThat(age.gain().mean()).isEqualTo(1.5, within(1e-12));
    assertThat(table.rows().get(2).drift().mean()).isEqualTo(0.4, within(1e-12));
    assertThat(table.less()).as("nothing to compare with").isEmpty();
  }

  @Test
  void driftIsComparedAtTheSameChange() {
    List<EditTry> tries = new ArrayList<>();
    for (int person = 0; person < 4; person++) {
      tries.add(tried(Way.FLOW, person, 1, 0.3 + 0.1 * person, "age"));
      // Twice the change with twice the drift is no more drift.
      tries.add(tried(Way.BOUNDARY, person, 2, 2 * (0.3 + 0.1 * person), "age"));
      tries.add(tried(Way.CONDITIONED, person, 1, 0.75 + 0.25 * person, "age"));
    }
    List<EditTable.Less> less = EditTable.of(tries, BOOTSTRAP).less();
    assertThat(less)
        .extracting(EditTable.Less::than)
        .containsExactly(Way.BOUNDARY, Way.CONDITIONED);
    assertThat(less.get(0).part().mean()).isEqualTo(0, within(1e-12));
    assertThat(less.get(0).part().low()).isEqualTo(0, within(1e-12));
    assertThat(less.get(1).part().mean()).isEqualTo(0.6, within(1e-12));
    assertThat(less.get(1).part().high()).isEqualTo(0.6, within(1e-12));
  }

  @Test
  void editsOfEverythingHaveNoDrift() {
    EditTable table =
        EditTable.of(
            List.of(
                tried(Way.FLOW, 0, 1, Double.NaN, "age", "glasses", "hair"),
                tried(Way.BOUNDARY, 0, 1, Double.NaN, "age", "glasses", "hair")),
            BOOTSTRAP);
    assertThat(table.rows())
        .extracting(EditTable.Row::edit)
        .containsExactly(
            "age+glasses+hair", "age+glasses+hair", "(three in a row)", "(three in a row)");
    assertThat(table.rows()).allSatisfy(r -> assertThat(r.drift()).isNull());
    assertThat(table.less()).isEmpty();
  }

  @Test
  void everyAttributeIsTriedInEveryWay() {
    assertThat(Edits.single(LABELS)).hasSize(LABELS.size() * Way.values().length);
    assertThat(Edits.threeInARow(LABELS).stream().map(EditCase::title).distinct())
        .containsExactly(
            "age+glasses+gender", "glasses+gender+hair", "gender+hair+age", "hair+age+glasses");
    assertThat(Edits.threeInARow(LABELS.subList(0, 3))).hasSize(Way.values().length);
    assertThat(Edits.threeInARow(LABELS.subList(0, 2))).isEmpty();
  }
}
