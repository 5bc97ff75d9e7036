package io.reenact.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.runner.Parallel;
import io.reenact.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Openings over time of renders, on pages that follow those of the renders. */
final class CurvePages {
  static final String KIND = "curves";

  /** How many a page has: the page of a render follows from its place. */
  static final int EACH = 50;

  private final Pages pages;
  private final RenderFile files;
  private final List<String> waiting = new ArrayList<>();

  CurvePages(ReportFolder folder, RenderFile files) {
    this.pages = new Pages(folder, KIND, EACH);
    this.files = files;
  }

  /** The next render. */
  void add(String renderId) throws IOException {
    waiting.add(renderId);
    if (waiting.size() == EACH) {
      write();
    }
  }

  private void write() throws IOException {
    Map<String, JsonNode> read = new ConcurrentHashMap<>();
    Parallel.forEach(
        waiting,
        id -> {
          byte[] json = files.read(id).orElse(null);
          if (json != null && Json.mapper().readTree(json) instanceof ObjectNode curve) {
            read.put(id, curve.put("id", id));
          }
        });
    for (String id : waiting) {
      // One without openings takes its place all the same.
      JsonNode curve = read.get(id);
      pages.add(curve == null ? Map.of("id", "") : curve);
    }
    waiting.clear();
  }

  /** Writes what is left; how many pages there are, 0 where no render has any. */
  int finish() throws IOException {
    write();
    int written = pages.finish();
    return files.any() ? written : 0;
  }
}
