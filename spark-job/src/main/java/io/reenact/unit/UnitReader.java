package io.reenact.unit;

import io.reenact.error.UserError;
import io.reenact.row.RowCodec;
import io.reenact.table.Records;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
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
  public <R extends Record> List<R> rows(String unit, Class<R> type) throws IOException {
    Table table = Table.of(type);
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
    List<R> rows = new ArrayList<>();
    for (UnitFile file : attempt.files()) {
      if (table.folder().equals(file.table())) {
        read(file, RowCodec.of(type), rows);
      }
    }
    return rows;
  }

  private <R extends Record> R row(String line, RowCodec<R> codec, UnitFile file) {
    try {
      return codec.json(line);
    } catch (IOException e) {
      throw Records.refused(store.workspace().resolve(file.path()), e, UnitStore.REMEDY);
    }
  }

  private <R extends Record> void read(UnitFile file, RowCodec<R> codec, List<R> rows)
      throws IOException {
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
        rows.add(row(line, codec, file));
      }
    }
  }
}
