package io.reenact.cli;

import io.reenact.error.UserError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.jdk.javaapi.CollectionConverters;

/** Tells queries from statements that change something. */
final class ReadOnly {
  /** How the classes of Spark's commands begin that only tell what there is. */
  private static final Pattern TELLS = Pattern.compile("(Show|Describe|Explain|List).*");

  /** Statements of several others. */
  private static final Set<String> SCRIPTS = Set.of("CompoundBody");

  private ReadOnly() {}

  /**
   * Refuses what is no query.
   *
   * @throws UserError naming the statement
   * @throws ParseException if it is no SQL
   */
  static void require(SparkSession spark, String sql) throws ParseException {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.SparkSession) spark)
            .sessionState()
            .sqlParser()
            .parsePlan(sql);
    Deque<LogicalPlan> todo = new ArrayDeque<>();
    todo.add(plan);
    while (!todo.isEmpty()) {
      LogicalPlan node = todo.remove();
      String kind = node.getClass().getSimpleName();
      boolean acts =
          node instanceof Command
              || node instanceof ParsedStatement
              || node instanceof InsertIntoDir
              || SCRIPTS.contains(kind);
      if (acts && !TELLS.matcher(kind).matches()) {
        throw new UserError(
            "sql only reads: "
                + sql.strip().lines().findFirst().orElse("").split("[\\s(;]")[0]
                + " would change something; write a query, or SHOW, DESCRIBE or EXPLAIN");
      }
      todo.addAll(CollectionConverters.asJava(node.children()));
    }
  }
}
