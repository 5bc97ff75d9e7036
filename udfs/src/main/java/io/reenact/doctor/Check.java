package io.reenact.doctor;

import ai.djl.engine.EngineException;
import io.reenact.error.UserError;
import java.util.List;

/** Looks at one thing. */
public interface Check {
  /** What it finds; several where one thing has several sides. */
  List<Finding> look();

  /**
   * Looks, and turns a failure into a finding: a doctor's visit goes on.
   *
   * @param what the thing, for that finding
   */
  static List<Finding> safely(String what, Check check) {
    try {
      return check.look();
    } catch (UserError e) {
      return List.of(Finding.fault(what, e.getMessage(), ""));
    } catch (EngineException | IllegalStateException | IllegalArgumentException | LinkageError e) {
      String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return List.of(
          Finding.fault(
              what,
              "can't be used (" + e.getClass().getSimpleName() + ": " + said + ")",
              "the log has all of it"));
    }
  }
}
