package io.reenact.stage.reenact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.BadInput;
import io.reenact.error.BadSetting;
import io.reenact.error.StorageErrors;
import io.reenact.error.Suggestions;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.runner.StageContext;
import io.reenact.table.Tables;
import io.reenact.text.TableFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads a request's rows: columns source, driver (may be empty if there is an expression), clip,
 * and settings of the section reenact; what is missing or null takes the run's settings.
 */
final class RequestReader {
  private final StageContext context;
  private final ReenactSettings base;
  private final Checked<ReenactSettings> unchanged;
  private final ObjectNode defaults;
  private final Map<Map<String, String>, Checked<ReenactSettings>> looks = new HashMap<>();

  RequestReader(StageContext context) {
    this.context = context;
    this.base = ReenactSettings.of(context);
    this.unchanged = new Checked.Fine<>(base);
    this.defaults = context.settings().section(ReenactStage.NAME);
  }

  /** The rows of a table, in its order; one partition at a time is in memory. */
  void rows(RenderRequest request, Consumer<RenderRequest.Asked> to) {
    Dataset<Row> table = open(request);
    List<String> columns = List.of(table.columns());
    if (!columns.contains("source")) {
      throw new UserError(shown(request) + " has no column source; it has " + columns);
    }
    List<String> settings = new ArrayList<>();
    for (String c : columns) {
      if (defaults.has(c) && !ReenactSettings.WHO.contains(c)) {
        settings.add(c);
      } else if (!List.of("source", "driver", "clip").contains(c)) {
        throw new UserError(
            shown(request)
                + " has an unknown column "
                + c
                + Suggestions.of(c, known())
                + "; known are source, driver, clip and the settings of the section reenact");
      }
    }
    int[] at = settings.stream().mapToInt(columns::indexOf).toArray();
    int driver = columns.indexOf("driver");
    int clip = columns.indexOf("clip");
    try {
      Iterator<Row> it = table.toLocalIterator();
      while (it.hasNext()) {
        Row r = it.next();
        to.accept(
            asked(
                text(r, columns.indexOf("source")),
                text(r, driver),
                text(r, clip),
                r,
                settings,
                at));
      }
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(request, e);
    }
  }

  private List<String> known() {
    List<String> names = new ArrayList<>(List.of("source", "driver", "clip"));
    defaults.fieldNames().forEachRemaining(names::add);
    names.removeAll(ReenactSettings.WHO);
    return names;
  }

  private RenderRequest.Asked asked(
      String source, String driver, String clip, Row r, List<String> settings, int[] at) {
    if (source == null) {
      return new RenderRequest.Asked(
          "?",
          driver,
          clip,
          new Checked.Refused<>(new UserError("source is empty: name an identity")));
    }
    Map<String, String> own = new TreeMap<>();
    for (int i = 0; i < at.length; i++) {
      if (!r.isNullAt(at[i])) {
        own.put(settings.get(i), String.valueOf(r.get(at[i])));
      }
    }
    if (CaptureDriver.is(driver)) {
      return captured(source, driver, own);
    }
    Checked<ReenactSettings> how =
        own.isEmpty() ? unchanged : looks.computeIfAbsent(own, this::look);
    return new RenderRequest.Asked(source, driver, clip, how);
  }

  private RenderRequest.Asked captured(String source, String driver, Map<String, String> own) {
    try {
      Map<String, String> all = CaptureDriver.settings(driver, own, base.camera().toString());
      return new RenderRequest.Asked(source, null, null, looks.computeIfAbsent(all, this::look));
    } catch (BadSetting e) {
      return new RenderRequest.Asked(source, null, null, new Checked.Refused<>(e));
    }
  }

  /** The settings with a row's own over them, or why they can't be used. */
  private Checked<ReenactSettings> look(Map<String, String> own) {
    return Checked.of(() -> base.with(context, own));
  }

  private Dataset<Row> open(RenderRequest request) {
    try {
      if (request instanceof RenderRequest.Queried q) {
        Tables.views(context.spark(), context.workspace());
        return context.spark().sql(q.sql());
      }
      String uri = ((RenderRequest.Listed) request).uri();
      return TableFiles.user(context.spark(), "request", uri, Map.of());
    } catch (UserError e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      throw broken(request, e);
    }
  }

  private static String shown(RenderRequest request) {
    return request instanceof RenderRequest.Listed l ? "request " + l.uri() : "--request-sql";
  }

  private static UserError broken(RenderRequest request, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String what = shown(request) + " can't be read: ";
    return StorageErrors.known(e)
        .<UserError>map(store -> new UnusableStore(what + store, e))
        .orElseGet(() -> new BadInput(what + why, e));
  }

  private static String text(Row r, int at) {
    if (at < 0 || r.isNullAt(at)) {
      return null;
    }
    String s = String.valueOf(r.get(at)).strip();
    return s.isEmpty() ? null : s;
  }
}
