package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Heads;
import io.reenact.generator.LatentStats;
import io.reenact.generator.Painter;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where an anchor starts: the best of some sampled latents with a neutral expression, truncated
 * towards the mean, judged by picture and landmarks at low resolution (docs/design/tuning.md, "What
 * mattered", 2). With one candidate this is the published start. With an encoder it is what that
 * sees in the person's frames.
 */
final class Start {
  private static final int BATCH = 8;

  private final Generator generator;
  private final Painter painter;
  private final InversionSettings settings;
  private final LandmarkGaussians landmarks;
  private final EncodedFrames encoded;

  /**
   * @param encoded what an encoder says of the frames; null without one
   */
  Start(Painter painter, InversionSettings settings, EncodedFrames encoded) {
    this.encoded = encoded;
    this.generator = painter.generator();
    this.painter = painter;
    this.settings = settings;
    this.landmarks = new LandmarkGaussians(generator.bundle().manifest().landmarks68());
  }

  float[] anchor(PersonInput person, int personIndex) {
    if (encoded != null) {
      return encoded.anchor(person, new AttributeSearch(painter, settings));
    }
    GeneratorManifest m = generator.bundle().manifest();
    LatentStats stats = generator.bundle().latentStats();
    SplittableRandom random = Draws.at(settings.run().seed(), 1, personIndex);
    float[][] z = new float[Math.max(1, settings.analysis().startCandidates())][];
    for (int i = 0; i < z.length; i++) {
      z[i] = m.neutral(Draws.gaussian(random, m.zDim()));
    }
    float[][] latents = generator.map(z);
    for (int i = 0; i < latents.length; i++) {
      for (int k = 0; k < latents[i].length; k++) {
        latents[i][k] =
            (float)
                (stats.mean()[k]
                    + settings.analysis().truncation() * (latents[i][k] - stats.mean()[k]));
      }
      latents[i] = generator.latentOf(latents[i]);
    }
    TargetFrame target =
        AnalysisFrames.frame(person, AnalysisFrames.choose(person, 1).get(0)).lowResolution();
    return latents[best(latents, target)].clone();
  }

  private int best(float[][] latents, TargetFrame target) {
    if (latents.length == 1) {
      return 0;
    }
    int size = target.size();
    PixelLoss pixel = new PixelLoss(size);
    float[] regions = settings.emphasis().regions();
    float[] background = painter.background(new float[3]);
    float[] truth = new float[3 * size * size];
    target.composite(background, truth);
    float[] unused = new float[truth.length];
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int from = 0; from < latents.length; from += BATCH) {
      List<float[]> part =
          Arrays.asList(latents).subList(from, Math.min(latents.length, from + BATCH));
      try (Heads heads = painter.heads(part.toArray(float[][]::new))) {
        for (int i = 0; i < heads.size(); i++) {
          Camera camera = target.camera();
          float[] image = heads.draw(i, camera, size, size, background).image();
          double loss = pixel.add(image, truth, target.region(), regions, 0, unused);
          if (landmarks.known()) {
            loss +=
                settings.weights().of("landmark")
                    * landmarks.error(heads.gaussians(i), camera, target);
          }
          if (loss < least) {
            least = loss;
            best = from + i;
          }
        }
      }
    }
    return best;
  }
}
