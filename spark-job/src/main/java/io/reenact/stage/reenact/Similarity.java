package io.reenact.stage.reenact;

import com.fasterxml.jackson.annotation.JsonValue;
import io.reenact.runner.StageContext;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What the tables know of how alike people are: a vector a person. */
final class Similarity {
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
    for (Row r : living(context, Table.PERSONS).select("identity", "anchor").collectAsList()) {
      List<Float> anchor = r.getList(1);
      float[] sum = sums.computeIfAbsent(r.getString(0), k -> new float[anchor.size()]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += anchor.get(i);
      }
      counts.merge(r.getString(0), 1, Integer::sum);
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
    String[] names = {"mouth", "left_eye", "right_eye"};
    Column[] more = new Column[2 * names.length - 1];
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        more[2 * i - 1] = functions.avg(names[i]);
      }
      more[2 * i] = functions.stddev_pop(names[i]);
    }
    Map<String, float[]> features = new HashMap<>();
    for (Row r :
        living(context, Table.TRACKS)
            .where("usable")
            .groupBy("identity")
            .agg(functions.avg(names[0]), more)
            .collectAsList()) {
      float[] f = new float[2 * names.length];
      for (int i = 0; i < f.length; i++) {
        f[i] = r.isNullAt(i + 1) ? 0 : (float) r.getDouble(i + 1);
      }
      features.put(r.getString(0), f);
    }
    for (int i = 0; i < 2 * names.length; i++) {
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
