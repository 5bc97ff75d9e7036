package io.reenact.motion;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceDetail;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads the motion of a tracked clip from its pictures. Holds a native network; one thread at a
 * time.
 */
public final class PictureReader implements AutoCloseable {
  /** Raise it when the same clip is read otherwise. */
  public static final String VERSION = "2";

  /** Side of the upright crop that the network's own crop is cut from, px. */
  private static final int SIZE = 256;

  private final FaceDetail network = new FaceDetail();
  private final MotionModel model = MotionModel.bundled();

  /**
   * Reads a clip.
   *
   * @param video the clip
   * @param track its frames
   * @param progress hears how many frames are read
   * @return a frame a frame of the track
   * @throws io.reenact.error.BadInput if the file is damaged
   */
  public MotionSequence read(VideoReader video, List<FrameTrack> track, LongConsumer progress) {
    float[][] features = new float[track.size()][];
    double[] presence = new double[track.size()];
    for (VideoFrame f = video.next(); f != null && f.index() < features.length; f = video.next()) {
      FrameTrack t = track.get(f.index());
      if (t.usable()) {
        float[] picture = AlignedCrop.crop(f.image(), t.crop(), SIZE, 0);
        float[] points = AlignedCrop.points(t.landmarks(), t.crop(), SIZE, 0);
        FaceDetail.Seen seen = network.see(picture, SIZE, FaceBoxes.landmarkBox(points));
        features[f.index()] = MotionFeatures.of(seen);
        presence[f.index()] = seen.presence();
      }
      progress.accept(f.index() + 1);
    }
    float[][] read = model.read(features);
    List<MotionFrame> frames = new ArrayList<>();
    int shapes = HeadShapes.NAMES.size();
    for (int i = 0; i < read.length; i++) {
      FrameTrack t = track.get(i);
      if (read[i] == null) {
        frames.add(MotionFrame.none(t.ptsUs()));
        continue;
      }
      float[] expression = Arrays.copyOf(read[i], shapes);
      // What turns a picture clockwise turns a head to the other side.
      HeadAngles head = new HeadAngles(read[i][shapes + 2], read[i][shapes + 3], -t.roll());
      frames.add(
          new MotionFrame(
              t.ptsUs(), expression, read[i][shapes], read[i][shapes + 1], head, presence[i]));
    }
    return new MotionSequence(HeadShapes.NAMES, frames);
  }

  @Override
  public void close() {
    network.close();
  }
}
