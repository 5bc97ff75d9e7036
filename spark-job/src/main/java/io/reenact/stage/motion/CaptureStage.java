package io.reenact.stage.motion;

import io.reenact.motion.Arkit;
import io.reenact.motion.Capture;
import io.reenact.motion.LiveLinkReader;
import io.reenact.row.MotionRow;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import io.reenact.text.TextFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Puts a capture of another program into the table motion: one unit. */
public final class CaptureStage implements Stage<CaptureStage.Spec> {
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
    String text = text(context.hadoop());
    Capture capture = LiveLinkReader.parse(text, spec.file());
    capture.notes().forEach(note -> context.console().line("motion: " + note));
    Map<String, Object> decides =
        Map.of(
            "capture", Hashes.hex(Hashes.sha256().digest(text.getBytes(StandardCharsets.UTF_8))),
            "identity", spec.identity(),
            "clip", spec.clip());
    return List.of(
        new Unit<>(
            UnitKey.of(name(), version(), decides),
            spec.identity() + "/" + spec.clip(),
            0.1,
            spec));
  }

  private String text(Configuration hadoop) {
    return TextFiles.text("capture", spec.file(), hadoop);
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return CaptureStage::write;
  }

  private static void write(Spec spec, UnitContext unit) throws IOException {
    Capture capture =
        LiveLinkReader.parse(TextFiles.text("capture", spec.file(), unit.hadoop()), spec.file());
    List<MotionRow> rows = new ArrayList<>();
    for (int i = 0; i < capture.rows().size(); i++) {
      rows.add(row(spec, capture, i));
    }
    unit.frames(rows.size());
    unit.writeRows(MotionRow.class, rows.iterator());
  }

  private static MotionRow row(Spec spec, Capture capture, int frame) {
    Capture.Row r = capture.rows().get(frame);
    Map<String, Float> expression = new LinkedHashMap<>();
    for (int k = 0; k < r.values().length; k++) {
      float value = r.values()[k];
      Arkit.names(capture.shapes().get(k)).forEach(name -> expression.put(name, value));
    }
    float[] gaze = {(float) r.gazeYaw(), (float) r.gazePitch()};
    float[] head =
        r.head() == null
            ? new float[3]
            : new float[] {
              (float) r.head().yaw(), (float) r.head().pitch(), (float) r.head().roll()
            };
    return new MotionRow(
        spec.identity(),
        spec.clip(),
        frame,
        r.ptsUs(),
        ORIGIN,
        expression,
        expression,
        gaze,
        gaze,
        head,
        null,
        null,
        null,
        null,
        1);
  }
}
