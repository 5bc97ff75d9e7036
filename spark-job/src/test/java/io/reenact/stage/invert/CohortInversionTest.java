package io.reenact.stage.invert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.inversion.LossTrace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohortInversionTest {
  @Test
  void everyTermOfTheLossesHasItsColumn() {
    double[] terms = new double[LossTrace.terms().size()];
    Arrays.fill(terms, Double.NaN);
    terms[LossTrace.terms().indexOf("change")] = 0.25;
    String[] lines =
        CohortInversion.csv(List.of(new LossTrace.Entry("cross", 3, 0.5, terms))).split("\n");
    List<String> header = List.of(lines[0].split(",", -1));
    List<String> row = List.of(lines[1].split(",", -1));
    assertThat(row).hasSameSizeAs(header);
    assertThat(row.subList(0, 3)).containsExactly("cross", "3", "0.500000");
    assertThat(row.get(header.indexOf("change"))).isEqualTo("0.250000");
    assertThat(row.get(header.indexOf("pixel"))).isEmpty();
  }
}
