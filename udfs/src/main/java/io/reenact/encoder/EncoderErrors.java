package io.reenact.encoder;

import io.reenact.face.FaceAlignment;
import io.reenact.generator.Heads;
import io.reenact.generator.LatentStats;
import io.reenact.generator.Painter;
import io.reenact.splat.Colours;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an encoder does on samples that no fit has seen. Parts can be made apart and merged in order.
 */
public final class EncoderErrors implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Equal steps of yaw up to 45 degrees, by which precision is told. */
  static final int TURNS = 4;

  /** Samples' worth of doubt about the error at one turn. */
  private static final double DOUBT = 20;

  private final double[] anchors = new double[TURNS];
  private final long[] counts = new long[TURNS];
  private double anchor;
  private double offset;
  private double spreadOfAnchors;
  private double spreadOfOffsets;
  private double psnr;
  private long count;

  /** Tries an encoder; see {@link EncoderSums#of} for what is given. */
  static EncoderErrors of(
      List<Regression> stages,
      Painter painter,
      FaceAlignment alignment,
      Stream<EncoderSample> samples) {
    EncoderErrors out = new EncoderErrors();
    LatentStats stats = painter.generator().bundle().latentStats();
    try (FaceEncoder encoder = new FaceEncoder(stages, new double[0], painter, alignment)) {
      for (EncoderSample s : (Iterable<EncoderSample>) samples::iterator) {
        Encoded found = encoder.encode(s.image(), s.alpha(), s.camera());
        double error = 0;
        for (int k = 0; k < found.anchor().length; k++) {
          int w = k % stats.mean().length;
          double spread = Math.max(stats.std()[w], 1e-9);
          error += square((found.anchor()[k] - s.truth().anchor()[k]) / spread);
          out.spreadOfAnchors += square((stats.mean()[w] - s.truth().anchor()[k]) / spread);
          out.offset += square((found.offset()[k] - s.truth().offset()[k]) / spread);
          out.spreadOfOffsets += square(s.truth().offset()[k] / spread);
        }
        int turn = FaceEncoder.turned(s.camera(), TURNS);
        out.anchors[turn] += error / found.anchor().length;
        out.counts[turn]++;
        out.anchor += error;
        out.psnr += psnr(painter, found, s);
        out.count++;
      }
    }
    return out;
  }

  private static double square(double v) {
    return v * v;
  }

  /** Of the head's pixels, dB. */
  private static double psnr(Painter painter, Encoded found, EncoderSample s) {
    int size = FaceEncoder.SIZE;
    int pixels = size * size;
    try (Heads heads = painter.heads(new float[][] {found.latent()})) {
      float[] image =
          heads
              .draw(0, s.camera().withHeadMotion(found.motion()), size, size, Colours.white())
              .image();
      double sum = 0;
      long count = 0;
      for (int p = 0; p < pixels; p++) {
        if (s.alpha() == null || s.alpha()[p] > 0.5f) {
          for (int c = 0; c < 3; c++) {
            sum += square(image[c * pixels + p] - s.image()[c * pixels + p]);
          }
          count += 3;
        }
      }
      return 10 * Math.log10(4 * count / Math.max(sum, 1e-9));
    }
  }

  /** Adds what other samples showed. */
  public EncoderErrors merge(EncoderErrors other) {
    for (int i = 0; i < TURNS; i++) {
      anchors[i] += other.anchors[i];
      counts[i] += other.counts[i];
    }
    anchor += other.anchor;
    offset += other.offset;
    spreadOfAnchors += other.spreadOfAnchors;
    spreadOfOffsets += other.spreadOfOffsets;
    psnr += other.psnr;
    count += other.count;
    return this;
  }

  /** One over the mean squared error of anchors in spreads of w, by turn. */
  double[] precision() {
    double mean = 0;
    long all = 0;
    for (int i = 0; i < TURNS; i++) {
      mean += anchors[i];
      all += counts[i];
    }
    mean /= all;
    double[] out = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      out[i] = (counts[i] + DOUBT) / Math.max(1e-9, anchors[i] + DOUBT * mean);
    }
    return out;
  }

  /** Share of the variance of anchors that is left unexplained. */
  public double anchorLeft() {
    return anchor / spreadOfAnchors;
  }

  /** Share of the sum of squares of offsets that is left unexplained; NaN if there are none. */
  public double offsetLeft() {
    return spreadOfOffsets == 0 ? Double.NaN : offset / spreadOfOffsets;
  }

  /** Mean PSNR of the head against its picture in another light, dB. */
  public double psnr() {
    return psnr / count;
  }
}
