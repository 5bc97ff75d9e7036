package io.reenact.stage.motion;

import io.reenact.error.BadInput;
import io.reenact.error.InputText;
import io.reenact.error.UnusableStore;
import io.reenact.motion.LiveLinkReader;
import io.reenact.motion.MotionFrame;
import io.reenact.motion.MotionSequence;
import io.reenact.motion.NpzReader;
import io.reenact.row.MotionRow;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Puts a capture of another program into the table motion: one unit. */
public final class CaptureStage implements Stage<CaptureStage.Spec> {
  private static final int LARGEST = 256 << 20;

  private final Spec spec;

  /**
   * A capture.
   *
   * @param file on any Hadoop file system
   * @param identity whose motion it is
   * @param clip what it is called
   */
  public record Spec(String file, String identity, String clip) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param spec the file, and the name that its motion gets
   */
  public CaptureStage(Spec spec) {
    this.spec = spec;
  }

  /** What the table calls the origin of captures. */
  private static final String ORIGIN = "capture";

  @Override
  public String name() {
    return MotionStage.NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    byte[] file = bytes(spec.file(), context.hadoop());
    notes(spec.file(), file).forEach(note -> context.console().line("motion: " + note));
    Map<String, Object> decides =
        Map.of(
            "capture", Hashes.hex(Hashes.sha256().digest(file)),
            "identity", spec.identity(),
            "clip", spec.clip());
    return List.of(
        new Unit<>(
            UnitKey.of(name(), version(), decides),
            spec.identity() + "/" + spec.clip(),
            0.1,
            spec));
  }

  private static byte[] bytes(String uri, Configuration hadoop) {
    Path path = new Path(uri);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return in.readNBytes(LARGEST);
    } catch (FileNotFoundException e) {
      throw new BadInput("capture " + uri + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or("capture " + uri + " can't be read", e);
    }
  }

  /** Reads it, to find what is wrong before anything is begun. */
  private static List<String> notes(String uri, byte[] file) {
    if (isNpz(uri)) {
      NpzReader.parse(file, uri);
      return List.of();
    }
    return LiveLinkReader.parse(InputText.of(file, uri), uri).notes();
  }

  private static boolean isNpz(String uri) {
    return uri.toLowerCase(Locale.ROOT).endsWith(".npz");
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return CaptureStage::write;
  }

  private static void write(Spec spec, UnitContext unit) throws IOException {
    byte[] file = bytes(spec.file(), unit.hadoop());
    MotionSequence motion =
        isNpz(spec.file())
            ? NpzReader.parse(file, spec.file())
            : LiveLinkReader.parse(InputText.of(file, spec.file()), spec.file()).motion();
    List<MotionRow> rows = new ArrayList<>();
    for (int i = 0; i < motion.frames().size(); i++) {
      rows.add(row(spec, motion, i));
    }
    unit.frames(rows.size());
    unit.writeRows(MotionRow.class, rows.iterator());
  }

  private static MotionRow row(Spec spec, MotionSequence motion, int frame) {
    MotionFrame f = motion.frames().get(frame);
    MotionCells cells = MotionCells.of(motion.shapes(), f);
    return new MotionRow(
        spec.identity(),
        spec.clip(),
        frame,
        f.ptsUs(),
        ORIGIN,
        cells.expression(),
        cells.expression(),
        cells.gaze(),
        cells.gaze(),
        cells.head(),
        null,
        null,
        null,
        null,
        (float) f.confidence());
  }
}
