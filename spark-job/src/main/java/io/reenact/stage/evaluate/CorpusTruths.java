package io.reenact.stage.evaluate;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;

import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.plan.TrackedClip;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.row.SynthClipRow;
import io.reenact.runner.StageContext;
import io.reenact.stage.synth.SynthSettings;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.PersonTruth;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The corpora of a workspace that have their truth, as {@code synth} leaves it in {@code _truth},
 * and can be drawn by this version. What can't is said in a line, and not compared with.
 */
final class CorpusTruths {
  private static final Pattern NUMBERED = Pattern.compile("[sc](\\d{1,9})");
  private static final String FOLDER = "_truth";

  /**
   * The truth of a render.
   *
   * @param corpus where it is
   * @param source number of a person
   * @param driver number of a person
   * @param clip number of the driver's clip
   */
  record Truth(String corpus, int source, int driver, int clip) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private record Named(String identity, String clip, String uri, Integer width, String corpus) {}

  private final Map<String, String> corpora = new HashMap<>();
  private final Map<String, SynthSettings> made = new TreeMap<>();

  CorpusTruths(StageContext context) {
    Map<String, Map<String, Named>> clips = new TreeMap<>();
    for (Named n :
        RowCodec.of(Named.class)
            .list(
                context
                    .table(Table.CLIPS)
                    .where(col(ClipRow::status).equalTo(ClipRow.OK))
                    .where(col(ClipRow::corpus).isNotNull())
                    .select(
                        cols(
                            ClipRow::identity,
                            ClipRow::clip,
                            ClipRow::uri,
                            ClipRow::width,
                            ClipRow::corpus)))) {
      clips.computeIfAbsent(n.corpus(), c -> new HashMap<>()).put(n.identity() + "/" + n.clip(), n);
    }
    clips.forEach((corpus, named) -> look(context, corpus, named));
  }

  private void look(StageContext context, String corpus, Map<String, Named> named) {
    try {
      if (!isFolder(context, corpus)) {
        return; // A manifest has no truth of its own.
      }
      Workspace truth = Workspace.at(corpus + "/" + FOLDER, context.hadoop());
      var table = Tables.published(context.spark(), truth, Table.SYNTH_CLIPS);
      if (table.isEmpty()) {
        return;
      }
      List<SynthClipRow> rows = RowCodec.of(SynthClipRow.class).list(table.get());
      if (rows.isEmpty()) {
        return;
      }
      SynthSettings settings = settings(context, rows.get(0));
      check(context, settings, rows.get(0));
      made.put(corpus, settings);
      for (SynthClipRow r : rows) {
        Named n = named.get(r.identity() + "/" + r.clip());
        if (n != null && n.uri().endsWith(r.uri()) && n.width() != null && n.width() == r.size()) {
          corpora.put(r.identity() + "/" + r.clip(), corpus);
        }
      }
    } catch (UserError | IllegalStateException e) {
      context
          .console()
          .line("evaluate: the truth of " + corpus + " is not compared with: " + e.getMessage());
    }
  }

  private static boolean isFolder(StageContext context, String corpus) {
    Path path = new Path(corpus);
    try {
      return Store.of(path, context.hadoop()).status(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw UnusableStore.or("corpus " + corpus, e);
    }
  }

  private static SynthSettings settings(StageContext context, SynthClipRow row) {
    SynthSettings.Head head = null;
    if (row.kind().equals("head-model")) {
      String file = context.settings().section("evaluation").path("head_model").asText();
      if (file.isEmpty()) {
        throw new UserError("it was made of a head model; name it by evaluation.head_model=FILE");
      }
      head = SynthSettings.Head.read(file, context.hadoop());
    }
    return new SynthSettings(ClipSettings.of(row.size(), row.seconds()), row.corpusSeed(), head);
  }

  /**
   * Draws the row's person anew.
   *
   * @throws UserError if it comes out otherwise
   */
  private static void check(StageContext context, SynthSettings settings, SynthClipRow row) {
    try (ClipMaker maker = settings.open(context.hadoop())) {
      PersonTruth now = maker.truth(number(row.identity()));
      boolean same =
          maker.kind().equals(row.kind())
              && now.seed() == row.personSeed()
              && Arrays.equals(now.identity(), row.factors())
              && maker.frames() == row.frames()
              && Json.canonical(now.appearance()).equals(row.appearance());
      if (!same) {
        throw new UserError(
            "it was made by another version, or of another head model: "
                + row.identity()
                + " would look otherwise; make the corpus anew with synth");
      }
    }
  }

  /** The truth of a reenactment; null if there is none. */
  Truth of(TrackedClip driver, TrackedClip source) {
    String corpus = corpora.get(driver.clip().label());
    return corpus == null || !corpus.equals(corpora.get(source.clip().label()))
        ? null
        : new Truth(
            corpus,
            number(source.clip().identity()),
            number(driver.clip().identity()),
            number(driver.clip().clip()));
  }

  private static int number(String name) {
    Matcher m = NUMBERED.matcher(name);
    if (!m.matches()) {
      throw new UserError("its table names " + name + ", which is no name of a synthetic corpus");
    }
    return Integer.parseInt(m.group(1));
  }

  /** What the corpora were made of, by where they are. */
  Map<String, SynthSettings> made() {
    return made;
  }
}
