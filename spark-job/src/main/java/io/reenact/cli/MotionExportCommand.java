package io.reenact.cli;

import io.reenact.runner.StageContext;
import io.reenact.stage.motion.MotionExport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes motions as files. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes motions of the table motion as files: OUT/IDENTITY_CLIP.csv or .npz, of latents"
          + " OUT/IDENTITY_CLIP_COHORT.csv.",
      "A CSV has the columns of Live Link Face; angles are radians. Frames without a face are left"
          + " out of it, and are NaN in an .npz."
    })
final class MotionExportCommand implements Callable<Integer> {
  @ParentCommand private MotionCommand parent;
  @Mixin private WorkspaceOption workspace;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the files, on any Hadoop file system; made if it is not there.")
  private String out;

  @Option(
      names = "--format",
      split = ",",
      defaultValue = "csv",
      description = "csv, npz or both, with a comma between them; default ${DEFAULT-VALUE}.")
  private List<MotionExport.Format> formats;

  @Option(names = "--identity", paramLabel = "ID", description = "Only of this person.")
  private String identity;

  @Option(names = "--clip", paramLabel = "CLIP", description = "Only of clips of this name.")
  private String clip;

  @Option(
      names = "--origin",
      description = "Only what was read from pictures, or from the latents of this cohort.")
  private String origin;

  @Option(names = "--raw", description = "As it was read, before smoothing.")
  private boolean raw;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("motion export", workspace.verbose);
    Sessions.workspace(spark, workspace.workspace, parent.console());
    StageContext context =
        Sessions.context(spark, workspace.workspace, new SettingsOptions(), parent.console());
    List<String> files =
        new MotionExport(context)
            .write(new MotionExport.Choice(identity, clip, origin, raw), formats, out);
    files.forEach(file -> parent.console().line("motion: " + file));
    return 0;
  }
}
