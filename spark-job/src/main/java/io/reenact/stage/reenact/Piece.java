package io.reenact.stage.reenact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.UserError;
import io.reenact.runner.StageContext;
import io.reenact.runner.UnitContext;
import io.reenact.settings.Settings;
import io.reenact.table.Records;
import io.reenact.table.UnitKey;
import io.reenact.text.Json;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What a piece of a long render says of itself, in a file of its unit: {@code
 * files/pieces/<render>/<number>.json}. The stage that joins pieces finds there what belongs
 * together, whoever rendered it and when.
 *
 * @param unit its key
 * @param render the render's id, which is the key of the first piece
 * @param source who is shown
 * @param driver who moves
 * @param how settings of the section reenact
 * @param segment its number, from 0
 * @param cuts where the pieces begin, and the end; frames
 * @param mix clips beside the driver's; null in pieces of older versions: none
 */
public record Piece(
    String unit,
    String render,
    ReenactStage.Source source,
    ReenactStage.Driver driver,
    JsonNode how,
    int segment,
    List<Integer> cuts,
    Mix mix) {
  private static final String KIND = "pieces";
  private static final String PART = ", part ";
  private static final String FIRST = PART + "1 of ";
  private static final String REMEDY =
      "delete it with its unit's folder and run reenact again, if this workspace is your own";

  /**
   * @throws UserError if it is no piece
   */
  public Piece {
    if (unit == null || render == null || source == null || driver == null || how == null) {
      throw new UserError("unit, render, source, driver and how are needed");
    }
    if (cuts == null || segment < 0 || segment + 1 >= cuts.size()) {
      throw new UserError("piece " + segment + " is not between the cuts " + cuts);
    }
  }

  /**
   * Those of the last request that are done.
   *
   * @param whole in order, by render, where all pieces of the render are there
   * @param lacking how many renders lack some
   */
  public record Found(Map<String, List<Piece>> whole, int lacking) {}

  /** What people read behind the name of a render. */
  static String label(int segment, int pieces) {
    return PART + (segment + 1) + " of " + pieces;
  }

  /** Keeps a piece's record with its unit. */
  static void keep(ReenactStage.Spec spec, UnitContext unit) throws IOException {
    Piece piece =
        new Piece(
            unit.key().hex(),
            spec.render(),
            spec.source(),
            spec.driver(),
            Json.mapper().valueToTree(spec.how()),
            spec.segment(),
            spec.cuts(),
            spec.mix());
    java.nio.file.Path file = unit.scratch().resolve("piece.json");
    Files.write(file, Json.bytes(piece));
    unit.writeNumbered(
        KIND, spec.render(), String.format(Locale.ROOT, "%06d.json", spec.segment() + 1), file);
  }

  /** The pieces of the last request: what is planned says which, what is committed says whether. */
  public static Found find(StageContext context) throws IOException {
    UnitStore units = new UnitStore(context.workspace(), context.hadoop());
    Map<String, List<Piece>> whole = new LinkedHashMap<>();
    int lacking = 0;
    for (Plans.Planned planned :
        Plans.read(context.workspace(), units.store(), ReenactStage.NAME)) {
      if (!planned.label().contains(FIRST)) {
        continue;
      }
      List<Piece> pieces = of(planned.unit(), units);
      if (!pieces.isEmpty() && pieces.size() == pieces.get(0).cuts().size() - 1) {
        whole.put(planned.unit(), pieces);
      } else {
        lacking++;
      }
    }
    return new Found(whole, lacking);
  }

  private static List<Piece> of(String render, UnitStore units) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (FileStatus file : units.store().list(new Path(units.workspace().files(KIND), render))) {
      Path path = units.store().qualify(file.getPath());
      Piece piece = Records.read(units.store().read(path), Piece.class, path, REMEDY);
      String relative = units.workspace().relative(path);
      boolean committed =
          units
              .committed(ReenactStage.NAME, new UnitKey(piece.unit()))
              .filter(a -> a.files().stream().anyMatch(f -> f.path().equals(relative)))
              .isPresent();
      if (committed) {
        pieces.add(piece);
      }
    }
    pieces.sort(Comparator.comparingInt(Piece::segment));
    return pieces;
  }

  /** What was rendered. Settings that came later than the piece have their defaults. */
  public ReenactStage.Spec spec() {
    ObjectNode tree = Json.mapper().createObjectNode();
    tree.set(ReenactStage.NAME, how);
    ReenactSettings settings =
        Settings.defaults()
            .with(tree, "the piece of " + source.identity())
            .section(ReenactStage.NAME, ReenactSettings.class);
    return new ReenactStage.Spec(
        render, source, driver, settings, segment, cuts, null, mix == null ? Mix.NONE : mix);
  }
}
