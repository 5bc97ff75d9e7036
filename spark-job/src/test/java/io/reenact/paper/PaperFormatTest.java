package io.reenact.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.metric.Better;
import io.reenact.metric.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaperFormatTest {
  private static Cell mean(double mean, double low, double high) {
    return new Cell.Mean(new Estimate(mean, low, high, 3, 9));
  }

  private static PaperTable table() {
    return new PaperTable(
        "first-frame, 50 % & more_",
        1,
        List.of(
            new PaperTable.Column("kind", Better.NEITHER, PaperTable.ANY),
            new PaperTable.Column("method", Better.NEITHER, PaperTable.ANY),
            new PaperTable.Column("PSNR, dB", Better.HIGHER, 1),
            new PaperTable.Column("mouth_gain", Better.NEAR_ONE, 2)),
        List.of(
            List.of(
                new Cell.Text("self"),
                new Cell.Text("ours|1"),
                mean(20.04, 19, 21),
                mean(0.9, 0.8, 1.1)),
            List.of(
                new Cell.Text("self"),
                new Cell.Text("[2]"),
                mean(20.01, -1, 22),
                mean(1.2, 1, 1.3)),
            List.of(
                new Cell.Text("cross"),
                new Cell.Text("=x"),
                mean(15, Double.NaN, Double.NaN),
                new Cell.Text(""))));
  }

  /** Of equal numbers as shown both are best; one alone is not compared with anything. */
  @Test
  void markdown() {
    assertThat(PaperFormat.MARKDOWN.write(table()))
        .isEqualTo(
            "first-frame, 50 % & more\\_\n\n"
                + "| kind | method | PSNR, dB \u2191 | mouth\\_gain \u21921 |\n"
                + "| --- | --- | ---: | ---: |\n"
                + "| self | ours\\|1 | **20.0** [19.0, 21.0] | **0.90** [0.80, 1.10] |\n"
                + "| self | \\[2\\] | **20.0** [-1.0, 22.0] | 1.20 [1.00, 1.30] |\n"
                + "| cross | =x | 15.0 |  |\n");
  }

  @Test
  void latex() {
    assertThat(PaperFormat.LATEX.write(table()))
        .isEqualTo(
            "% \\usepackage{booktabs}\n\\begin{table}\n\\centering\n"
                + "\\caption{first-frame, 50 \\% \\& more\\_}\n"
                + "\\begin{tabular}{llrr}\n\\toprule\n"
                + "kind & method & PSNR, dB $\\uparrow$ & mouth\\_gain $\\rightarrow 1$ \\\\\n"
                + "\\midrule\n"
                + "self & ours\\textbar{}1 & \\textbf{20.0} {\\scriptsize [19.0, 21.0]} &"
                + " \\textbf{0.90} {\\scriptsize [0.80, 1.10]} \\\\\n"
                + "self & {[2]} & \\textbf{20.0} {\\scriptsize [$-$1.0, 22.0]} &"
                + " 1.20 {\\scriptsize [1.00, 1.30]} \\\\\n"
                + "cross & =x & 15.0 &  \\\\\n"
                + "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
  }

  @Test
  void csvKeepsAllDigitsAndTheEndsOfIntervals() {
    assertThat(PaperFormat.CSV.write(table()))
        .isEqualTo(
            "kind,method,\"PSNR, dB\",\"PSNR, dB low\",\"PSNR, dB high\",mouth_gain,mouth_gain"
                + " low,mouth_gain high\r\n"
                + "self,ours|1,20.04,19.0,21.0,0.9,0.8,1.1\r\n"
                + "self,[2],20.01,-1.0,22.0,1.2,1.0,1.3\r\n"
                + "cross,'=x,15.0,,,,,\r\n");
  }

  @Test
  void differencesHaveASignAndAVerdict() {
    PaperTable table =
        new PaperTable(
            "",
            0,
            List.of(new PaperTable.Column("a", Better.LOWER, 2)),
            List.of(
                List.of(new Cell.Difference(new Estimate(0.5, 0.25, 1, 2, 2), "worse")),
                List.of(new Cell.Difference(new Estimate(-0.5, -1, 1, 2, 2), ""))));
    assertThat(PaperFormat.MARKDOWN.write(table))
        .isEqualTo(
            "| a \u2193 |\n| ---: |\n| +0.50 [0.25, 1.00] worse |\n| -0.50 [-1.00, 1.00] |\n");
    assertThat(MetricSummary.worse(table)).isTrue();
  }

  /** Numbers without a fixed precision: whole ones as they are, others with four digits. */
  @Test
  void numbersOfAnyPrecision() {
    PaperTable table =
        new PaperTable(
            "",
            0,
            List.of(new PaperTable.Column("n", Better.NEITHER, PaperTable.ANY)),
            List.of(
                List.of(new Cell.Number(12345)),
                List.of(new Cell.Number(0.123456)),
                List.of(new Cell.Number(Double.POSITIVE_INFINITY)),
                List.of(new Cell.Number(Double.NaN))));
    assertThat(PaperFormat.MARKDOWN.write(table))
        .isEqualTo("| n |\n| ---: |\n| 12345 |\n| 0.1235 |\n| Infinity |\n|  |\n");
  }
}
