package io.reenact.unit;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.UserError;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Rows of other units, read on an executor. What a stage plans with comes from published tables;
 * what an engine computes with is read here, by the unit that the rows name.
 */
public final class UnitReader {
  private final UnitStore store;

  /**
   * @param store of the workspace
   */
  public UnitReader(UnitStore store) {
    this.store = store;
  }

  /**
   * The rows of one table that a committed unit wrote, in their order.
   *
   * @throws UserError if the unit has no valid result
   * @throws IOException if a file can't be read or was changed
   */
  public List<JsonNode> rows(String unit, Table table) throws IOException {
    String stage = table.madeBy();
    Attempt attempt =
        store
            .committed(stage, new UnitKey(unit))
            .orElseThrow(
                () ->
                    new UserError(
                        "result "
                            + unit
                            + " of stage "
                            + stage
                            + " is gone from the workspace; run "
                            + stage
                            + " again"));
    List<JsonNode> rows = new ArrayList<>();
    for (UnitFile file : attempt.files()) {
      if (table.folder().equals(file.table())) {
        read(file, rows);
      }
    }
    return rows;
  }

  private void read(UnitFile file, List<JsonNode> rows) throws IOException {
    byte[] bytes = store.store().read(store.workspace().resolve(file.path()));
    if (!Hashes.of(new ByteArrayInputStream(bytes)).equals(file.sha256())) {
      throw new IOException(
          file.path() + " was changed after it was committed; delete its unit's folder");
    }
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.add(Json.mapper().readTree(line));
      }
    }
  }
}
