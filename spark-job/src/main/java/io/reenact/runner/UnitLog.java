package io.reenact.runner;

import io.reenact.text.Json;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What logs and Spark's pages say of units. */
public final class UnitLog {
  private static final Logger LOG = LoggerFactory.getLogger(UnitLog.class);
  private static final int NAMED = 10;
  private static final int LONGEST = 60;

  private UnitLog() {}

  /** One line of JSON after the word {@code unit}: names from outside can't break it. */
  static void ended(Attempt a, long frames) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", a.stage());
    line.put("label", Names.printable(a.label()));
    line.put("unit", a.unit());
    line.put("attempt", a.attempt());
    line.put("status", a.status());
    line.put("frames", frames);
    line.put("seconds", a.seconds());
    line.put("split", a.split());
    line.put("device", a.device());
    line.put("error", a.error());
    LOG.info("unit {}", new String(Json.line(line), StandardCharsets.UTF_8));
    if (a.trace() != null) {
      LOG.info("unit {}: {}", a.unit(), a.trace());
    }
  }

  /** Of the job that does these units, in Spark's pages: the stage, and which units. */
  static String description(String stage, List<? extends Unit<?>> units) {
    String names =
        units.stream()
            .limit(NAMED)
            .map(u -> Names.printable(u.label()))
            .map(l -> l.length() > LONGEST ? l.substring(0, LONGEST) + "..." : l)
            .collect(Collectors.joining(", "));
    return "reenact "
        + stage
        + ": "
        + units.size()
        + (units.size() == 1 ? " unit: " : " units: ")
        + names
        + (units.size() > NAMED ? ", ..." : "");
  }
}
