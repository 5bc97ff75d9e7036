package io.reenact.row;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record the row of a table: its components are the columns, in order, each with {@link
 * Holds}. A primitive component is a column that every row has; of others, rows of older versions
 * may have none, which reads as null.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RowOf {
  /** The table's folder and the SQL view's name. */
  String table();

  /** What a row is. */
  String about();

  /** The stage whose units write it. */
  String stage();

  /** The columns that say what a row is about: newer rows of a subject replace its older ones. */
  String[] subject();

  /** The columns by which published files are sorted. */
  String[] order();
}
