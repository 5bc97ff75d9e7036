package io.reenact.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.console.Console;
import io.reenact.metric.Metric;
import io.reenact.metric.Needs;
import io.reenact.metric.Region;
import io.reenact.settings.Settings;
import io.reenact.settings.SettingsFiles;
import io.reenact.settings.SettingsReference;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import picocli.CommandLine;

/**
 * The pages under docs/reference, written from the code that they describe: what a page says is
 * said there. Another page is one line in {@link #PAGES}.
 */
final class ReferencePages {
  /** Page by file name. */
  static final Map<String, Supplier<String>> PAGES = new LinkedHashMap<>();

  static {
    PAGES.put("settings.md", ReferencePages::settings);
    PAGES.put("commands.md", ReferencePages::commands);
    PAGES.put("tables.md", ReferencePages::tables);
    PAGES.put("metrics.md", ReferencePages::metrics);
  }

  private static final String GENERATED =
      "<!-- Generated from %s by DocsReferenceTest. Don't edit: change that and generate anew."
          + " -->\n\n";
  private static final int WIDTH = 100;
  private static final Map<String, Settings> PROFILES = new LinkedHashMap<>();

  static {
    for (String name : SettingsFiles.PROFILES) {
      PROFILES.put(name, Settings.defaults().with(SettingsFiles.profile(name), name));
    }
  }

  private ReferencePages() {}

  private static String settings() {
    StringBuilder page = new StringBuilder(String.format(Locale.ROOT, GENERATED, "settings.yaml"));
    page.append(
        """
        # Settings

        A setting has a section and a name, such as `inversion.tuning_steps`. What comes later in this list wins: the
        default, the profile (`--profile`), files (`--config FILE`, YAML or JSON, in their order), single settings
        (`--set name=value`, in their order). A table of requested renders overrides settings of `reenact` for its row.
        `./submit.sh settings` prints every setting with its value and who set it. A setting whose unit is `weight` is
        what a term of the loss weighs.

        A file has the sections as its first level:

        ```
        inversion:
          size: 256
          tuning_steps: 1500
        ```

        """);
    String section = "";
    for (Map.Entry<String, SettingsReference.Setting> e : SettingsReference.all().entrySet()) {
      String[] name = e.getKey().split("\\.", 2);
      if (!name[0].equals(section)) {
        section = name[0];
        page.append("## ")
            .append(section)
            .append(
                "\n\n"
                    + "| setting | default | values or unit | profiles | what it does | default"
                    + " from |\n")
            .append("|---|---|---|---|---|---|\n");
      }
      SettingsReference.Setting s = e.getValue();
      row(
          page,
          code(e.getKey()),
          s.byDefault().asText().isEmpty() ? "empty" : code(s.byDefault().asText()),
          values(s),
          profiles(e.getKey(), s.byDefault()),
          escaped(s.doc()),
          escaped(s.source()));
      if (lastOfSection(e.getKey())) {
        page.append('\n');
      }
    }
    return page.toString().strip() + "\n";
  }

  private static boolean lastOfSection(String name) {
    List<String> all = new ArrayList<>(SettingsReference.all().keySet());
    int next = all.indexOf(name) + 1;
    return next == all.size()
        || !all.get(next).startsWith(name.substring(0, name.indexOf('.') + 1));
  }

  private static String values(SettingsReference.Setting s) {
    String text = s.oneOf().isEmpty() ? escaped(s.unit()) : code(String.join("`, `", s.oneOf()));
    if (s.byDefault().isBoolean()) {
      text = "`true`, `false`";
    }
    String range = s.range();
    return range.isEmpty() ? text : text.isEmpty() ? range : text + ", " + range;
  }

  /** Where profiles differ from the default. */
  private static String profiles(String name, JsonNode byDefault) {
    List<String> differ = new ArrayList<>();
    PROFILES.forEach(
        (profile, settings) -> {
          JsonNode value = settings.all().get(name).value();
          if (!value.equals(byDefault)) {
            differ.add(profile + " " + code(value.asText()));
          }
        });
    return String.join(", ", differ);
  }

