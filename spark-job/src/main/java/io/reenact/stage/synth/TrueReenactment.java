package io.reenact.stage.synth;

import static io.reenact.row.Columns.col;

import io.reenact.console.Meter;
import io.reenact.console.Work;
import io.reenact.error.UserError;
import io.reenact.row.RowCodec;
import io.reenact.row.SynthClipRow;
import io.reenact.runner.StageContext;
import io.reenact.synth.ClipMaker;
import io.reenact.synth.ClipSettings;
import io.reenact.table.Table;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.VideoWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The true result of a reenactment within a synthetic corpus, by numbers of people and clip.
 *
 * @param source whose looks
 * @param driver whose expression and camera
 * @param clip of the driver
 */
public record TrueReenactment(int source, int driver, int clip) {
  private static final Pattern FORM = Pattern.compile("s(\\d{4,9})=s(\\d{4,9})/c(\\d{2,9})");

  /**
   * Reads {@code s0000=s0001/c00}.
   *
   * @throws UserError if it looks otherwise
   */
  public static TrueReenactment parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new UserError(
          "--truth-for " + text + ": write SOURCE=DRIVER/CLIP, such as s0000=s0001/c00");
    }
    return new TrueReenactment(
        Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
  }

  /**
   * Renders it as the corpus was made, without noise.
   *
   * @param context of the corpus's folder of truth
   * @param head the head model that the corpus was made with, or null
   * @param frame one frame, written as PNG; null: all, as mp4
   */
  public void write(StageContext context, SynthSettings.Head head, Integer frame, String to) {
    SynthClipRow row = row(context);
    if (row.kind().equals("head-model") != (head != null)) {
      throw new UserError(
          head == null
              ? "this corpus was made with a head model; give the same --head-model"
              : "this corpus was made without a head model; leave out --head-model");
    }
    int frames = row.frames();
    if (frame != null && (frame < 0 || frame >= frames)) {
      throw new UserError("--frame " + frame + ": the clip has frames 0 to " + (frames - 1));
    }
    ClipSettings clips = ClipSettings.of(row.size(), row.seconds());
    SynthSettings made = new SynthSettings(clips, row.corpusSeed(), head);
    try (ClipMaker maker = made.open(context.hadoop())) {
      if (frame != null) {
        Images.writePng(
            maker.trueFrame(source, driver, clip, frame).image(),
            to,
            context.hadoop(),
            Provenance.person());
      } else {
        video(maker, frames, to, context);
      }
    }
    context.console().line("true reenactment: " + to);
  }

  private void video(ClipMaker maker, int frames, String to, StageContext context) {
    ClipSettings s = maker.settings();
    try (VideoWriter video =
            VideoWriter.create(
                to,
                context.hadoop(),
                s.size(),
                s.size(),
                s.fps(),
                s.quality(),
                Provenance.person());
        Meter meter = context.console().meter(SynthStage.NAME)) {
      for (int i = 0; i < frames; i++) {
        video.write(maker.trueFrame(source, driver, clip, i).image(), maker.ptsUs(i));
        meter.to(Work.of(i + 1, frames), (i + 1) + "/" + frames);
      }
      video.finish();
    }
  }

  private SynthClipRow row(StageContext context) {
    String identity = ClipMaker.identityName(driver);
    String name = ClipMaker.clipName(clip);
    List<SynthClipRow> rows =
        RowCodec.of(SynthClipRow.class)
            .list(
                context
                    .table(Table.SYNTH_CLIPS)
                    .where(col(SynthClipRow::identity).equalTo(identity))
                    .where(col(SynthClipRow::clip).equalTo(name)));
    if (rows.isEmpty()) {
      throw new UserError("the corpus has no clip " + identity + "/" + name + "; see its folders");
    }
    return rows.get(0);
  }
}
