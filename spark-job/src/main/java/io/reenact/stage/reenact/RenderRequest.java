package io.reenact.stage.reenact;

import java.io.Serializable;

/** Who is to be rendered by whom, and how. */
public sealed interface RenderRequest extends Serializable {
  /** The pairs of the setting {@code reenact.pairs}. */
  record Preset() implements RenderRequest {}

  /**
   * A table of rows: CSV with a header, JSON lines or Parquet.
   *
   * @param uri on any Hadoop file system
   */
  record Listed(String uri) implements RenderRequest {}

  /**
   * The rows of a query over the workspace's tables.
   *
   * @param sql the query
   */
  record Queried(String sql) implements RenderRequest {}

  /**
   * One row.
   *
   * @param source identity
   * @param driver identity; null: nobody, the expression comes from numbers
   * @param clip of the driver; null: all of them
   * @param how settings of this row, or why they can't be used
   */
  record Asked(String source, String driver, String clip, Checked<ReenactSettings> how) {}
}
