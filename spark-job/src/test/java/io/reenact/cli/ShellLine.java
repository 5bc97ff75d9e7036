package io.reenact.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands in documents, taken apart as a shell and submit.sh do. */
final class ShellLine {
  private static final Set<String> FLAGS = Set.of("--supervise");
  private static final Pattern SPARKS = Pattern.compile("(?m)^\\s+(--[^\\n]*?)\\)");

  private ShellLine() {}

  /**
   * The calls of a program in a block of code, each as its words after the program's name.
   *
   * @param program such as {@code ./submit.sh}
   */
  static List<List<String>> calls(String block, String program) {
    List<List<String>> calls = new ArrayList<>();
    for (List<String> command : commands(block)) {
      int at = command.indexOf(program);
      if (at >= 0 && command.subList(0, at).stream().allMatch(w -> w.matches("[A-Z_0-9]+=.*"))) {
        calls.add(command.subList(at + 1, command.size()));
      }
    }
    return calls;
  }

  /** The words of every command; pipes and lists part commands, redirections are left out. */
  static List<List<String>> commands(String block) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    String text = block.replace("\\\n", " ") + "\n";
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c == '#' && !inWord) {
        while (text.charAt(i + 1) != '\n') {
          i++;
        }
      } else if (Character.isWhitespace(c) || c == '|' || c == ';' || c == '&' || c == '>') {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
        if (c == '>') {
          words.add(">");
        } else if (c != ' ' && c != '\t') {
          add(commands, words);
          words = new ArrayList<>();
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    return commands;
  }

  private static void add(List<List<String>> commands, List<String> words) {
    int redirected = words.indexOf(">");
    List<String> kept = redirected < 0 ? words : words.subList(0, redirected);
    if (!kept.isEmpty()) {
      commands.add(List.copyOf(kept));
    }
  }

  /** What submit.sh leaves for us once it has taken spark-submit's options. */
  static List<String> ours(List<String> words) {
    Set<String> sparks = sparksOptions();
    List<String> ours = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean sparksName = word.equals("--name") && ours.isEmpty();
      if (sparks.contains(word) && (sparksName || !word.equals("--name"))) {
        i += FLAGS.contains(word) ? 0 : 1;
      } else {
        ours.add(word);
      }
    }
    return ours;
  }

  /** spark-submit's options, from the cases in submit.sh. */
  private static Set<String> sparksOptions() {
    String script = Documents.read(Documents.ROOT.resolve("submit.sh"));
    int begin = script.indexOf("while (($#)); do");
    String cases = script.substring(begin, script.indexOf("\ndone", begin)).replace("\\\n", " ");
    Set<String> options = new java.util.HashSet<>();
    for (Matcher m = SPARKS.matcher(cases); m.find(); ) {
      for (String option : m.group(1).split("\\|")) {
        options.add(option.strip());
      }
    }
    options.removeAll(Set.of("--verbose", "--"));
    return options;
  }
}
