package io.reenact.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One line at the end of the build: how many tests ran, how many did not, and what those lacked.
 */
public final class SkippedTests {
  private SkippedTests() {}

  /** Folders of Surefire's reports, some of which may not be there. */
  public static void main(String[] folders) throws IOException {
    List<Path> there = new ArrayList<>();
    for (String folder : folders) {
      if (Files.isDirectory(Path.of(folder))) {
        there.add(Path.of(folder));
      }
    }
    System.out.println(summary(there));
  }

  static String summary(List<Path> folders) throws IOException {
    int run = 0;
    Map<String, Integer> reasons = new TreeMap<>();
    for (Path folder : folders) {
      List<Path> reports;
      try (Stream<Path> files = Files.list(folder)) {
        reports = files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).toList();
      }
      for (Path report : reports) {
        NodeList cases = parse(report).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          NodeList skipped = ((Element) cases.item(i)).getElementsByTagName("skipped");
          if (skipped.getLength() == 0) {
            run++;
          } else {
            reasons.merge(reason((Element) skipped.item(0)), 1, Integer::sum);
          }
        }
      }
    }
    int left = reasons.values().stream().mapToInt(Integer::intValue).sum();
    return "tests: "
        + run
        + " ran, "
        + (left == 0 ? "none was" : left + " were")
        + " skipped"
        + reasons.entrySet().stream()
            .map(r -> r.getValue() + ": " + r.getKey())
            .collect(Collectors.joining("; ", left == 0 ? "" : " (", left == 0 ? "" : ")"));
  }

  private static String reason(Element skipped) {
    String message = skipped.getAttribute("message");
    if (message.isBlank()) {
      // Of assumptions Surefire writes the exception's text alone, its message in the first line.
      message = skipped.getTextContent().strip().lines().findFirst().orElse("");
      message = message.replaceFirst("^[\\w.$]+(: |$)", "");
    }
    return message.isBlank() ? "no reason given" : message.replace("Assumption failed: ", "");
  }

  private static Element parse(Path report) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(report.toFile()).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(report + " is no report of Surefire", e);
    }
  }
}
