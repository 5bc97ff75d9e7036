package io.reenact.render;

import io.reenact.latent.Offsets;
import java.util.List;

/** The latent of every frame of a request. */
final class FrameLatents {
  /** Beyond this many standard deviations a frame's weight in smoothing is nil. */
  private static final double REACH = 3;

  private final ReenactmentRequest request;

  FrameLatents(ReenactmentRequest request) {
    this.request = request;
  }

  /** {@code anchor + strength * offset(t) + edits(t)}. */
  float[] at(int frame) {
    long t = request.driver().frames().get(frame).ptsUs();
    float[] offset = request.smoothing() > 0 ? smoothed(frame) : request.driver().offsets().at(t);
    float[] latent = request.anchor().clone();
    float s = (float) request.strength();
    for (int i = 0; i < latent.length; i++) {
      latent[i] += s * offset[i];
    }
    for (Edit e : request.edits()) {
      e.add(latent, t);
    }
    return latent;
  }

  /** Gaussian mean over the frames of the shot, by time. */
  private float[] smoothed(int frame) {
    List<DriverFrame> frames = request.driver().frames();
    Offsets curve = request.driver().offsets();
    DriverFrame here = frames.get(frame);
    double[] sum = new double[request.anchor().length];
    double total = 0;
    for (int step : new int[] {-1, 1}) {
      for (int i = step < 0 ? frame : frame + 1; i >= 0 && i < frames.size(); i += step) {
        double z = (frames.get(i).ptsUs() - here.ptsUs()) / (1e6 * request.smoothing());
        if (Math.abs(z) > REACH || frames.get(i).shot() != here.shot()) {
          break;
        }
        double w = Math.exp(-0.5 * z * z);
        float[] v = curve.at(frames.get(i).ptsUs());
        for (int k = 0; k < sum.length; k++) {
          sum[k] += w * v[k];
        }
        total += w;
      }
    }
    float[] mean = new float[sum.length];
    for (int k = 0; k < mean.length; k++) {
      mean[k] = (float) (sum[k] / total);
    }
    return mean;
  }
}
