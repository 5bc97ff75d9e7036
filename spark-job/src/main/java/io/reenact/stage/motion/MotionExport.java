package io.reenact.stage.motion;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;

import io.reenact.error.Suggestions;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.motion.HeadAngles;
import io.reenact.motion.LiveLink;
import io.reenact.motion.MotionFiles;
import io.reenact.motion.MotionFrame;
import io.reenact.motion.MotionSequence;
import io.reenact.row.MotionRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.StageContext;
import io.reenact.table.Table;
import io.reenact.text.Names;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes motions of the table motion as files, one clip and origin at a time. */
public final class MotionExport {
  /** What a file is. */
  public enum Format {
    /** As Live Link Face writes it. */
    CSV,
    /** For NumPy. */
    NPZ
  }

  /**
   * Which motions.
   *
   * @param identity null for all
   * @param clip null for all
   * @param origin {@code pictures}, a cohort, or null for all
   * @param raw whether what was read is written before smoothing
   */
  public record Choice(String identity, String clip, String origin, boolean raw) {}

  private record Key(String identity, String clip, String origin) {
    String fileName() {
      return Names.safe(
          identity + "_" + clip + (origin.equals(MotionRow.PICTURES) ? "" : "_" + origin));
    }
  }

  private final StageContext context;

  /**
   * @param context of a workspace with motions
   */
  public MotionExport(StageContext context) {
    this.context = context;
  }

  /**
   * Writes files.
   *
   * @param folder on any Hadoop file system
   * @return their paths, in order
   * @throws UserError if there is no such motion
   */
  public List<String> write(Choice choice, List<Format> formats, String folder) {
    Dataset<Row> table = context.table(Table.MOTION);
    List<Key> all =
        RowCodec.of(Key.class)
            .list(
                table
                    .select(cols(MotionRow::identity, MotionRow::clip, MotionRow::origin))
                    .distinct()
                    .orderBy(cols(MotionRow::identity, MotionRow::clip, MotionRow::origin)));
    List<Key> chosen =
        all.stream()
            .filter(k -> is(choice.identity(), k.identity()))
            .filter(k -> is(choice.clip(), k.clip()))
            .filter(k -> is(choice.origin(), k.origin()))
            .toList();
    if (chosen.isEmpty()) {
      throw nothing(choice, all);
    }
    List<String> files = new ArrayList<>();
    for (Key key : chosen) {
      MotionSequence motion = sequence(table, key, choice.raw());
      for (Format format : formats) {
        String file = folder + "/" + key.fileName() + (format == Format.CSV ? ".csv" : ".npz");
        write(motion, format, file, context.hadoop());
        files.add(file);
      }
    }
    return files;
  }

  private static boolean is(String wanted, String found) {
    return wanted == null || wanted.equals(found);
  }

  private static UserError nothing(Choice choice, List<Key> all) {
    TreeSet<String> labels = new TreeSet<>();
    all.forEach(k -> labels.add(k.identity() + "/" + k.clip() + " of " + k.origin()));
    String wanted =
        (choice.identity() == null ? "anybody" : choice.identity())
            + (choice.clip() == null ? "" : "/" + choice.clip())
            + (choice.origin() == null ? "" : " of " + choice.origin());
    return new UserError(
        "table motion has nothing of "
            + wanted
            + Suggestions.of(wanted, labels)
            + "; run motion read first, or see: sql \"SELECT DISTINCT identity, clip, origin FROM"
            + " motion\"");
  }

  private static MotionSequence sequence(Dataset<Row> table, Key key, boolean raw) {
    List<MotionRow> rows =
        RowCodec.of(MotionRow.class)
            .list(
                table
                    .where(
                        col(MotionRow::identity)
                            .equalTo(key.identity())
                            .and(col(MotionRow::clip).equalTo(key.clip()))
                            .and(col(MotionRow::origin).equalTo(key.origin())))
                    .orderBy(cols(MotionRow::frame)));
    List<String> shapes =
        rows.stream()
            .filter(r -> r.expression() != null)
            .findFirst()
            .map(r -> r.expression().keySet().stream().sorted().toList())
            .orElse(List.of());
    return new MotionSequence(shapes, rows.stream().map(r -> frame(r, shapes, raw)).toList());
  }

  private static MotionFrame frame(MotionRow r, List<String> shapes, boolean raw) {
    if (r.expression() == null) {
      return MotionFrame.none(r.ptsUs());
    }
    Map<String, Float> values = raw ? r.expressionRaw() : r.expression();
    float[] gaze = raw ? r.gazeRaw() : r.gaze();
    float[] expression = new float[shapes.size()];
    for (int k = 0; k < expression.length; k++) {
      expression[k] = values.get(shapes.get(k));
    }
    return new MotionFrame(
        r.ptsUs(),
        expression,
        gaze[0],
        gaze[1],
        new HeadAngles(r.head()[0], r.head()[1], r.head()[2]),
        r.confidence());
  }

  private static void write(
      MotionSequence motion, Format format, String uri, Configuration hadoop) {
    Path path = new Path(uri);
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      if (format == Format.NPZ) {
        MotionFiles.npz(motion, out);
        return;
      }
      BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      LiveLink.write(motion, text);
      text.flush();
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or(uri + " can't be written", e);
    }
  }
}
