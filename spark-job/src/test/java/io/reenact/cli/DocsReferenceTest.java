package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages under docs/reference say what the code says. */
class DocsReferenceTest {
  static Iterable<String> pages() {
    return ReferencePages.PAGES.keySet();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void areCurrent(String page) throws IOException {
    Path file = Documents.ROOT.resolve("docs/reference").resolve(page);
    String text = ReferencePages.PAGES.get(page).get();
    if (Boolean.getBoolean("reenact.docs.write")) {
      Files.writeString(file, text);
    }
    assertThat(file)
        .as(
            "docs/reference/%s is not what the code says; write it anew with: mvn -q -pl"
                + " udfs,spark-job test -Dtest=DocsReferenceTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dreenact.docs.write=true",
            page)
        .exists()
        .content()
        .isEqualTo(text);
  }
}
