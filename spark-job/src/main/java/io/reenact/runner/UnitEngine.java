package io.reenact.runner;

import java.io.Serializable;

/**
 * Does units on an executor. It is serialized to the executors, so it holds settings and no
 * resources; models come from caches of the JVM.
 */
@FunctionalInterface
public interface UnitEngine<S extends Serializable> extends Serializable {
  /**
   * Does one unit. What it writes through {@code unit} counts once this returns.
   *
   * @throws io.reenact.error.UserError for what the user can mend; shown as its one line
   * @throws Exception for anything else; the unit is recorded as failed and tried again on a rerun
   */
  void run(S spec, UnitContext unit) throws Exception;
}
