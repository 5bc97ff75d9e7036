package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.Heads;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Renders every key frame once more with the tuned weights and says how well it came out. */
final class Appraisal {
  private static final int BATCH = 8;

  private final Cohort cohort;

  Appraisal(Cohort cohort) {
    this.cohort = cohort;
  }

  /**
   * Of everyone.
   *
   * @param wear gives the generator a person's own weights
   */
  List<PersonResult> results(Consumer<PersonState> wear) {
    List<PersonResult> results = new ArrayList<>();
    for (PersonState p : cohort.people) {
      if (p.frozen()) {
        results.add(p.input.frozen());
      } else {
        wear.accept(p);
        results.add(result(p));
      }
    }
    return results;
  }

  /** Of one person's key frames. */
  PersonResult result(PersonState p) {
    List<PersonResult.ClipResult> clips = new ArrayList<>();
    for (PersonState.ClipState c : p.clips) {
      clips.add(new PersonResult.ClipResult(c.input.clip(), keyFrames(p, c)));
    }
    return new PersonResult(p.input.identity(), p.anchor.clone(), clips);
  }

  private List<PersonResult.KeyFrame> keyFrames(PersonState p, PersonState.ClipState c) {
    List<PersonResult.KeyFrame> out = new ArrayList<>();
    int size = cohort.settings.size();
    PixelLoss pixel = new PixelLoss(size);
    float[] regions = cohort.settings.emphasis().regions();
    float[] unused = new float[3 * size * size];
    float[] target = new float[3 * size * size];
    for (int from = 0; from < c.keys.length; from += BATCH) {
      int to = Math.min(c.keys.length, from + BATCH);
      float[][] latents = new float[to - from][];
      for (int k = from; k < to; k++) {
        latents[k - from] = Cohort.latent(p.anchor, c.offsets, c.input.frames().get(c.keys[k]));
      }
      try (Heads heads = cohort.painter.heads(latents)) {
        for (int k = from; k < to; k++) {
          TargetFrame f = c.input.frames().get(c.keys[k]);
          Camera camera = Cohort.camera(c.motions, f);
          f.composite(Colours.white(), target);
          float[] image = heads.draw(k - from, camera, size, size, Colours.white()).image();
          double loss = pixel.add(image, target, f.region(), regions, 0, unused);
          out.add(
              new PersonResult.KeyFrame(
                  f.frame(),
                  f.ptsUs(),
                  c.offsets.value(k).clone(),
                  c.motions.value(k).clone(),
                  camera.label(),
                  loss,
                  facePsnr(image, target, f.region()),
                  cohort.targets.shown(f)));
        }
        cohort.meter.looked(to - from);
      }
    }
    return c.input.encoded() == null ? out : c.input.encoded().with(out);
  }

  /** PSNR over the face's pixels; images in [-1, 1], so the peak is 2. */
  private static double facePsnr(float[] image, float[] target, byte[] region) {
    double sum = 0;
    long count = 0;
    int n = region.length;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        if (Regions.face(region[i])) {
          double d = Math.max(-1, Math.min(1, image[c * n + i])) - target[c * n + i];
          sum += d * d;
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : 10 * Math.log10(4 * count / Math.max(1e-12, sum));
  }
}
