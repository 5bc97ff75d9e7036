package io.reenact.synth;

import io.reenact.camera.Camera;
import io.reenact.video.RgbImage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One clip of a synthetic person: who, how the head moves, from where it is seen. Any frame can be
 * drawn by itself, and with another person in its place.
 */
public final class SynthClip {
  private final SyntheticPerson person;
  private final long seed;
  private final ClipSettings settings;
  private final MotionCurve motion;

  /**
   * @param seed of the movement and the camera; clips of one seed move alike
   */
  public SynthClip(HeadModel model, SyntheticPerson person, long seed, ClipSettings settings) {
    this.person = person;
    this.seed = Noise.mix(seed, 211);
    this.settings = settings;
    this.motion = MotionCurve.speech(model, seed);
  }

  /** Who it shows. */
  public SyntheticPerson person() {
    return person;
  }

  /** Number of frames, at least 1. */
  public int frames() {
    return (int) Math.max(1, Math.round(settings.seconds() * settings.fps()));
  }

  /** Presentation time of a frame, microseconds. */
  public long ptsUs(int frame) {
    return Math.round(frame * 1e6 / settings.fps());
  }

  /** How the head is held in a frame. */
  public FrameState state(int frame) {
    return motion.at(frame / settings.fps());
  }

  /** The camera of a frame: a place of its own for the clip, and a little shake. */
  public Camera camera(int frame) {
    return camera(frame / settings.fps());
  }

  private Camera camera(double t) {
    double yaw = 0.22 * Noise.signed(seed, 1);
    double pitch = 0.10 * Noise.signed(seed, 2);
    double roll = 0.03 * Noise.signed(seed, 3);
    float[] label = Camera.orbit(yaw, pitch, roll).label();
    label[16] *= (float) settings.zoom();
    label[20] *= (float) settings.zoom();
    double[] turn = {0.004 * shake(4, t), 0.004 * shake(5, t), 0.004 * shake(6, t)};
    double[] shift = {
      0.01 * shake(7, t), 0.01 * shake(8, t) - 0.02 * Noise.uniform(seed, 9), 0.01 * shake(10, t)
    };
    return Camera.of(label).withHeadMotion(turn, shift);
  }

  private double shake(int stream, double t) {
    return Noise.line(seed + stream, 1.4 * t) + 0.3 * Noise.line(seed + stream + 50, 6 * t);
  }

  /** Draws a frame as it is in the video, noise included. */
  public SynthFrame draw(SynthRenderer renderer, int frame) {
    SynthFrame f = blurred(renderer, person, frame);
    addNoise(f.image(), frame);
    return f;
  }

  /**
   * Draws another person with this clip's movement and camera, without noise: the true result of a
   * reenactment.
   */
  public SynthFrame drawAs(SynthRenderer renderer, SyntheticPerson other, int frame) {
    return blurred(renderer, other, frame);
  }

  private SynthFrame blurred(SynthRenderer renderer, SyntheticPerson who, int frame) {
    int steps = settings.blurSteps();
    double t = frame / settings.fps();
    SynthFrame middle = renderer.render(who, motion.at(t), camera(t), settings.size());
    if (steps == 1) {
      return middle;
    }
    int[] sum = new int[middle.image().rgb().length];
    for (int s = 0; s < steps; s++) {
      double at = Math.max(0, t + ((s + 0.5) / steps - 0.5) * 0.5 / settings.fps());
      byte[] rgb = renderer.render(who, motion.at(at), camera(at), settings.size()).image().rgb();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += rgb[i] & 0xff;
      }
    }
    byte[] rgb = middle.image().rgb();
    for (int i = 0; i < sum.length; i++) {
      rgb[i] = (byte) ((sum[i] + steps / 2) / steps);
    }
    return middle;
  }

  /** Stronger in the dark, as a sensor's is after the tone curve. */
  private void addNoise(RgbImage image, int frame) {
    if (settings.noise() == 0) {
      return;
    }
    byte[] rgb = image.rgb();
    long key = Noise.mix(seed, 1000L + frame);
    for (int i = 0; i < rgb.length; i++) {
      int v = rgb[i] & 0xff;
      double sigma = settings.noise() * (1.3 - 0.6 * v / 255);
      double noisy = v + sigma * Noise.normal(key, i);
      rgb[i] = (byte) (int) Math.max(0, Math.min(255, noisy + 0.5));
    }
  }

  /** What is known about a frame. */
  public FrameTruth truth(int frame, SynthFrame drawn) {
    FrameState s = state(frame);
    return new FrameTruth(
        frame,
        ptsUs(frame),
        camera(frame).label(),
        s.headRotation(),
        s.shift(),
        s.expression(),
        new double[] {s.gazeYaw(), s.gazePitch()},
        drawn.landmarks2d(),
        drawn.landmarks3d(),
        drawn.visibility(),
        ClipFile.png(drawn.matte(), settings.size()));
  }

  /**
   * Writes the video.
   *
   * @param uri where, on any Hadoop file system
   * @return the truth, a row a frame
   * @throws io.reenact.error.UserError if it can't be written
   */
  public List<FrameTruth> write(SynthRenderer renderer, String uri, Configuration hadoop) {
    return ClipFile.write(
        uri, hadoop, settings, frames(), voice(), i -> draw(renderer, i), this::truth, n -> {});
  }

  /** What is heard. */
  SpokenSound voice() {
    return new SpokenSound(motion, seed);
  }
}
