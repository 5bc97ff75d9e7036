package io.reenact.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of Markdown as the documents' checks need: links, anchors, code. */
final class Markdown {
  private static final Pattern FENCE =
      Pattern.compile("(?ms)^ {0,3}```(\\w*)[^\\n]*\\n(.*?)^ {0,3}```");
  private static final Pattern INDENTED = Pattern.compile("(?m)^ {4}(\\S.*)$");
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK =
      Pattern.compile("!?\\[[^\\]]*\\]\\(\\s*<?([^)>\\s]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
  private static final Pattern HTML = Pattern.compile("(?:href|src|srcset)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.+?)\\s*#*$");

  private Markdown() {}

  /** Fenced blocks but those of drawings, and lines indented by four that run something. */
  static List<String> code(String text) {
    List<String> blocks = new ArrayList<>();
    for (Matcher m = FENCE.matcher(text); m.find(); ) {
      if (!m.group(1).equals("mermaid")) {
        blocks.add(m.group(2));
      }
    }
    for (Matcher m = INDENTED.matcher(FENCE.matcher(text).replaceAll("")); m.find(); ) {
      if (m.group(1).startsWith("./submit.sh") || m.group(1).startsWith("benchmarks/run.sh")) {
        blocks.add(m.group(1));
      }
    }
    return blocks;
  }

  /** Words in code within sentences. */
  static List<String> inlineCode(String text) {
    List<String> found = new ArrayList<>();
    for (Matcher m = INLINE.matcher(FENCE.matcher(text).replaceAll("")); m.find(); ) {
      found.add(m.group(1).replaceAll("\\s+", " "));
    }
    return found;
  }

  /** Targets of links and pictures. */
  static List<String> links(String text) {
    String prose = INLINE.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("code");
    List<String> targets = new ArrayList<>();
    for (Pattern p : List.of(LINK, HTML)) {
      for (Matcher m = p.matcher(prose); m.find(); ) {
        targets.add(m.group(1));
      }
    }
    return targets;
  }

  /** The anchors of the headings, as GitHub makes them. */
  static Set<String> anchors(String text) {
    Set<String> anchors = new HashSet<>();
    for (Matcher m = HEADING.matcher(FENCE.matcher(text).replaceAll("")); m.find(); ) {
      String anchor =
          m.group(1)
              .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      for (int n = 1; !anchors.add(anchor); n++) {
        if (anchors.add(anchor + "-" + n)) {
          break;
        }
      }
    }
    return anchors;
  }
}
