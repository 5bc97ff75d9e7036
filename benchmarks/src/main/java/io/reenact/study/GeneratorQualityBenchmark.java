package io.reenact.study;

import ai.djl.Device;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TunedWeights;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.inversion.TargetFrame;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.Colours;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameState;
import io.reenact.synth.HeadModel;
import io.reenact.synth.MotionCurve;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthRenderer;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * How well held-out people can be inverted at 256 px from five frames with known cameras and
 * mattes, by the project's own inversion: PSNR inside the head, on the frames given, on other views
 * of them, and on frames between them (offsets interpolated; 80 ms lie between given frames). Two
 * kinds of pictures: of the Gaussians bound to the mesh that the generator learnt from, and of the
 * corpus's mesh with other light, hair and albedo. System properties: {@code reenact.people}
 * (default 1), {@code reenact.tuning} (steps, default 300), {@code reenact.analysis} (steps,
 * default the standard profile's) and {@code reenact.look} (a folder for pictures).
 */
public final class GeneratorQualityBenchmark implements Benchmark {
  private static final int STEP = 2;
  private static final int[] GIVEN = {0, 2, 4, 6, 8};
  private static final int[] BETWEEN = {1, 3, 5, 7};
  private static final int FRAMES = 9;
  private static final long HELD_OUT = 770_001;

  /** Samples a pixel, each way, of the mesh's pictures: roughness at hair is not to be learnt. */
  private static final int SAMPLES = 8;

  private GeneratorBundle bundle;
  private FaceNetworks networks;

  @Override
  public String name() {
    return "generator-quality";
  }

  @Override
  public void run(Rows out) throws Exception {
    int people = Integer.getInteger("reenact.people", 1);
    bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    HeadModel model = HeadModels.load();
    ClipSettings clips = ClipSettings.of(QualityScene.SIZE, 1);
    networks = FaceNetworks.bundled(Device.cpu());
    SynthRenderer renderer = new SynthRenderer(model, SAMPLES, false);
    SampleCorpus mesh = new SampleCorpus(renderer, clips, HELD_OUT);
    List<Scores> training = new ArrayList<>();
    List<Scores> meshes = new ArrayList<>();
    for (int p = 0; p < people; p++) {
      int person = p;
      MotionCurve motion = MotionCurve.speech(model, HELD_OUT + p);
      List<FrameState> states = new ArrayList<>();
      for (int f = 0; f < FRAMES; f++) {
        states.add(QualityScene.still(motion.at(f / QualityScene.FPS)));
      }
      try (TrainingScene scene = TrainingScene.of(states, HELD_OUT + p)) {
        training.add(measure(scene, "training-" + p));
      }
      meshes.add(
          measure(
              (f, camera) ->
                  renderer.render(mesh.person(person), states.get(f), camera, QualityScene.SIZE),
              "mesh-" + p));
    }
    networks.close();
    report(out, "training representation", training, 30, 30);
    report(out, "mesh with other light and hair", meshes, 22, 27);
  }

  private static Camera camera(int frame) {
    return Camera.orbit(0.35 * Math.sin(0.5 * frame), 0.12 * Math.cos(0.7 * frame), 0);
  }

  private static Camera other(int frame) {
    return Camera.orbit(-0.35 * Math.sin(0.5 * frame + 1), -0.15 * Math.cos(0.7 * frame), 0);
  }

  /** Scores before and after tuning. */
  private record Scores(Sums before, Sums after) {}

  private Scores measure(QualityScene scene, String label) throws IOException {
    List<TargetFrame> given = new ArrayList<>();
    for (int f : GIVEN) {
      given.add(scene.target(f, camera(f)));
    }
    List<PersonInput> people =
        List.of(new PersonInput(label, List.of(new ClipInput("c", given)), null));
    int tuning = Integer.getInteger("reenact.tuning", 300);
    CohortResult after;
    CohortResult before;
    try (FirstCheckpoint first = new FirstCheckpoint()) {
      after = inverter(tuning).invert(people, first, (done, total, doing) -> {});
      // What tuning began with: its first step, in warm-up, moves nothing that could be seen.
      before = inverter(1).invert(people, first, (done, total, doing) -> {});
    }
    Scores scores =
        new Scores(
            score(scene, given, before, label + "-before"),
            score(scene, given, after, label + "-after"));
    System.err.println(label + ": " + scores);
    return scores;
  }

  private CohortInverter inverter(int tuning) {
    return new CohortInverter(bundle, networks, settings(tuning), Device.cpu());
  }

  /** Keeps the state before the first step of tuning. */
  private static final class FirstCheckpoint implements Checkpoints, AutoCloseable {
    private final Path file;
    private boolean kept;

    FirstCheckpoint() throws IOException {
      file = Files.createTempFile("checkpoint", "");
    }

    @Override
    public Optional<Path> load() {
      return kept ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void save(Content checkpoint) throws IOException {
      if (kept) {
        return;
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        checkpoint.writeTo(out);
      }
      kept = true;
    }

    @Override
    public void close() throws IOException {
      Files.delete(file);
    }
  }

  private Sums score(QualityScene scene, List<TargetFrame> given, CohortResult result, String label)
      throws IOException {
    Sums sums = new Sums();
    PersonResult found = result.persons().get(0);
    Autograd.threads(2);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        CpuRasterizer rasterizer = new CpuRasterizer(2)) {
      TunedWeights.apply(generator, result.weights(), result.sha256());
      OffsetCurve offsets = CohortInverter.offsets(found.clips().get(0));
      List<RgbImage> look = new ArrayList<>();
      for (PersonResult.KeyFrame k : found.clips().get(0).keyFrames()) {
        TargetFrame t = given.get(k.frame() / STEP);
        double[] d = psnr(generator, rasterizer, found, offsets, t, Camera.of(k.camera()), look);
        sums.given.add(d[0]);
        TargetFrame turned = scene.target(k.frame(), other(k.frame()));
        d = psnr(generator, rasterizer, found, offsets, turned, turned.camera(), look);
        sums.views.add(d[0]);
        sums.face.add(d[1]);
      }
      for (int f : BETWEEN) {
        TargetFrame t = scene.target(f, camera(f));
        double[] d = psnr(generator, rasterizer, found, offsets, t, t.camera(), look);
        sums.between.add(d[0]);
        sums.face.add(d[1]);
      }
      String folder = System.getProperty("reenact.look");
      if (folder != null) {
        Images.writePng(
            Images.sheet(look, 4),
            Path.of(folder, label + ".png").toString(),
            new Configuration(false),
            Provenance.head());
      }
    }
    return sums;
  }

  /** The standard profile, but that every given frame is a key frame and cameras are known. */
  private static InversionSettings settings(int tuning) {
    InversionSettings s = InversionSettings.standard();
    return s.with(
        Map.of(
            "analysis_steps",
            Integer.getInteger("reenact.analysis", s.analysis().analysisSteps()),
            "key_frames",
            "equidistant",
            "key_frame_share",
            1,
            "tuning_steps",
            tuning,
            "refine_pose",
            false,
            "checkpoint_seconds",
            0));
  }

  /**
   * PSNR inside the head (matte, above the chin) and inside the face's outline, over white; peak 2.
   */
  private static double[] psnr(
      Generator generator,
      CpuRasterizer rasterizer,
      PersonResult person,
      OffsetCurve offsets,
      TargetFrame target,
      Camera camera,
      List<RgbImage> look) {
    float[] latent = offsets.at(target.ptsUs());
    for (int i = 0; i < latent.length; i++) {
      latent[i] += person.anchor()[i];
    }
    int size = QualityScene.SIZE;
    float[] truth = new float[3 * size * size];
    target.composite(Colours.white(), truth);
    try (Synthesis s = generator.synthesize(new float[][] {latent}, false);
        Rendering r =
            rasterizer.render(s.gaussians(0), s.count(), camera, size, size, Colours.white())) {
      look.add(picture(truth));
      look.add(picture(r.image()));
      return new double[] {
        psnr(r.image(), truth, target.region(), Regions.HEAD),
        psnr(r.image(), truth, target.region(), Regions.FACE)
      };
    }
  }

  private static double psnr(float[] image, float[] truth, byte[] region, int lowest) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < truth.length; i++) {
      if (region[i % region.length] >= lowest) {
        double d = Math.max(-1, Math.min(1, image[i])) - truth[i];
        sum += d * d;
        count++;
      }
    }
    return 10 * Math.log10(4 * count / Math.max(1e-12, sum));
  }

  private static RgbImage picture(float[] planar) {
    int size = QualityScene.SIZE;
    RgbImage image = RgbImage.blank(size, size);
    for (int i = 0; i < size * size; i++) {
      for (int c = 0; c < 3; c++) {
        float v = Math.max(-1, Math.min(1, planar[c * size * size + i]));
        image.rgb()[3 * i + c] = (byte) Math.round(127.5f * (v + 1));
      }
    }
    return image;
  }

  private static void report(
      Rows out, String scene, List<Scores> people, double before, double after) {
    int tuning = Integer.getInteger("reenact.tuning", 300);
    String kase = people.size() + " people; " + scene + "; ";
    report(out, kase + "before tuning", people.stream().map(Scores::before).toList(), before);
    report(
        out,
        kase + "after " + tuning + " steps of tuning",
        people.stream().map(Scores::after).toList(),
        after);
  }

  private static void report(Rows out, String kase, List<Sums> sums, double target) {
    String against = "target " + target + " dB";
    double given = mean(sums, s -> s.given);
    double views = mean(sums, s -> s.views);
    double between = mean(sums, s -> s.between);
    out.add(kase, "given frames", given, "dB");
    out.add(kase, "other views", views, "dB", against, views / target);
    out.add(kase, "frames between", between, "dB", against, between / target);
    out.add(kase, "both; face alone", mean(sums, s -> s.face), "dB");
  }

  private static double mean(List<Sums> sums, Function<Sums, List<Double>> part) {
    return sums.stream()
        .flatMap(s -> part.apply(s).stream())
        .mapToDouble(v -> v)
        .average()
        .orElse(Double.NaN);
  }

  /** PSNR by kind of frame. */
  private record Sums(
      List<Double> given, List<Double> views, List<Double> between, List<Double> face) {
    Sums() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }
}
