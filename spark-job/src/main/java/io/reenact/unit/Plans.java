package io.reenact.unit;

import io.reenact.error.UserError;
import io.reenact.table.Records;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.Path;

/** What each stage last planned, so that {@code status} knows what is still to do. */
public final class Plans {
  private static final String REMEDY =
      "delete that file: the next run of its stage writes it again";

  private Plans() {}

  /**
   * One unit of a plan.
   *
   * @param unit its key
   * @param label for people
   * @param cost predicted
   */
  public record Planned(String unit, String label, double cost) {
    /**
     * @throws UserError if it is no planned unit
     */
    public Planned {
      if (unit == null || !unit.matches("[0-9a-f]{32}") || label == null) {
        throw new UserError("a unit's key and label are needed, unlike " + unit);
      }
    }
  }

  /** Replaces the stage's plan. */
  public static void write(Workspace workspace, Store store, String stage, List<Planned> units)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (Planned unit : units) {
        out.write(Json.line(Map.of("unit", unit.unit, "label", unit.label, "cost", unit.cost)));
        out.write('\n');
      }
    }
    store.writeAtomic(path(workspace, stage), bytes.toByteArray());
  }

  /** The stage's last plan; empty if it never made one. */
  public static List<Planned> read(Workspace workspace, Store store, String stage)
      throws IOException {
    Path path = path(workspace, stage);
    List<Planned> units = new ArrayList<>();
    if (store.exists(path)) {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(new ByteArrayInputStream(store.read(path))),
                  StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          units.add(
              Records.read(line.getBytes(StandardCharsets.UTF_8), Planned.class, path, REMEDY));
        }
      } catch (ZipException | EOFException e) {
        throw Records.refused(path, e, REMEDY);
      }
    }
    return units;
  }

  private static Path path(Workspace workspace, String stage) {
    return new Path(workspace.plans(), stage + ".jsonl.gz");
  }
}
