package io.reenact.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.latent.Boundary;
import io.reenact.latent.FittedFolder;
import io.reenact.text.Json;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes boundaries as {@code NAME.npy}, float32 [1, w_dim], with their facts in {@code NAME.json}.
 */
public final class BoundaryFiles {
  private BoundaryFiles() {}

  /**
   * Checks a boundary's name, which becomes a file's.
   *
   * @throws UserError if it can't
   */
  public static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new BadSetting("--name '" + name + "': use letters, digits, - and _");
    }
  }

  /**
   * Writes a boundary; both files are replaced.
   *
   * @param facts what else the JSON says
   */
  public static void write(Boundary b, ObjectNode facts, String folder, Configuration hadoop)
      throws IOException {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("name", b.name());
    if (!Double.isNaN(b.intercept())) {
      json.put("intercept", rounded(b.intercept()));
    }
    if (!Double.isNaN(b.low())) {
      json.putArray("range").add(rounded(b.low())).add(rounded(b.high()));
    }
    json.setAll(facts);
    FittedFolder.write(folder, b.name() + ".npy", b.npy().encode(), hadoop);
    FittedFolder.write(
        folder,
        b.name() + ".json",
        Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json),
        hadoop);
  }

  private static double rounded(double v) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.6f", v));
  }
}
