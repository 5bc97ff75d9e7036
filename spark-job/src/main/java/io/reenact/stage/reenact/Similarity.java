package io.reenact.stage.reenact;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;

import com.fasterxml.jackson.annotation.JsonValue;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.runner.StageContext;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What the tables know of how alike people are: a vector a person. */
final class Similarity {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Anchor(String identity, float[] anchor) {}

  /** Mean and spread of the openings of mouth and eyes. */
  private record Openings(
      String identity,
      Double mouth,
      Double mouthSpread,
      Double left,
      Double leftSpread,
      Double right,
      Double rightSpread) {
    static final int SIZE = 6;

    float[] vector() {
      return new float[] {
        known(mouth),
        known(mouthSpread),
        known(left),
        known(leftSpread),
        known(right),
        known(rightSpread)
      };
    }

    private static float known(Double value) {
      return value == null ? 0 : value.floatValue();
    }
  }

  private Similarity() {}

  /** What makes people alike: the words of the setting {@code reenact.similarity}. */
  enum By {
    /** The anchors, averaged over a person's cohorts. */
    ANCHOR,
    /**
     * Mean and spread of the openings of mouth and eyes, each measured in its spread over all
     * people.
     */
    EXPRESSION;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Map<String, float[]> features(StageContext context, By by) {
    return switch (by) {
      case ANCHOR -> anchors(context);
      case EXPRESSION -> openings(context);
    };
  }

  private static Dataset<Row> living(StageContext context, Table table) {
    return GoneData.of(context.spark(), context.workspace()).living(context.table(table), table);
  }

  private static Map<String, float[]> anchors(StageContext context) {
    Map<String, float[]> sums = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Anchor a : RowCodec.of(Anchor.class).list(living(context, Table.PERSONS))) {
      float[] sum = sums.computeIfAbsent(a.identity(), k -> new float[a.anchor().length]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += a.anchor()[i];
      }
      counts.merge(a.identity(), 1, Integer::sum);
    }
    sums.forEach(
        (who, sum) -> {
          for (int i = 0; i < sum.length; i++) {
            sum[i] /= counts.get(who);
          }
        });
    return sums;
  }

  private static Map<String, float[]> openings(StageContext context) {
    Map<String, float[]> features = new HashMap<>();
    for (Openings o :
        RowCodec.of(Openings.class)
            .list(
                living(context, Table.TRACKS)
                    .where(col(TrackRow::usable))
                    .groupBy(col(TrackRow::identity))
                    .agg(
                        functions.avg(col(TrackRow::mouth)).as(name(Openings::mouth)),
                        functions.stddev_pop(col(TrackRow::mouth)).as(name(Openings::mouthSpread)),
                        functions.avg(col(TrackRow::leftEye)).as(name(Openings::left)),
                        functions.stddev_pop(col(TrackRow::leftEye)).as(name(Openings::leftSpread)),
                        functions.avg(col(TrackRow::rightEye)).as(name(Openings::right)),
                        functions
                            .stddev_pop(col(TrackRow::rightEye))
                            .as(name(Openings::rightSpread))))) {
      features.put(o.identity(), o.vector());
    }
    for (int i = 0; i < Openings.SIZE; i++) {
      int k = i;
      double mean = features.values().stream().mapToDouble(f -> f[k]).average().orElse(0);
      double spread =
          Math.sqrt(
              features.values().stream()
                  .mapToDouble(f -> (f[k] - mean) * (f[k] - mean))
                  .average()
                  .orElse(0));
      features.values().forEach(f -> f[k] = (float) (f[k] / Math.max(1e-6, spread)));
    }
    return features;
  }
}
