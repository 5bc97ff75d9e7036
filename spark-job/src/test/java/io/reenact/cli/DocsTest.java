package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.settings.SettingsFiles;
import io.reenact.settings.SettingsReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents name is there: pages, anchors, files, commands, settings, tests. */
class DocsTest {
  private static final int README_LINES = 150;
  private static final int README_COLUMNS = 120;
  private static final Pattern FILE =
      Pattern.compile(
          "(?:conf|models|samples|benchmarks|notebooks|udfs|spark-job|docs|src/test)/[\\w./-]+");
  private static final Pattern TESTS = Pattern.compile("-Dtest=['\"]?([\\w*,]+)");
  private static final Pattern CITATION =
      Pattern.compile(
          "(?<![\\w./-])((?:docs|models|samples)/[\\w/-]+\\.md)"
              + "(?:,\\s+sections? (\\d+))?(?:,\\s+\"([^\"]+)\")?");
  private static final Pattern NAME =
      Pattern.compile("String name\\(\\) \\{\\s*return \"([\\w-]+)\";");

  private static final CommandLine LINE = Main.commandLine(new Console(System.err, false));

  private final List<String> wrong = new ArrayList<>();

  private void wrong(Documents.Document d, String what) {
    wrong.add(d.path() + ": " + what);
  }

  @Test
  void readmeIsShort() {
    List<String> lines = Documents.read(Documents.ROOT.resolve("README.md")).lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(README_LINES);
    assertThat(lines).allSatisfy(l -> assertThat(l.length()).isLessThan(README_COLUMNS));
  }

