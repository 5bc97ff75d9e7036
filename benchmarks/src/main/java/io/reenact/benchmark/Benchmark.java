package io.reenact.benchmark;

import io.reenact.suite.Main;

/** One benchmark. To add one: implement this, and name it in {@link Main}. */
public interface Benchmark {
  /** The name on the command line and in the first column. */
  String name();

  /**
   * Measures.
   *
   * @param out receives the rows
   * @throws Exception whatever stops the measurement; the run goes on with the next benchmark and
   *     fails in the end
   */
  void run(Rows out) throws Exception;
}
