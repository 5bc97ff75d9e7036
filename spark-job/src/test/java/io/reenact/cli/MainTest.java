package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    CommandLine line = new CommandLine(new Reenact(console));
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!name.equals("help")) {
                assertThat(command.getUsageMessage())
                    .contains("Examples:")
                    .contains("./submit.sh " + name);
              }
            });
    assertThat(Main.run(console, "--help")).isZero();
  }

  @Test
  void everySummaryIsASentence() {
    new CommandLine(new Reenact(console))
        .getSubcommands()
        .values()
        .forEach(
            command ->
                assertThat(command.getCommandSpec().usageMessage().description()[0])
                    .as("the list of commands shows only the first line of a description")
                    .endsWith("."));
  }

  @Test
  void helpIsWholeSentencesAndExamplesThatParse() {
    CommandLine top = Main.commandLine(console);
    checkHelp(top, top);
  }

  private static void checkHelp(CommandLine top, CommandLine command) {
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    if (spec.name().equals("help")) {
      return; // picocli's own
    }
    assertThat(String.join(" ", spec.usageMessage().description()))
        .as(spec.qualifiedName())
        .matches("[A-Z].*\\.");
    // The terminal breaks lines, not the source.
    assertThat(spec.usageMessage().description())
        .as(spec.qualifiedName())
        .allMatch(part -> part.matches("(?s).*([.:]|%n)"));
    for (CommandLine.Model.OptionSpec option : spec.options()) {
      String text = String.join(" ", option.description());
      assertThat(text)
          .as(spec.qualifiedName() + " " + option.longestName())
          .matches(".*[.]")
          .doesNotStartWith("Of ");
      // Who reads "Rows." or "Default: 3." doesn't know what of.
      String what = text.replaceAll("[;,]? ?\\b[Dd]efault\\b.*", "");
      assertThat(what.split(" "))
          .as(spec.qualifiedName() + " " + option.longestName() + ": " + text)
          .hasSizeGreaterThanOrEqualTo(3);
    }
    String footer = String.join("\n", spec.usageMessage().footer());
    assertThat(command.getUsageMessage()).contains(footer);
    for (List<String> words : ShellLine.calls(footer, "./submit.sh")) {
      top.parseArgs(ShellLine.ours(words).toArray(String[]::new));
    }
    command.getSubcommands().values().forEach(sub -> checkHelp(top, sub));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rnu",
        "",
        "run",
        "sql --workspace x",
        "index --corpus",
        "vacuum --workspace x --older-than -1",
        "vacuum --workspace x --older-than NaN",
        "vacuum --workspace x --older-than 1d",
        "vacuum --workspace x --older-than Infinity",
        "vacuum --workspace x --older-than 1e300"
      })
  void wrongUsageIsTwo(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(Main.run(console, arguments)).isEqualTo(2);
    assertThat(said().lines().findFirst().orElseThrow()).startsWith("error: ");
  }

  @Test
  void aMissingWorkspaceIsOneLine() {
    assertThat(Main.run(console, "status", "--workspace", "/no/such/workspace")).isEqualTo(1);
    assertThat(said().lines())
        .singleElement()
        .asString()
        .startsWith("error: workspace /no/such/workspace does not exist; make one with");
  }

  @Test
  void settingsNeedNoSpark() {
    assertThat(Main.run(console, "settings", "--set", "job.sed=1")).isEqualTo(1);
    assertThat(said()).isEqualTo("error: --set: unknown setting job.sed; did you mean job.seed?\n");
  }

  @ParameterizedTest
  @CsvSource({"--profile=paper, paper, paper", ", standard, quick"})
  void aNamedProfileWinsOverThatOfTheDemo(String argument, String usual, String ofDemo) {
    SettingsOptions options = new SettingsOptions();
    new CommandLine(options).parseArgs(argument == null ? new String[0] : new String[] {argument});
    assertThat(options.profile()).isEqualTo(usual);
    options.otherwise("quick");
    assertThat(options.profile()).isEqualTo(ofDemo);
  }

  /** submit.sh sets them for the driver; executors get them from Spark's configuration. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster.conf",
        "yarn-gpu.conf",
        "k8s-gpu.conf",
        "standalone-gpu.conf",
        "k8s/Dockerfile"
      })
  void executorsAllocateAsTheDriver(String file) {
    String script = Documents.read(Documents.ROOT.resolve("submit.sh"));
    String conf = Documents.read(Documents.ROOT.resolve("conf").resolve(file));
    List<String> named =
        script
            .lines()
            .filter(line -> line.startsWith("native "))
            .map(line -> line.substring("native ".length()))
            .toList();
    assertThat(named).hasSizeGreaterThanOrEqualTo(3);
    for (String setting : named) {
      assertThat(conf).containsPattern(setting.replace(" ", "[ =]+"));
    }
  }
}
