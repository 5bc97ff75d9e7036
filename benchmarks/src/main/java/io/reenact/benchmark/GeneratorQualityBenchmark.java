package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TunedWeights;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.FaceNetworks;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.inversion.Regions;
import io.reenact.inversion.TargetFrame;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Autograd;
import io.reenact.splat.CpuRasterizer;
import io.reenact.splat.Rendering;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.GeneratedCorpus;
import io.reenact.synth.HeadModel;
import io.reenact.synth.MotionCurve;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthRenderer;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * How well held-out people can be inverted at 256 px from five frames with known cameras and
 * mattes, by the project's own inversion: PSNR inside the head, on the frames given, on other views
 * of them, and on frames between them (offsets interpolated). System properties: {@code
 * reenact.people} (default 1), {@code reenact.tuning} (steps, default 300), {@code
 * reenact.analysis} (steps, default the standard profile's) and {@code reenact.look} (a folder for
 * pictures).
 */
final class GeneratorQualityBenchmark implements Benchmark {
  private static final int[] GIVEN = {0, 5, 10, 15, 20};
  private static final int[] BETWEEN = {2, 7, 12, 17};
  private static final long HELD_OUT = 770_001;
  private static final float[] WHITE = {1, 1, 1};

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
    try (GeneratedCorpus own = new GeneratedCorpus(bundle, clips, HELD_OUT)) {
      SynthRenderer renderer = new SynthRenderer(model);
      SampleCorpus mesh = new SampleCorpus(renderer, clips, HELD_OUT);
      for (int tuning : new int[] {0, Integer.getInteger("reenact.tuning", 300)}) {
        Sums generated = new Sums();
        Sums meshes = new Sums();
        for (int p = 0; p < people; p++) {
          int person = p;
          MotionCurve motion = MotionCurve.speech(model, HELD_OUT + p);
          measure(
              (t, camera) -> own.draw(person, QualityScene.still(motion.at(t)), camera),
              tuning,
              "generator-" + p,
              generated);
          measure(
              (t, camera) ->
                  renderer.render(
                      mesh.person(person),
                      QualityScene.still(motion.at(t)),
                      camera,
                      QualityScene.SIZE),
              tuning,
              "mesh-" + p,
              meshes);
        }
        String after = tuning == 0 ? "before tuning" : "after " + tuning + " steps of tuning";
        generated.report(out, people + " of the generator's own people, " + after, 30);
        meshes.report(out, people + " mesh people, " + after, tuning == 0 ? 22 : 27);
      }
    } finally {
      networks.close();
    }
  }

  private static Camera camera(int frame) {
    return Camera.orbit(0.35 * Math.sin(0.5 * frame), 0.12 * Math.cos(0.7 * frame), 0);
  }

  private static Camera other(int frame) {
    return Camera.orbit(-0.35 * Math.sin(0.5 * frame + 1), -0.15 * Math.cos(0.7 * frame), 0);
  }

  private void measure(QualityScene scene, int tuning, String label, Sums sums) throws IOException {
    List<TargetFrame> given = new ArrayList<>();
    for (int f : GIVEN) {
      given.add(scene.target(f, camera(f)));
    }
    PersonInput person = new PersonInput(label, List.of(new ClipInput("c", given)), null);
    CohortResult result =
        new CohortInverter(bundle, networks, settings(tuning), Device.cpu())
            .invert(List.of(person), Checkpoints.NONE, (done, total) -> {});
    PersonResult found = result.persons().get(0);
    Autograd.threads(2);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        CpuRasterizer rasterizer = new CpuRasterizer(2)) {
      TunedWeights.apply(generator, result.weights(), result.sha256());
      OffsetCurve offsets = CohortInverter.offsets(found.clips().get(0));
      List<RgbImage> look = new ArrayList<>();
      for (PersonResult.KeyFrame k : found.clips().get(0).keyFrames()) {
        TargetFrame t = given.get(k.frame() / 5);
        sums.given.add(psnr(generator, rasterizer, found, offsets, t, Camera.of(k.camera()), look));
        TargetFrame turned = scene.target(k.frame(), other(k.frame()));
        sums.views.add(psnr(generator, rasterizer, found, offsets, turned, turned.camera(), look));
      }
      for (int f : BETWEEN) {
        TargetFrame t = scene.target(f, camera(f));
        sums.between.add(psnr(generator, rasterizer, found, offsets, t, t.camera(), look));
      }
      String folder = System.getProperty("reenact.look");
      if (folder != null) {
        String file = label + "-" + tuning + ".png";
        Images.writePng(
            Images.sheet(look, 4), Path.of(folder, file).toString(), new Configuration(false));
      }
    }
  }

  /** The standard profile, but that every given frame is a key frame. */
  private static InversionSettings settings(int tuning) {
    InversionSettings s = InversionSettings.standard();
    return s.with(
        Map.of(
            "analysis_steps",
            Integer.getInteger("reenact.analysis", s.analysisSteps()),
            "key_frames",
            "equidistant",
            "key_frame_share",
            1,
            "tuning_steps",
            tuning));
  }

  /** PSNR inside the head (matte, above the chin), over white; peak 2. */
  private static double psnr(
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
    target.composite(WHITE, truth);
    try (Synthesis s = generator.synthesize(new float[][] {latent}, false);
        Rendering r = rasterizer.render(s.gaussians(0), s.count(), camera, size, size, WHITE)) {
      double sum = 0;
      long count = 0;
      for (int i = 0; i < truth.length; i++) {
        if (target.region()[i % (size * size)] >= Regions.HEAD) {
          double d = Math.max(-1, Math.min(1, r.image()[i])) - truth[i];
          sum += d * d;
          count++;
        }
      }
      look.add(picture(truth));
      look.add(picture(r.image()));
      return 10 * Math.log10(4 * count / Math.max(1e-12, sum));
    }
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

  /** PSNR by kind of frame. */
  private static final class Sums {
    final List<Double> given = new ArrayList<>();
    final List<Double> views = new ArrayList<>();
    final List<Double> between = new ArrayList<>();

    void report(Rows out, String kase, double target) {
      String against = "target " + target + " dB, not given";
      out.add(kase, "given frames", mean(given), "dB");
      out.add(kase, "other views", mean(views), "dB", against, mean(views) / target);
      out.add(kase, "frames between", mean(between), "dB", against, mean(between) / target);
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    }
  }
}
