package io.reenact.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.metric.FaceState;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.pool.LatestMap;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Landmarks and openings of tracked frames by somebody else than the tracker, whose landmarks took
 * part in the losses. The tracker says where the face is; boxes, poses and shots stay its own.
 */
final class PointsReader {
  /** Side of the upright crop that the network's own crop is cut from, px. */
  private static final int SIZE = 256;

  /** Clips whose reading is kept: a clip drives many. */
  private static final int CLIPS = 6;

  private final NDManager manager;
  private final PluggableNetwork.Points network;
  private final Map<MediaSource, List<FrameTrack>> known = new LatestMap<>(CLIPS);

  /** Both stay the caller's to close. */
  PointsReader(NDManager manager, PluggableNetwork.Points network) {
    this.manager = manager;
    this.network = network;
  }

  String name() {
    return network.name();
  }

  /** The track of an original clip with its own landmarks. */
  List<FrameTrack> original(EvaluatedClip clip, Configuration hadoop) {
    return known.computeIfAbsent(
        clip.video(),
        source -> {
          try (VideoReader video = VideoReader.open(source, hadoop)) {
            return read(video, clip.track());
          }
        });
  }

  /**
   * A track with its own landmarks; frames in which the tracker found no face stay as they are.
   *
   * @param video of the track, read from its first frame
   */
  List<FrameTrack> read(VideoReader video, List<FrameTrack> track) {
    List<FrameTrack> read = new ArrayList<>(track);
    video.seek(0);
    for (VideoFrame f = video.next(); f != null; f = video.next()) {
      FrameTrack t = track.get(f.index());
      if (t.landmarks() != null) {
        read.set(f.index(), with(t, FaceState.of(landmarks(f.image(), t))));
      }
    }
    return read;
  }

  private float[] landmarks(RgbImage image, FrameTrack t) {
    float[] picture = AlignedCrop.crop(image, t.crop(), SIZE, 0);
    float[] box = FaceBoxes.landmarkBox(AlignedCrop.points(t.landmarks(), t.crop(), SIZE, 0));
    float[] points;
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = FaceReader.array(step, picture, SIZE);
      NDArray crop = CropSampler.crop(whole, new float[][] {box}, network.size());
      try (NDArray read = network.read(crop)) {
        points = read.toFloatArray();
      }
    }
    for (int i = 0; i < points.length; i++) {
      int axis = i % 2;
      points[i] = box[axis] + points[i] * (box[axis + 2] - box[axis]);
    }
    return AlignedCrop.framePoints(points, t.crop(), SIZE, 0);
  }

  private static FrameTrack with(FrameTrack t, FaceState read) {
    return new FrameTrack(
        t.frame(),
        t.ptsUs(),
        t.shot(),
        t.usable(),
        t.reason(),
        read.landmarks(),
        t.camera(),
        t.crop(),
        t.roll(),
        (float) read.mouth(),
        (float) read.leftEye(),
        (float) read.rightEye());
  }
}
