package io.reenact.cli;

import io.reenact.attributes.AttributeEvaluator;
import io.reenact.attributes.EvaluateRequest;
import io.reenact.attributes.Evaluation;
import io.reenact.boundary.LatentSource;
import io.reenact.console.Meter;
import io.reenact.console.TextTable;
import io.reenact.console.Work;
import io.reenact.edit.EditTable;
import io.reenact.metric.Estimate;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.text.Csv;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Compares edits along a flow with edits along boundaries. */
@Command(
    name = EvaluateStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Compares edits along a flow with edits along boundaries of the same names, and along those"
          + " conditioned on each other, on people that no fit has seen. Strengths are chosen so"
          + " that the attribute changes equally.",
      "A regression from pictures to the labels judges; it has seen no latent. Columns, with 95 %%"
          + " intervals of a bootstrap over people: change of the target and mean absolute change of"
          + " the other attributes (drift), in standard deviations of what is read; cosine of the"
          + " identity before and after; cosine and size of the movement to another expression"
          + " before and after."
    })
final class AttributesEvaluateCommand implements Callable<Integer> {
  private static final List<String> MEASURES =
      List.of("target", "drift", "identity", "movement", "gain");

  @ParentCommand private AttributesCommand parent;

  @Option(
      names = "--boundaries",
      paramLabel = "FOLDER",
      defaultValue = "",
      description = "A folder of boundaries beside the bundle's, taken before them.")
  private String boundaries;

  @Option(
      names = "--people",
      defaultValue = "40",
      description = "How many people edits are tried on, 2 to 10000; default ${DEFAULT-VALUE}.")
  private int people;

  @Option(
      names = "--samples",
      defaultValue = "2500",
      description =
          "How many labelled people to learn to read attributes from, 100 to 20000; default"
              + " ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--change",
      defaultValue = "0.5",
      description =
          "Change of the attribute that every edit is to reach, in standard deviations of what is"
              + " read, above 0 to 10; default ${DEFAULT-VALUE}.")
  private double change;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the draw of people; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--landmarks",
      description = "Measure samples' faces, where the flow's labels are measures.")
  private boolean landmarks;

  /** How the table is printed. */
  enum Output {
    /** Columns for a terminal. */
    TABLE,
    /** Every number in a cell of its own. */
    CSV
  }

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table or csv; default ${DEFAULT-VALUE}.")
  private Output output;

  @Override
  public Integer call() {
    // What options say is checked before Spark starts.
    EvaluateRequest request =
        new EvaluateRequest(new LatentSource.Generated(samples, seed, landmarks), people, change);
    String folder = parent.folder();
    Evaluation result;
    try (Meter meter = parent.console().meter("attributes evaluate")) {
      result =
          parent
              .open(EvaluateStage.NAME, AttributeEvaluator::new)
              .evaluate(
                  request,
                  folder,
                  boundaries,
                  (done, total, doing) -> meter.to(Work.of(done, total), doing));
    }
    if (output == Output.CSV) {
      csv(result, System.out);
    } else {
      table(result);
    }
    told(result).forEach(parent.console()::line);
    return 0;
  }

  private static void table(Evaluation result) {
    List<String> header = new ArrayList<>(List.of("edit", "way", "strength"));
    header.addAll(MEASURES);
    List<List<String>> rows = new ArrayList<>();
    for (EditTable.Row r : result.table().rows()) {
      List<String> row = new ArrayList<>(List.of(r.edit(), r.way().toString()));
      Double strength = strength(result, r);
      row.add(strength == null ? "" : String.format(Locale.ROOT, "%.2f", strength));
      for (Estimate e : estimates(r)) {
        row.add(
            e == null
                ? "-"
                : String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", e.mean(), e.low(), e.high()));
      }
      rows.add(row);
    }
    TextTable.print(header.toArray(String[]::new), rows.iterator(), System.out);
  }

  private static void csv(Evaluation result, PrintStream out) {
    List<String> header = new ArrayList<>(List.of("edit", "way", "strength", "people"));
    MEASURES.forEach(m -> header.addAll(List.of(m, m + "_low", m + "_high")));
    out.print(Csv.line(header));
    for (EditTable.Row r : result.table().rows()) {
      Double strength = strength(result, r);
      List<String> row =
          new ArrayList<>(
              List.of(
                  r.edit(),
                  r.way().toString(),
                  strength == null ? "" : strength.toString(),
                  Integer.toString(r.target().identities())));
      for (Estimate e : estimates(r)) {
        row.addAll(
            e == null
                ? List.of("", "", "")
                : List.of(
                    Double.toString(e.mean()),
                    Double.toString(e.low()),
                    Double.toString(e.high())));
      }
      out.print(Csv.line(row));
    }
    out.flush();
  }

  private static Double strength(Evaluation result, EditTable.Row r) {
    return result.strengths().get(r.edit() + " " + r.way());
  }

  /** In the order of the measures; null where there is none. */
  private static Estimate[] estimates(EditTable.Row r) {
    return new Estimate[] {r.target(), r.drift(), r.identity(), r.movement(), r.gain()};
  }

  private List<String> told(Evaluation result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "attributes: pictures are read with correlations of " + correlations(result.judged()));
    if (!result.unread().isEmpty()) {
      lines.add(
          "attributes: left out, since pictures hardly tell them: "
              + correlations(result.unread()));
    }
    if (!result.unbounded().isEmpty()) {
      lines.add(
          "attributes: without a boundary, so only their drift counts: "
              + String.join(", ", result.unbounded()));
    }
    if (!result.unreached().isEmpty()) {
      lines.add(
          "attributes: a way does not change them so far, so only their drift counts: "
              + String.join(", ", result.unreached()));
    }
    for (EditTable.Less less : result.table().less()) {
      Estimate part = less.part();
      lines.add(
          String.format(
              Locale.ROOT,
              "attributes: drift of flows beside %s edits %s: %+.0f %% (%+.0f to %+.0f; %d people)",
              less.than(),
              less.edits(),
              -100 * part.mean(),
              -100 * part.high(),
              -100 * part.low(),
              part.identities()));
    }
    return lines;
  }

  private static String correlations(Map<String, Double> read) {
    return read.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
