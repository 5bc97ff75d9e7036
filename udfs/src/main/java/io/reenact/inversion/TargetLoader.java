package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.AlignedCrop;
import io.reenact.face.Foreground;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.face.Regions;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the frames of a tracked clip as targets: aligned crop, matte and regions, recomputed from
 * the source video.
 */
public final class TargetLoader implements AutoCloseable {
  private final PersonMatte matte = new PersonMatte();
  private final int size;

  /**
   * @param size pixels a side of the crops
   */
  public TargetLoader(int size) {
    this.size = size;
  }

  /**
   * The usable frames.
   *
   * @param video opened at its start
   * @param tracks of the same clip, any order
   * @return in order of time
   */
  public List<TargetFrame> load(VideoReader video, List<FrameTrack> tracks) {
    Map<Integer, FrameTrack> usable =
        tracks.stream()
            .filter(FrameTrack::usable)
            .collect(Collectors.toMap(FrameTrack::frame, Function.identity()));
    List<TargetFrame> targets = new ArrayList<>();
    for (VideoFrame f = video.next(); f != null; f = video.next()) {
      FrameTrack t = usable.get(f.index());
      if (t != null) {
        targets.add(target(f, t));
      }
    }
    return targets;
  }

  private TargetFrame target(VideoFrame f, FrameTrack t) {
    return target(f.image(), t);
  }

  /**
   * A picture's target.
   *
   * @param t its usable track
   */
  public TargetFrame target(RgbImage image, FrameTrack t) {
    float[] picture = AlignedCrop.crop(image, t.crop(), size, 0);
    float[] inside = AlignedCrop.inside(image.width(), image.height(), t.crop(), size, 0);
    float[] person = matte.matte(image, picture, t.crop(), size, 0);
    byte[] alpha = bytes(person, 0, 1);
    boolean[] valid = new boolean[size * size];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = inside[i] > 0.99f;
    }
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, 0);
    byte[] region = Regions.codes(points, alpha, valid, size);
    float[] openings = {t.mouthOpening(), t.leftEyeOpening(), t.rightEyeOpening()};
    return new TargetFrame(
        t.frame(),
        t.ptsUs(),
        t.shot(),
        Camera.of(t.camera()),
        size,
        bytes(Foreground.colours(picture, person, size), -1, 1),
        alpha,
        region,
        points,
        openings);
  }

  private static byte[] bytes(float[] values, float low, float high) {
    byte[] b = new byte[values.length];
    for (int i = 0; i < b.length; i++) {
      float v = (values[i] - low) / (high - low) * 255f + 0.5f;
      b[i] = (byte) (int) Math.max(0f, Math.min(255f, v));
    }
    return b;
  }

  @Override
  public void close() {
    matte.close();
  }
}
