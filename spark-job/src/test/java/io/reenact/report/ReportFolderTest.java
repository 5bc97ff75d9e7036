package io.reenact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
  @TempDir private Path folder;

  private ReportFolder open() throws IOException {
    return new ReportFolder(
        new org.apache.hadoop.fs.Path(folder.resolve("report").toString()),
        new Configuration(false));
  }

  private List<String> data() throws IOException {
    try (var files = Files.list(folder.resolve("report/data"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void pagesOfAnEarlierReportGo() throws IOException {
    ReportFolder first = open();
    Pages pages = new Pages(first, "renders", 2);
    for (int i = 0; i < 5; i++) {
      pages.add(i);
    }
    assertThat(pages.finish()).isEqualTo(3);
    assertThat(pages.count()).isEqualTo(5);
    first.finish(Map.of("title", "first"));
    assertThat(data())
        .containsExactly("overview-1.js", "renders-1.js", "renders-2.js", "renders-3.js");
    assertThat(ReportFiles.page(folder.resolve("report"), "renders", "2").toString())
        .isEqualTo("[2,3]");
    ReportFolder second = open();
    second.requireOwn();
    Pages fewer = new Pages(second, "renders", 2);
    fewer.add("</script>");
    fewer.finish();
    second.finish(Map.of("title", "second"));
    assertThat(data()).containsExactly("overview-1.js", "renders-1.js");
    for (String name : List.of("index.html", "app.js", "app.css", "viewer.js", "licenses.txt")) {
      assertThat(folder.resolve("report").resolve(name)).isNotEmptyFile();
    }
  }

  @Test
  void foldersOfOthersAreLeftAlone() throws IOException {
    ReportFolder report = open();
    report.requireOwn();
    Files.createDirectories(folder.resolve("report"));
    Files.writeString(folder.resolve("report/thesis.tex"), "mine");
    assertThatThrownBy(report::requireOwn)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not empty and holds no report");
  }

  @Test
  void namesOfPagesCantLeaveTheFolder() throws IOException {
    ReportFolder report = open();
    assertThatThrownBy(() -> report.data("head", "../x", "y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
