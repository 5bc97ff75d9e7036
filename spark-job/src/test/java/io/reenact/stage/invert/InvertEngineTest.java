package io.reenact.stage.invert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.inversion.LossTrace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("draws")
class InvertEngineTest {
  @Test
  void everyTermOfTheLossesHasItsColumn() {
    List<String> terms = List.of("pixel", "change");
    String[] lines =
        InvertEngine.csv(
                terms, List.of(new LossTrace.Entry("cross", 3, 0.5, Map.of("change", 0.25))))
            .split("\n");
    List<String> header = List.of(lines[0].split(",", -1));
    List<String> row = List.of(lines[1].split(",", -1));
    assertThat(row).hasSameSizeAs(header);
    assertThat(row.subList(0, 3)).containsExactly("cross", "3", "0.500000");
    assertThat(row.get(header.indexOf("change"))).isEqualTo("0.250000");
    assertThat(row.get(header.indexOf("pixel"))).isEmpty();
  }
}
