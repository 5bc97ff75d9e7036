package io.reenact.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.flow.FlowStage;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reports as tests write and read them. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Writes a workspace's own report; its folder. */
  public static Path write(Workspace workspace) throws IOException {
    return write(workspace, null);
  }

  /** Writes a report, to a folder of its own if there is one. */
  static Path write(Workspace workspace, Path copy) throws IOException {
    org.apache.hadoop.fs.Path page =
        new ReportWriter(LocalSpark.session(), workspace)
            .write(
                new ReportRequest(
                    "Test <&>",
                    Map.of("a", "b"),
                    FlowStage.titles(),
                    1,
                    Optional.ofNullable(copy)
                        .map(c -> new org.apache.hadoop.fs.Path(c.toString()))));
    return Path.of(page.toUri()).getParent();
  }

  /** What one page of data holds. */
  public static JsonNode page(Path report, String kind, String page) throws IOException {
    String script = Files.readString(report.resolve("data/" + kind + "-" + page + ".js"));
    String begin = "reenact.put(\"" + kind + "\",\"" + page + "\",";
    if (!script.startsWith(begin) || !script.endsWith(");\n")) {
      throw new IOException("no page of data: " + script);
    }
    return Json.mapper().readTree(script.substring(begin.length(), script.length() - 3));
  }

  /** The page that says what there is. */
  public static JsonNode overview(Path report) throws IOException {
    return page(report, "overview", "1");
  }
}
