package io.reenact.udf;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Gives every session the functions of {@link ReenactFunctions}: {@code
 * spark.sql.extensions=io.reenact.udf.ReenactExtensions}.
 */
public final class ReenactExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    ReenactFunctions.inject(extensions);
    return BoxedUnit.UNIT;
  }
}
