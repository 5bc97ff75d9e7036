package io.reenact.inversion;

import io.reenact.encoder.Encoded;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tries on pictures what an encoder can't be sure of: whether someone wears glasses or a beard. An
 * encoder answers "half", which is a ghost of them; here the anchor goes to either side of each of
 * the generator's boundaries, and stays where the pictures are reproduced best.
 */
final class AttributeSearch {
  /** Parts of the way from a boundary to the ends of what was seen on its sides. */
  private static final double[] PARTS = {-0.6, 0.6};

  /** Of the loss: what is less is chance. */
  private static final double LEAST_GAIN = 0.005;

  private final Painter painter;
  private final InversionSettings settings;
  private final List<Boundary> boundaries = new ArrayList<>();

  AttributeSearch(Painter painter, InversionSettings settings) {
    this.painter = painter;
    this.settings = settings;
    Set<String> tries = settings.lift().tries();
    GeneratorBundle bundle = painter.generator().bundle();
    if (bundle.manifest().latentSize() != bundle.manifest().wDim()) {
      // A boundary lies in W; an anchor in W+ has no side of it.
      return;
    }
    Boundaries all = Boundaries.open(bundle, null, null);
    for (Map.Entry<String, GeneratorManifest.Boundary> b :
        new TreeMap<>(bundle.manifest().boundaries()).entrySet()) {
      if (b.getValue().range() != null && tries.contains(b.getKey())) {
        boundaries.add(all.find(b.getKey()));
      }
    }
  }

  /**
   * The best anchor.
   *
   * @param anchor that an encoder found
   * @param frames that show the person
   * @param seen what it found in each
   */
  float[] search(float[] anchor, List<TargetFrame> frames, List<Encoded> seen) {
    if (boundaries.isEmpty()) {
      return anchor;
    }
    float[] best = anchor;
    double least = loss(anchor, frames, seen);
    for (Boundary b : boundaries) {
      float[] from = best;
      double score = b.score(from);
      for (double part : PARTS) {
        double to = part < 0 ? -part * b.low() : part * b.high();
        float[] moved = Latents.plus(from, to - score, b.normal());
        double found = loss(moved, frames, seen);
        if (found < least * (1 - LEAST_GAIN)) {
          least = found;
          best = moved;
        }
      }
    }
    return best;
  }

  private double loss(float[] anchor, List<TargetFrame> frames, List<Encoded> seen) {
    double sum = 0;
    float[] regions = settings.emphasis().regions();
    for (int i = 0; i < frames.size(); i++) {
      TargetFrame f = frames.get(i);
      int size = f.size();
      float[] background = painter.background(new float[3]);
      float[] target = new float[3 * size * size];
      f.composite(background, target);
      float[][] latent = {Latents.plus(anchor, 1, seen.get(i).offset())};
      try (Heads heads = painter.heads(latent)) {
        float[] image =
            heads
                .draw(0, f.camera().withHeadMotion(seen.get(i).motion()), size, size, background)
                .image();
        sum +=
            new PixelLoss(size)
                .add(image, target, f.region(), regions, 0, new float[target.length]);
      }
    }
    return sum / frames.size();
  }
}