  @Test
  void linksLeadSomewhere() {
    for (Documents.Document d : Documents.all()) {
      for (String link : Markdown.links(d.text())) {
        if (!link.matches("[a-z]+:.*")) {
          String problem = broken(d, link);
          if (problem != null) {
            wrong(d, link + ": " + problem);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String broken(Documents.Document d, String link) {
    int hash = link.indexOf('#');
    String file =
        URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
    Path target = file.isEmpty() ? Documents.ROOT.resolve(d.path()) : d.folder().resolve(file);
    target = target.normalize();
    if (!target.startsWith(Documents.ROOT)) {
      return "leaves the repository";
    }
    if (!Files.exists(target)) {
      return "no such file";
    }
    if (hash < 0) {
      return null;
    }
    String text = file.isEmpty() ? d.text() : Documents.read(target);
    return Markdown.anchors(text).contains(link.substring(hash + 1)) ? null : "no such heading";
  }

  @Test
  void everyPageCanBeReached() {
    Set<Path> reached = new HashSet<>();
    List<Path> next = new ArrayList<>(List.of(Path.of("README.md")));
    while (!next.isEmpty()) {
      Path page = next.remove(next.size() - 1);
      if (reached.add(page) && page.toString().endsWith(".md")) {
        Path folder = Documents.ROOT.resolve(page).getParent();
        for (String link : Markdown.links(Documents.read(Documents.ROOT.resolve(page)))) {
          Path target = folder.resolve(link.replaceFirst("#.*", "")).normalize();
          if (!link.matches("[a-z]+:.*") && Files.isRegularFile(target)) {
            next.add(Documents.ROOT.relativize(target));
          }
        }
      }
    }
    assertThat(Documents.all().stream().map(Documents.Document::path))
        .as("pages that no chain of links from README.md leads to")
        .filteredOn(p -> p.startsWith("docs"))
        .allMatch(reached::contains);
  }

  @Test
  void commandsParse() {
    int commands = 0;
    for (Documents.Document d : Documents.all()) {
      for (String block : Markdown.code(d.text())) {
        for (List<String> words : ShellLine.calls(block, "./submit.sh")) {
          commands++;
          String problem = refused(ShellLine.ours(words));
          if (problem != null) {
            wrong(d, "./submit.sh " + String.join(" ", words) + ": " + problem);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(commands).isGreaterThan(20);
  }

  /** Why a command would not be understood; null if it would be. */
  private static String refused(List<String> words) {
    try {
      CommandLine.ParseResult parsed = LINE.parseArgs(words.toArray(String[]::new));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      for (int i = 0; i + 1 < words.size(); i++) {
        if (words.get(i).equals("--set")) {
          Settings.defaults().with(words.get(i + 1));
        } else if (words.get(i).equals("--profile")) {
          SettingsFiles.profile(words.get(i + 1));
        }
      }
      boolean asksOnly = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
      return parsed.commandSpec().parent() == null && !asksOnly ? "names no command" : null;
    } catch (CommandLine.ParameterException | UserError e) {
      return e.getMessage();
    }
  }

  @Test
  void settingsExist() {
    String sections =
        SettingsReference.all().keySet().stream()
            .map(s -> s.substring(0, s.indexOf('.')))
            .distinct()
            .collect(Collectors.joining("|"));
    Pattern setting = Pattern.compile("(?:" + sections + ")\\.[a-z_0-9]+(?:=.*)?");
    for (Documents.Document d : Documents.all()) {
      for (String code : Markdown.inlineCode(d.text())) {
        boolean file = code.matches(".*\\.(json|md|pt|java|yaml|sh)");
        if (setting.matcher(code).matches() && !file) {
          String name = code.replaceFirst("=.*", "");
          if (!SettingsReference.all().containsKey(name)) {
            wrong(d, name + ": no such setting" + SettingsReference.suggestion(name));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void benchmarksExist() throws IOException {
    Set<String> known = new HashSet<>(Set.of("all", "--table", "--list", "--help"));
    for (Path source : sources("benchmarks/src/main/java")) {
      Matcher m = NAME.matcher(Documents.read(source));
      if (m.find()) {
        known.add(m.group(1));
      }
    }
    assertThat(known).hasSizeGreaterThan(10);
    for (Documents.Document d : Documents.all()) {
      List<String> code = new ArrayList<>(Markdown.code(d.text()));
      code.addAll(Markdown.inlineCode(d.text()));
      for (String block : code) {
        for (List<String> names : ShellLine.calls(block, "benchmarks/run.sh")) {
          names.stream()
              .filter(n -> !known.contains(n) && !n.equals("NAME"))
              .forEach(n -> wrong(d, "benchmarks/run.sh " + n + ": no such benchmark"));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void filesAndTestsExist() throws IOException {
    Set<String> tests = new HashSet<>();
    for (String module : List.of("udfs/src/test", "spark-job/src/test", "src/test/java")) {
      sources(module).forEach(p -> tests.add(p.getFileName().toString().replace(".java", "")));
    }
    for (Documents.Document d : Documents.all()) {
      for (String code : Markdown.inlineCode(d.text())) {
        if (FILE.matcher(code).matches()
            && !code.contains("target/")
            && !code.startsWith("models/work")
            && !Files.exists(Documents.ROOT.resolve(code))
            && !Files.exists(d.folder().resolve(code))) {
          wrong(d, code + ": no such file");
        }
      }
      for (Matcher m = TESTS.matcher(d.text()); m.find(); ) {
        for (String name : m.group(1).split(",")) {
          Pattern pattern = Pattern.compile(name.replace("*", ".*"));
          if (tests.stream().noneMatch(t -> pattern.matcher(t).matches())) {
            wrong(d, name + ": no such test");
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void citationsInTheCodeExist() throws IOException {
    int citations = 0;
    for (String folder : List.of("udfs/src", "spark-job/src", "src/test", "benchmarks/src")) {
      for (Path source : sources(folder)) {
        String text = Documents.read(source).replaceAll("\\s*\\n\\s*(?:\\*|//) ?", " ");
        for (Matcher m = CITATION.matcher(text); m.find(); ) {
          citations++;
          Path page = Documents.ROOT.resolve(m.group(1));
          String problem = null;
          if (!Files.exists(page)) {
            problem = "no such page";
          } else if (m.group(2) != null
              && !Documents.read(page).contains("\n## " + m.group(2) + ".")) {
            problem = "no section " + m.group(2);
          } else if (m.group(3) != null && !Documents.read(page).contains("# " + m.group(3))) {
            problem = "no heading " + m.group(3);
          }
          if (problem != null) {
            wrong.add(source.getFileName() + ": " + m.group() + ": " + problem);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(citations).isPositive();
  }

  private static List<Path> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(folder))) {
      return files.filter(p -> p.toString().endsWith(".java")).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Test
  void theChecksFindWhatIsWrong() {
    assertThat(refused(List.of("run", "--corpus", "c"))).contains("--workspace");
    assertThat(refused(List.of("run", "--corpus", "c", "--workspace", "w"))).isNull();
    assertThat(refused(List.of("settings", "--set", "job.sed=1"))).contains("unknown setting");
    assertThat(refused(List.of("settings", "--set", "job.seed=many"))).contains("whole number");
    assertThat(refused(List.of())).isEqualTo("names no command");
    Documents.Document d = new Documents.Document(Path.of("README.md"), "# A `b`: c\n");
    assertThat(broken(d, "no/such/file.md")).isEqualTo("no such file");
    assertThat(broken(d, "#a-b-c")).isNull();
    assertThat(broken(d, "#a-b")).isEqualTo("no such heading");
    assertThat(Markdown.links("[a](b.md) `[c](d.md)` ![e](f.png \"t\") <img src=\"g.svg\">"))
        .containsExactly("b.md", "f.png", "g.svg");
  }

  @Test
  void wordsAreTheShells() {
    String block =
        """
        export A=b      # not ours
        X=1 ./submit.sh --master "spark://h:1" sql --workspace W "SELECT 1
          AS a" > out.csv
        cat x | ./submit.sh --conf a=b \\
          boundary fit --name 'q r'
        """;
    List<List<String>> calls = ShellLine.calls(block, "./submit.sh");
    assertThat(calls.stream().map(ShellLine::ours))
        .containsExactly(
            List.of("sql", "--workspace", "W", "SELECT 1\n  AS a"),
            List.of("boundary", "fit", "--name", "q r"));
    assertThatThrownBy(() -> SettingsFiles.profile("fast")).isInstanceOf(UserError.class);
  }
}
