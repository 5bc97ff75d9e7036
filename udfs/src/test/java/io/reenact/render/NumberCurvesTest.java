package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class NumberCurvesTest {
  private static final String CURVE = "# mine\nseconds, smile ,jawOpen\n\n0.5,1,0\n1.5,-3,0.5\n";

  private static Boundaries embedded() {
    Configuration hadoop = new Configuration(false);
    return Boundaries.open(
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop), "", hadoop);
  }

  @Test
  void numbersAreLinearBetweenTheirTimesAndHeldOutside() {
    NumberCurves curves = NumberCurves.parse(CURVE, "edits file", "c.csv");
    assertThat(curves.end()).isEqualTo(1.5);
    assertThat(curves.peaks()).containsEntry("smile", -3.0).containsEntry("jawOpen", 0.5);
    Boundaries boundaries = embedded();
    List<LineEdit> edits = curves.edits(boundaries, 2_000_000);
    assertThat(edits).extracting(LineEdit::name).containsExactly("smile", "jawOpen");
    assertThat(edits.get(0).normal()).containsExactly(boundaries.latentStep("smile"));
    assertThat(edits.get(0).strength().at(0)[0]).isEqualTo(1);
    assertThat(edits.get(0).strength().at(3_000_000)[0]).isCloseTo(-1, within(1e-6f));
    assertThat(edits.get(0).strength().at(9_000_000)[0]).isEqualTo(-3);
  }

  @Test
  void whatCantBeReadIsSaid() {
    for (String[] bad :
        new String[][] {
          {"time,smile\n0,1\n", "line 1 of edits file c.csv is unusable: it must be 'seconds'"},
          {"seconds,smile\n0,1,2\n", "line 2 of edits file c.csv is unusable: it has 3 numbers"},
          {"seconds,smile\n0,1\n0,2\n", "line 3 of edits file c.csv is unusable: its time"},
          {"seconds,smile\n0,NaN\n", "'NaN' is out of range"},
          {"seconds,smile\n", "edits file c.csv has no numbers"}
        }) {
      assertThatThrownBy(() -> NumberCurves.parse(bad[0], "edits file", "c.csv"))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(bad[1]);
    }
    NumberCurves curves = NumberCurves.parse(CURVE, "expression file", "c.csv");
    assertThatThrownBy(() -> curves.requireDirections(embedded().bundle()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no direction 'smile'");
  }

  @Test
  void warningsLookAtBothEnds() {
    Boundaries boundaries = embedded();
    Boundary smile = boundaries.find("smile");
    float[] mean = boundaries.bundle().latentStats().mean();
    double up = smile.high() - smile.score(mean) + 0.5;
    String curve = "seconds,smile\n0,0\n1,%s\n";
    assertThat(
            NumberCurves.parse(String.format(Locale.ROOT, curve, up), "edits file", "c.csv")
                .warnings(boundaries, mean))
        .singleElement()
        .asString()
        .contains("edit smile=", "outside of the known");
    assertThat(
            NumberCurves.parse(String.format(Locale.ROOT, curve, up - 1), "edits file", "c.csv")
                .warnings(boundaries, mean))
        .isEmpty();
  }
}
