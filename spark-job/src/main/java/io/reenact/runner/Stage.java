package io.reenact.runner;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One step of the flow: reads tables, plans units, and names the engine that does them. {@link
 * StageRunner} does the rest: skipping what is done, packing, running, publishing, reporting.
 */
public interface Stage<S extends Serializable> {
  /** Lower case; also the folder of its units. */
  String name();

  /** Raise it when the same inputs and settings give another result; old units are then redone. */
  int version();

  /**
   * The units, in any order.
   *
   * @throws io.reenact.error.UserError if there is nothing to do and why
   */
  List<Unit<S>> plan(StageContext context);

  /** What does the units. */
  UnitEngine<S> engine(StageContext context);

  /** The settings that count for its results; hashed into every record. */
  Object settings(StageContext context);

  /** Whether a unit uses a GPU if there is one. */
  default boolean usesGpu() {
    return false;
  }

  /** CPU threads of one unit. */
  default int threads(StageContext context) {
    return 1;
  }

  /**
   * Whether units may fail, however many: the run goes on, since a later stage says of all that it
   * was asked for what could not be had.
   */
  default boolean mayFail() {
    return false;
  }

  /** Versions to record with every unit. */
  default Map<String, String> versions() {
    return Map.of();
  }
}
