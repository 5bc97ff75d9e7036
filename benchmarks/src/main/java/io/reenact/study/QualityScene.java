package io.reenact.study;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.inversion.TargetFrame;
import io.reenact.synth.FrameState;
import io.reenact.synth.SynthFrame;

/** What a person to invert looks like at a moment from a camera, in one of two worlds. */
interface QualityScene {
  /** Pixels a side. */
  int SIZE = 256;

  /** Frames a second. */
  double FPS = 25;

  /** Draws a frame. */
  SynthFrame draw(int frame, Camera camera);

  /** A state without head movement: the head is where the generator's is. */
  static FrameState still(FrameState s) {
    return new FrameState(s.expression(), s.gazeYaw(), s.gazePitch(), 0, 0, 0, new double[3]);
  }

  /** A target as a perfect tracker and a perfect matte would give it. */
  default TargetFrame target(int frame, Camera camera) {
    SynthFrame f = draw(frame, camera);
    int n = SIZE * SIZE;
    byte[] rgb = new byte[3 * n];
    byte[] matte = new byte[n];
    boolean[] valid = new boolean[n];
    for (int i = 0; i < n; i++) {
      matte[i] = (byte) Math.round(255 * f.matte()[i]);
      valid[i] = true;
      for (int c = 0; c < 3; c++) {
        rgb[c * n + i] = f.image().rgb()[3 * i + c];
      }
    }
    float[] p = f.landmarks2d();
    double eyes = distance(p, 36, 45) * 0.68;
    float[] openings = {
      (float) (distance(p, 62, 66) / eyes),
      (float) ((distance(p, 43, 47) + distance(p, 44, 46)) / 2 / eyes),
      (float) ((distance(p, 37, 41) + distance(p, 38, 40)) / 2 / eyes)
    };
    return new TargetFrame(
        frame,
        Math.round(frame * 1e6 / FPS),
        0,
        camera,
        SIZE,
        rgb,
        matte,
        Regions.codes(p, matte, valid, SIZE),
        p,
        openings);
  }

  private static double distance(float[] p, int a, int b) {
    return Math.hypot(p[2 * a] - p[2 * b], p[2 * a + 1] - p[2 * b + 1]);
  }
}
