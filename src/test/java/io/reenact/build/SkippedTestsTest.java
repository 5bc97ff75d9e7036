package io.reenact.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedTestsTest {
  @TempDir private Path folder;

  private void report(String name, String cases) throws IOException {
    Files.writeString(
        folder.resolve("TEST-" + name + ".xml"), "<testsuite>" + cases + "</testsuite>");
  }

  @Test
  void reasonsAreCounted() throws IOException {
    report("a", "<testcase name='x'/><testcase name='y'/>");
    assertThat(SkippedTests.summary(List.of(folder))).isEqualTo("tests: 2 ran, none was skipped");
    String skip = "<testcase name='x'><skipped message='Assumption failed: no GPU'/></testcase>";
    report("b", skip + skip + "<testcase name='z'><skipped/></testcase>");
    assertThat(SkippedTests.summary(List.of(folder)))
        .isEqualTo("tests: 2 ran, 3 were skipped (2: no GPU; 1: no reason given)");
    report(
        "c",
        "<testcase name='v'><skipped type='t'><![CDATA[a.b.C: Assumption failed: no GPU\n\tat D]]>"
            + "</skipped></testcase>");
    assertThat(SkippedTests.summary(List.of(folder)))
        .isEqualTo("tests: 2 ran, 4 were skipped (3: no GPU; 1: no reason given)");
  }
}
