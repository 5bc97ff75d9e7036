package io.reenact.cli;

import io.reenact.error.BadSetting;
import io.reenact.runner.StageContext;
import io.reenact.stage.synth.SynthSettings;
import io.reenact.stage.synth.SynthStage;
import io.reenact.stage.synth.TrueReenactment;
import io.reenact.synth.ClipSettings;
import io.reenact.table.Workspace;
import io.reenact.video.Quality;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes a procedural corpus with its truth. */
@Command(
    name = SynthStage.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Makes clips of synthetic people, with the truth of every frame.",
      "Writes OUT/<identity>/<clip>.mp4 and, in Parquet, OUT/_truth/synth_clips and "
          + "OUT/_truth/synth_frames. With --head-model people are meshes, unlike what the "
          + "generator learnt from; without, the embedded generator is sampled. The same seed "
          + "gives the same clips and the same truth. What is done already is kept; to make clips "
          + "anew, delete OUT.",
      "With --truth-for it renders instead, from a corpus made before, the true picture of "
          + "one person with the expression and the camera of another's frame, sharp and without "
          + "noise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh synth --out corpus --identities 10 --seconds 4",
      "  ./submit.sh synth --head-model head_model.json --out corpus --blur 4 --noise 3 \\",
      "    --audio",
      "  ./submit.sh synth --head-model head_model.json --out s3a://b/corpus --identities 100 \\",
      "    --clips 3 --seconds 10 --size 512 --seed 7",
      "  ./submit.sh synth --head-model head_model.json --out corpus \\",
      "    --truth-for s0000=s0001/c00 --frame 12 --to true.png",
      "  ./submit.sh synth --head-model head_model.json --out corpus \\",
      "    --truth-for s0000=s0001/c00 --to true.mp4",
      "  ./submit.sh sql --workspace corpus/_truth \"SELECT identity, frame, gaze FROM"
          + " synth_frames\""
    })
final class SynthCommand implements Callable<Integer> {
  @ParentCommand private Reenact parent;

  @Option(
      names = "--head-model",
      paramLabel = "FILE",
      description = "head_model.json or its folder; default: the embedded generator.")
  private String headModel;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Folder of the corpus to make.")
  private String out;

  @Option(
      names = "--identities",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many people; default ${DEFAULT-VALUE}.")
  private int identities;

  @Option(
      names = "--clips",
      paramLabel = "K",
      defaultValue = "1",
      description = "How many clips of each person; default ${DEFAULT-VALUE}.")
  private int clips;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "4",
      description = "Length of a clip in seconds; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--size",
      paramLabel = "PX",
      defaultValue = "256",
      description = "Width and height in pixels, 32 to 2048; default ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--seed",
      paramLabel = "K",
      defaultValue = "1",
      description = "Seed of everything drawn at random; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--quality",
      paramLabel = "NAME",
      defaultValue = "high",
      description = "Quality of the video: draft, standard or high; default ${DEFAULT-VALUE}.")
  private Quality quality;

  @Option(
      names = "--noise",
      paramLabel = "N",
      defaultValue = "1.2",
      description =
          "Noise of the sensor, its standard deviation in 255ths; default ${DEFAULT-VALUE}.")
  private double noise;

  @Option(
      names = "--blur",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "Motion blur: how many moments over half a frame's time are averaged; 1 (default): none.",
        "The time to make a corpus grows with it."
      })
  private int blur;

  @Option(names = "--audio", description = "Add a sound track in the rhythm of the speech.")
  private boolean audio;

  @Option(
      names = "--truth-for",
      paramLabel = "SOURCE=DRIVER/CLIP",
      description = "Render the true reenactment instead of making a corpus.")
  private String truthFor;

  @Option(
      names = "--frame",
      paramLabel = "T",
      description = "With --truth-for: this frame as PNG; default: all frames as mp4.")
  private Integer frame;

  @Option(names = "--to", paramLabel = "URI", description = "With --truth-for: the file to write.")
  private String to;

  @Option(names = "--verbose", description = "Details: log lines on the terminal, stack traces.")
  private boolean verbose;

  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() {
    SparkSession spark = Sessions.open(SynthStage.NAME, verbose);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    SynthSettings.Head head = headModel == null ? null : SynthSettings.Head.read(headModel, hadoop);
    String root = Workspace.at(out, hadoop).root();
    StageContext context = Sessions.context(spark, root + "/_truth", settings, parent.console());
    if (truthFor != null) {
      if (to == null) {
        throw new BadSetting("--truth-for needs --to, the file to write");
      }
      TrueReenactment.parse(truthFor).write(context, head, frame, to);
      return 0;
    }
    SynthSettings made = new SynthSettings(clipSettings(), seed, head);
    int code = Flow.run(context, List.of(new SynthStage(root, made, identities, clips)));
    parent.console().line("corpus: " + root + ", truth: " + new Path(root, "_truth"));
    return code;
  }

  private ClipSettings clipSettings() {
    if (identities < 1 || clips < 1 || identities > 1_000_000) {
      throw new BadSetting("--identities and --clips must be at least 1");
    }
    try {
      return ClipSettings.of(size, seconds)
          .withQuality(quality)
          .withCamera(noise, blur)
          .withAudio(audio);
    } catch (IllegalArgumentException e) {
      throw new BadSetting(e.getMessage() + "; see synth --help", e);
    }
  }
}
