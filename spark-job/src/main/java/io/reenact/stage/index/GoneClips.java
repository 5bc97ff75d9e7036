package io.reenact.stage.index;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;

import io.reenact.plan.Clip;
import io.reenact.plan.Corpus;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.StageContext;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.text.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.functions;

/**
 * Clips of a workspace that its corpus names no more, since their files are gone or have other
 * names. A clip belongs to the corpus (folder or manifest) that named it last: indexing another
 * corpus into the workspace marks nothing gone, unless {@code index.others} says so. A mark costs
 * nothing to take back: index the corpus with the clip in it, and all that was computed counts
 * again.
 *
 * @param rows the rows, as JSON, of clips that are to be marked
 * @param lines to tell people
 */
record GoneClips(Map<Clip, String> rows, List<String> lines) {
  private static final int NAMED = 3;

  private record Known(String identity, String clip, String uri, String corpus, String json) {}

  /**
   * @param others whether clips of other corpora are gone as well
   */
  static GoneClips of(StageContext context, Corpus.Found found, boolean others) {
    Set<String> named = found.clips().stream().map(Clip::label).collect(Collectors.toSet());
    Map<Clip, String> rows = new LinkedHashMap<>();
    Set<String> elsewhere = new TreeSet<>();
    int kept = 0;
    for (Known r :
        RowCodec.of(Known.class)
            .list(
                Tables.orEmpty(context.spark(), context.workspace(), Table.CLIPS)
                    .where(col(ClipRow::status).notEqual(ClipRow.GONE))
                    .withColumn(name(Known::json), functions.to_json(functions.struct("*")))
                    .orderBy(cols(ClipRow::identity, ClipRow::clip)))) {
      Clip clip = new Clip(r.identity(), r.clip(), r.uri(), null, null);
      if (named.contains(clip.label())) {
        continue;
      }
      String corpus = r.corpus();
      if (others || belongs(corpus, clip.uri(), found.uri())) {
        rows.put(clip, r.json());
      } else {
        kept++;
        elsewhere.add(corpus == null ? "of an older version" : corpus);
      }
    }
    List<String> lines = new ArrayList<>();
    if (!rows.isEmpty()) {
      lines.add(
          rows.size()
              + (rows.size() == 1 ? " clip is" : " clips are")
              + " gone from the corpus or renamed ("
              + rows.keySet().stream()
                  .limit(NAMED)
                  .map(c -> Names.printable(c.label()))
                  .collect(Collectors.joining(", "))
              + (rows.size() > NAMED ? ", ..." : "")
              + "), "
              + found.clips().size()
              + " are there: marked gone, they take no part from now on; vacuum --gone removes"
              + " their data, and if this is not the whole corpus, indexing it brings them back");
    }
    if (kept > 0) {
      lines.add(
          kept
              + " clips of other corpora stay in the workspace ("
              + elsewhere.stream()
                  .limit(NAMED)
                  .map(Names::printable)
                  .collect(Collectors.joining(", "))
              + "); index.others=gone marks them gone");
    }
    return new GoneClips(rows, lines);
  }

  /** Rows of older versions don't say which corpus named them. */
  private static boolean belongs(String corpus, String uri, String indexed) {
    return corpus == null ? uri.startsWith(indexed + "/") : corpus.equals(indexed);
  }
}
