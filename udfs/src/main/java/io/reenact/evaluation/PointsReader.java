package io.reenact.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.metric.FaceState;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.LandmarkNetwork68;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.pool.LatestMap;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/**
 * Landmarks and openings of tracked frames by somebody else than the tracker, whose landmarks took
 * part in the losses. The tracker says where the face is; boxes, poses and shots stay its own.
 */
final class PointsReader {
  /** Clips whose reading is kept: a clip drives many. */
  private static final int CLIPS = 6;

  /**
   * The bundled second reader looks at one frame in so many: at 25 to 30 frames a second it sees
   * eight to ten, more than syllables and blinks come in.
   */
  private static final int SECOND_EVERY = 3;

  private static final FaceState NOT_SEEN = new FaceState(null, Double.NaN, Double.NaN, Double.NaN);

  private final NDManager manager;
  private final Network network;
  private final Map<MediaSource, List<FrameTrack>> known = new LatestMap<>(CLIPS);

  /**
   * Who reads.
   *
   * @param size side of its crops, px
   * @param box from the 68 landmarks {@code [68, 2]} px of an upright face to its crop's box, a
   *     square
   * @param read from crops {@code [1, 3, size, size]} to {@code [1, 136]} in shares of the side
   * @param every one frame in so many is looked at, from the first on
   */
  private record Network(
      String name, int size, UnaryOperator<float[]> box, UnaryOperator<NDArray> read, int every) {}

  private PointsReader(NDManager manager, Network network) {
    this.manager = manager;
    this.network = network;
  }

  /** Both stay the caller's to close. */
  PointsReader(NDManager manager, PluggableNetwork.Points points) {
    this(
        manager,
        new Network(points.name(), points.size(), FaceBoxes::landmarkBox, points::read, 1));
  }

  /** The bundled second reader; both stay the caller's to close. */
  PointsReader(NDManager manager, LandmarkNetwork68 points) {
    this(
        manager,
        new Network(
            LandmarkNetwork68.NAME,
            LandmarkNetwork68.SIZE,
            FaceBoxes::face68Box,
            points::read,
            SECOND_EVERY));
  }

  String name() {
    return network.name;
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
   * A track with its own landmarks. Frames in which the tracker found no face stay as they are;
   * those that are not looked at have no landmarks.
   *
   * @param video of the track, read from its first frame
   */
  List<FrameTrack> read(VideoReader video, List<FrameTrack> track) {
    List<FrameTrack> read = new ArrayList<>(track);
    video.seek(0);
    for (VideoFrame f = video.next(); f != null; f = video.next()) {
      FrameTrack t = track.get(f.index());
      if (t.landmarks() != null) {
        boolean seen = f.index() % network.every == 0;
        FaceState face = seen ? FaceState.of(landmarks(f.image(), t)) : NOT_SEEN;
        read.set(f.index(), with(t, face));
      }
    }
    return read;
  }

  private float[] landmarks(RgbImage image, FrameTrack t) {
    int nominal = AlignedCrop.NOMINAL_SIZE;
    float[] box = network.box.apply(AlignedCrop.points(t.landmarks(), t.crop(), nominal, 0));
    // The crop transform of the box alone: its pixels are cut from the frame in one step.
    float scale = nominal / (box[2] - box[0]);
    float[] crop = t.crop().clone();
    for (int i = 0; i < crop.length; i++) {
      crop[i] = scale * (crop[i] - (i % 3 == 2 ? box[i / 3] : 0));
    }
    float[] picture = AlignedCrop.crop(image, crop, network.size, 0);
    float[] points;
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray upright = FaceReader.array(step, picture, network.size);
      try (NDArray read = network.read.apply(upright)) {
        points = read.toFloatArray();
      }
    }
    for (int i = 0; i < points.length; i++) {
      points[i] *= nominal;
    }
    return AlignedCrop.framePoints(points, crop, nominal, 0);
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
