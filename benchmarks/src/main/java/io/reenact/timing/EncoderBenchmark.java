package io.reenact.timing;

import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.encoder.EncoderBundle;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PictureEncoder;
import io.reenact.inversion.TargetFrame;
import io.reenact.inversion.TargetLoader;
import io.reenact.synth.FrameState;
import io.reenact.synth.HeadModel;
import io.reenact.synth.SynthRenderer;
import io.reenact.synth.SyntheticPerson;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Pictures a second and core that become latents, 256 px, from their files' bytes on: decoding,
 * detection, crop, matte, encoder. Then seconds of one still with what it shows beyond its latent
 * lifted, loading of generator and networks included. Processor time, so that other work on the
 * machine counts little.
 */
public final class EncoderBenchmark implements Benchmark {
  private static final int SIZE = 256;
  private static final int PICTURES = 20;
  private static final int TARGET = 20;

  /** Until nothing is compiled any more. */
  private static final int REPETITIONS = 8;

  /** The same of a still as a person; the quickest counts. */
  private static final int PEOPLE = 3;

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public void run(Rows out) throws Exception {
    List<byte[]> pictures = new ArrayList<>();
    HeadModel model = HeadModels.load();
    SynthRenderer renderer = new SynthRenderer(model);
    for (int i = 0; i < PICTURES; i++) {
      Camera camera = Camera.orbit(0.2 * Math.sin(i), 0.1 * Math.cos(i), 0);
      pictures.add(
          Images.png(
              renderer
                  .render(SyntheticPerson.sample(700 + i), FrameState.neutral(model), camera, SIZE)
                  .image()));
    }
    try (AblationLab lab = new AblationLab(1, true)) {
      EncoderBundle bundle = EncoderBundle.of(lab.bundle, "", new Configuration());
      double all;
      try (PictureEncoder encoder = new PictureEncoder(lab.bundle, bundle)) {
        int[] found = new int[1];
        all =
            ProcessorTime.least(
                REPETITIONS,
                () -> {
                  found[0] = 0;
                  for (byte[] p : pictures) {
                    found[0] += encoder.lift(p).encoded() == null ? 0 : 1;
                  }
                });
        out.add("pictures", "with a face that was found", found[0], "of " + PICTURES);
      }
      double tracked;
      List<FrameTrack> tracks = new ArrayList<>();
      try (FaceTracker tracker = new FaceTracker()) {
        var alignment = CohortInverter.alignment(lab.bundle);
        tracked =
            ProcessorTime.least(
                REPETITIONS,
                () -> {
                  tracks.clear();
                  for (byte[] p : pictures) {
                    tracks.addAll(tracker.track(Images.read(p, "it"), alignment).frames());
                  }
                });
      }
      double cut;
      try (TargetLoader loader = new TargetLoader(SIZE)) {
        List<RgbImage> images = pictures.stream().map(p -> Images.read(p, "it")).toList();
        cut =
            ProcessorTime.least(
                REPETITIONS,
                () -> {
                  for (int i = 0; i < images.size(); i++) {
                    if (tracks.get(i).usable()) {
                      loader.target(images.get(i), tracks.get(i));
                    }
                  }
                });
      }
      out.add("a picture", "crop and matte", cut / PICTURES, "s");
      out.add("a picture", "encoder", (all - tracked - cut) / PICTURES, "s");
      out.add("a picture", "decoded, detected, landmarks", tracked / PICTURES, "s");
      out.add("a picture", "all, to its latent", all / PICTURES, "s");
      out.add(
          "pictures a second and core",
          "without residual",
          PICTURES / all,
          "1/s",
          "target",
          PICTURES / all / TARGET);
      TargetFrame still = lab.people(1, SIZE).get(0).frames().get(0);
      PersonInput person = new PersonInput("p", List.of(new ClipInput("c", List.of(still))), null);
      residual(out, lab, person, "latent alone", Map.of("lift_rounds", 0, "lift_steps", 0));
      residual(out, lab, person, "colours lifted", Map.of("lift_steps", 0));
      residual(out, lab, person, "all lifted", Map.of());
    }
  }

  private static void residual(
      Rows out, AblationLab lab, PersonInput person, String kase, Map<String, ?> lift)
      throws Exception {
    InversionSettings settings =
        InversionSettings.quick().with(Map.of("size", SIZE, "strategy", "encode")).with(lift);
    double seconds = ProcessorTime.least(PEOPLE, () -> lab.invert(settings, person));
    out.add("a still as a person, 256 px", kase, seconds, "s");
  }
}
