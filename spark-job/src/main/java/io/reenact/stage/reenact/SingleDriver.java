package io.reenact.stage.reenact;

import io.reenact.runner.StageContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Everyone by the driver that the setting {@code reenact.driver} names. */
final class SingleDriver {
  private SingleDriver() {}

  /**
   * A row a person.
   *
   * @param how the run's settings
   * @param people who are driven
   * @throws io.reenact.error.UserError if the driver is a capture that can't be used
   */
  static List<RenderRequest.Asked> of(
      ReenactSettings how, Collection<String> people, StageContext context, LookCheck check) {
    String driver = how.driver();
    if (CaptureDriver.is(driver)) {
      Map<String, String> own =
          how.expression().isEmpty() ? Map.of() : Map.of("expression", how.expression());
      ReenactSettings captured =
          how.with(context, CaptureDriver.settings(driver, own, how.camera().toString()));
      check.require(captured);
      return rows(people, null, null, captured);
    }
    int slash = driver.indexOf('/');
    return slash < 0
        ? rows(people, driver, null, how)
        : rows(people, driver.substring(0, slash), driver.substring(slash + 1), how);
  }

  private static List<RenderRequest.Asked> rows(
      Collection<String> people, String driver, String clip, ReenactSettings how) {
    Checked<ReenactSettings> all = new Checked.Fine<>(how);
    return people.stream()
        .map(source -> new RenderRequest.Asked(source, driver, clip, all))
        .toList();
  }
}
