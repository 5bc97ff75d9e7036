package io.reenact.publish;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.reenact.table.Table;
import io.reenact.table.Workspace;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that a damaged table lacks. A subject (a clip, a cohort) whose rows are there, whole, is
 * left alone, so that what newer units replaced stays replaced. One of which a part is left gets
 * all rows of the unit that the rest is of; one that is gone those of the newest unit.
 */
final class Lacking {
  private static final String RANK = "_rank";
  private static final String ROWS = "_rows";
  private static final String THERE = "_there";

  private Lacking() {}

  /**
   * @param old what is left of the table
   * @param candidates ended attempts with rows in the table, the newest last
   */
  static Dataset<Row> rows(
      SparkSession spark,
      Workspace workspace,
      Table table,
      Dataset<Row> old,
      List<Packed> candidates) {
    Dataset<Row> rows = UnitRows.read(spark, workspace, table, candidates);
    Set<String> units = new LinkedHashSet<>();
    for (Packed candidate : candidates) {
      units.remove(candidate.unit());
      units.add(candidate.unit());
    }
    List<Row> ranked = new ArrayList<>();
    units.forEach(unit -> ranked.add(RowFactory.create(unit, ranked.size())));
    Dataset<Row> ranks =
        spark.createDataFrame(
            ranked,
            new StructType()
                .add(Table.UNIT, DataTypes.StringType)
                .add(RANK, DataTypes.IntegerType));
    String[] subject = table.subject().toArray(String[]::new);
    List<String> keys = new ArrayList<>(table.subject());
    if (!keys.contains(Table.UNIT)) {
      keys.add(Table.UNIT);
    }
    String[] key = keys.toArray(String[]::new);
    Dataset<Row> should = counted(rows, key, ROWS).join(ranks, Table.UNIT);
    Dataset<Row> there = counted(old, key, THERE);
    Dataset<Row> partly =
        should.join(there, key).where(col(THERE).notEqual(col(ROWS))).select(columns(key));
    Dataset<Row> gone =
        should.join(there.select(columns(subject)).distinct(), subject, "left_anti");
    Dataset<Row> newest = gone.groupBy(columns(subject)).agg(max(RANK).as(RANK));
    List<String> bySubjectAndRank = new ArrayList<>(table.subject());
    bySubjectAndRank.add(RANK);
    Dataset<Row> absent =
        gone.join(newest, bySubjectAndRank.toArray(String[]::new)).select(columns(key));
    return rows.join(partly.unionByName(absent).distinct(), key, "left_semi");
  }

  private static Dataset<Row> counted(Dataset<Row> rows, String[] key, String name) {
    return rows.groupBy(columns(key)).agg(count(lit(1)).as(name));
  }

  private static Column[] columns(String[] names) {
    return java.util.Arrays.stream(names).map(n -> col(n)).toArray(Column[]::new);
  }
}