  private static String commands() {
    StringBuilder page =
        new StringBuilder(String.format(Locale.ROOT, GENERATED, "the command line's own help"));
    page.append(
        """
        # Commands

        `./submit.sh [spark-submit options] COMMAND [options]`. Options of spark-submit may stand anywhere on the line.
        Exit codes: 0 it went well, 1 the run failed, 2 wrong usage, 3 it finished, but some units failed,
        4 `evaluate --fail-if-worse` found something worse, 5 a store can't be used, 130 interrupted.
        Results go to standard output, what people read while it runs goes to standard error.

        """);
    CommandLine top = Main.commandLine(new Console(System.err, false));
    describe(page, top, 2);
    return page.toString().strip() + "\n";
  }

  private static void describe(StringBuilder page, CommandLine command, int level) {
    command.getCommandSpec().usageMessage().width(WIDTH);
    String name = command.getCommandSpec().qualifiedName().replaceFirst("^submit.sh ?", "");
    page.append("#".repeat(level))
        .append(' ')
        .append(name.isEmpty() ? "submit.sh" : name)
        .append("\n\n```\n")
        .append(
            command
                .getUsageMessage(CommandLine.Help.Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .reduce("", (a, b) -> a.isEmpty() ? b : a + "\n" + b)
                .strip())
        .append("\n```\n\n");
    command.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandName().equals("help"))
        .forEach(sub -> describe(page, sub, name.isEmpty() ? level : level + 1));
  }

  private static String tables() {
    StringBuilder page =
        new StringBuilder(String.format(Locale.ROOT, GENERATED, "the records of the tables' rows"));
    page.append(
        """
        # Tables

        Each table is a folder of Parquet files under the workspace. [Concepts](../concepts.md#tables) says what a row of
        each is, [conventions](../design/conventions.md) what cameras, crops and landmarks mean. Vectors are `array<float>`.
        `uri` columns of results are relative to the workspace, those of clips are absolute. The last column of every
        table, `unit`, names the unit of work that a row came from.

        """);
    for (Table table : Table.values()) {
      page.append("## ").append(table.folder()).append("\n\n");
      page.append(escaped(table.about()).strip()).append(" Newer rows of the same ");
      page.append(names(table.subject()));
      page.append(" replace older ones; files are sorted by ")
          .append(names(table.order()))
          .append(".\n\n| column | type | what it holds |\n|---|---|---|\n");
      for (StructField field : table.schema().fields()) {
        row(
            page,
            code(field.name()),
            code(type(field.dataType())),
            escaped(field.getComment().get()));
      }
      page.append('\n');
    }
    return page.toString().strip() + "\n";
  }

  private static String metrics() {
    StringBuilder page =
        new StringBuilder(String.format(Locale.ROOT, GENERATED, "the enum Metric"));
    page.append(
        """
        # Metrics

        The table `metrics` has a row for each value: `item` (a render's id), `metric`, `value`, `region`, `against` (what
        the result is compared with), `network`. Results are measured as encoded: decoded, tracked like any clip, and
        compared on up to `evaluate.samples` frames spread evenly over the driver's usable ones (pictures, networks), or on
        all frames (landmarks, openings, pose). A value is the mean of its frames'; there is no row where nothing could be
        measured.

        `network` names the network whose judgement a value is: `mobilefacenet`, `landmark_expression` and `face_features`
        are bundled, a file's name stands for [one of yours](../how-to/own-networks.md). Values of different networks can't
        be compared with each other, nor those of bundled networks with figures of papers. It is empty where no network
        judged. Landmarks are the tracker's (`network` empty) or those of `judges.landmarks`.

        """);
    for (Needs needs : Needs.values()) {
      page.append("## ").append(needs.heading()).append("\n\n").append(needs.text());
      page.append("\n\n| metric | unit | better | regions | against | what | source |\n")
          .append("|---|---|---|---|---|---|---|\n");
      for (Metric metric : Metric.values()) {
        if (metric.measure().needs() == needs) {
          row(
              page,
              code(metric.key()),
              escaped(metric.unit()),
              metric.better().text(),
              metric.regions().stream().map(Region::key).collect(Collectors.joining(", ")),
              metric.against().key(),
              escaped(metric.formula()),
              escaped(metric.source()));
        }
      }
      page.append('\n');
    }
    return page.toString().strip() + "\n";
  }

  private static String names(List<String> columns) {
    return code(String.join("`, `", columns));
  }

  private static String type(DataType type) {
    if (type instanceof ArrayType a) {
      return "array<" + type(a.elementType()) + ">";
    }
    return type instanceof MapType m
        ? "map<" + type(m.keyType()) + ", " + type(m.valueType()) + ">"
        : type.sql().toLowerCase(Locale.ROOT);
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
