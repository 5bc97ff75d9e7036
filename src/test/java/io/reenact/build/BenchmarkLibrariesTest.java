package io.reenact.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Who runs the job outside of Spark's own scripts brings what the job takes as provided, which
 * Maven hands on to nobody. The build doesn't run benchmarks: it would not see that one is missing.
 */
class BenchmarkLibrariesTest {
  private static Set<String> libraries(String pom) throws Exception {
    Path file = Path.of(System.getProperty("reenact.root"), pom, "pom.xml");
    Document read = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    NodeList all = read.getElementsByTagName("dependency");
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element e = (Element) all.item(i);
      if (!text(e, "scope").equals("test")) {
        names.add(text(e, "groupId") + ":" + text(e, "artifactId"));
      }
    }
    return names;
  }

  private static String text(Element dependency, String tag) {
    NodeList found = dependency.getElementsByTagName(tag);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }

  @Test
  void benchmarksBringWhatTestsBring() throws Exception {
    assertThat(libraries("src/test")).contains("org.apache.spark:spark-sql_2.13");
    assertThat(libraries("benchmarks")).containsAll(libraries("src/test"));
  }
}
