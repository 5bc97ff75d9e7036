package io.reenact.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.metric.Better;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.metric.Region;
import io.reenact.table.PictureName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final MetricKey PSNR = new MetricKey(Metric.PSNR.key(), Region.FACE.key(), "");
  private static final MetricKey CSIM =
      new MetricKey(Metric.CSIM.key(), Region.FACE.key(), "mobilefacenet");
  private static final MetricKey MINE = new MetricKey("mine", "", "");

  private static Report.Render render(
      String id, String source, String driver, Map<String, Double> metrics) {
    List<Report.Picture> pictures =
        List.of(
            new Report.Picture("driver", "../files/pictures/x.png"),
            new Report.Picture("self", "../files/pictures/y.png"),
            new Report.Picture("cross", "../files/pictures/z.png"));
    return new Report.Render(
        id,
        source,
        driver,
        driver,
        "driver",
        "",
        120,
        4.8,
        "../files/videos/" + id + ".mp4",
        pictures,
        metrics);
  }

  private static Report report() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("corpus", "videos <&>");
    facts.put("profile", "quick");
    Report.Render self =
        render(
            "r1", "p001", "p001", Map.of(Columns.text(PSNR), 31.257, Columns.text(CSIM), 0.93512));
    Report.Render cross =
        render("r2", "p001", "p002", Map.of(Columns.text(CSIM), 1234.5, Columns.text(MINE), 1.0));
    return new Report(
        "Reenactment of videos",
        facts,
        List.of(new Report.StageLine("index", 4, 3, 1, 1.5)),
        List.of(new Report.Identity("p001", 1, 5.4, 136, 0.992)),
        Columns.of(List.of(MINE, CSIM, PSNR)),
        List.of(self, cross),
        List.of(
            new Report.Group("cross", "edits: age=1", List.of(cross), Map.of()),
            new Report.Group("self", "", List.of(self), Map.of(Columns.text(PSNR), 31.257))),
        List.of(new Report.Failure("index", "p009/x", "<script>alert(1)</script> is no video")));
  }

  @Test
  void showsNumbersPicturesAndFailuresEscaped() throws IOException {
    String html = ReportWriter.html(report());
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("report.html"), html);
    assertThat(html)
        .contains("PSNR, dB (face)", "31.26", "1234.500", "0.935", "p001 driven by p002")
        .contains("failed in the last run: 1")
        .contains("<video src=\"../files/videos/r2.mp4\"", "videos &lt;&amp;&gt;", "99.2 %")
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
    // Cross first; a table has only the columns that it has numbers for.
    String cross = html.substring(html.indexOf("Cross"), html.indexOf("Self reenactment"));
    String self = html.substring(html.indexOf("Self reenactment"), html.indexOf("Side by side"));
    assertThat(cross).doesNotContain("PSNR").contains("identity cosine", ">mine", "edits: age=1");
    assertThat(self).contains("PSNR, dB (face)").doesNotContain(">mine");
    assertThat(cross.indexOf("identity cosine")).isLessThan(cross.indexOf(">mine"));
    assertThat(self.indexOf("PSNR, dB (face)")).isLessThan(self.indexOf("identity cosine"));
  }

  /** Values of two networks are different metrics: neither hides the other, nor do they mix. */
  @Test
  void columnsSayWhichNetworkJudged() {
    MetricKey other = new MetricKey(CSIM.metric(), CSIM.region(), "arcface.pt");
    assertThat(Columns.of(List.of(MINE, CSIM, other, PSNR)))
        .extracting(Report.Column::label)
        .containsExactly(
            "PSNR, dB (face)",
            "identity cosine (face) by arcface.pt",
            "identity cosine (face) by mobilefacenet",
            "mine");
  }

  @Test
  void columnsAreTheCatalogues() {
    for (Metric metric : Metric.values()) {
      Report.Column column = Columns.of(List.of(new MetricKey(metric.key(), "", ""))).get(0);
      assertThat(column.label()).startsWith(metric.label()).contains(metric.unit());
      assertThat(column.better()).isEqualTo(metric.better());
      assertThat(column.digits()).isEqualTo(metric.digits());
    }
    assertThat(Columns.of(List.of(MINE)).get(0).better()).isEqualTo(Better.NEITHER);
  }

  @Test
  void picturesFindTheirRender() {
    String name = PictureName.of("p001_p002.x", "driver frame");
    assertThat(PictureName.parse("files/pictures/" + name + "-0123456789ab.png"))
        .contains(new PictureName(PictureName.safeId("p001_p002.x"), "driver frame"));
    assertThat(PictureName.parse("files/videos/a.b-0123456789ab.mp4")).isEmpty();
  }
}
