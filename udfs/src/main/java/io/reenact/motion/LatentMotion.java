package io.reenact.motion;

import io.reenact.camera.Camera;
import io.reenact.latent.Offsets;
import java.util.ArrayList;
import java.util.List;

/** The motion that a driver's latents hold: coefficients of its offsets, its cameras. */
public final class LatentMotion {
  private LatentMotion() {}

  /**
   * A frame of the driver's clip.
   *
   * @param ptsUs presentation time
   * @param camera that sees it, roll and small head motion included
   * @param usable whether tracking could use the frame; else its camera is interpolated
   */
  public record Moment(long ptsUs, Camera camera, boolean usable) {}

  /**
   * Reads a motion.
   *
   * @param offsets of the clip's key frames
   * @param moments its frames, in presentation order
   * @param reader of the generator that the offsets belong to
   */
  public static MotionSequence of(Offsets offsets, List<Moment> moments, OffsetReader reader) {
    List<String> names = reader.names();
    List<String> shapes = names.stream().filter(n -> !GazeAngles.NAMES.contains(n)).toList();
    int yaw = names.indexOf(GazeAngles.YAW);
    int pitch = names.indexOf(GazeAngles.PITCH);
    List<MotionFrame> frames = new ArrayList<>();
    for (Moment m : moments) {
      double[] p = reader.read(offsets.at(m.ptsUs()));
      float[] expression = new float[shapes.size()];
      for (int k = 0; k < expression.length; k++) {
        expression[k] = (float) p[names.indexOf(shapes.get(k))];
      }
      frames.add(
          new MotionFrame(
              m.ptsUs(),
              expression,
              yaw < 0 ? 0 : p[yaw],
              pitch < 0 ? 0 : p[pitch],
              HeadAngles.of(m.camera()),
              m.usable() ? 1 : 0));
    }
    return new MotionSequence(shapes, frames);
  }
}
