package io.reenact.evaluation;

import io.reenact.error.BadInput;
import io.reenact.face.AlignedCrop;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.metric.LandmarkErrors;
import io.reenact.progress.Progress;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Brings a video that another system made into the form of our renders, so that it can be measured
 * like them: one frame for each of the driver's, the head's aligned crop with its own roll, on
 * white. Holds native networks; one thread at a time.
 */
public final class OthersVideo implements AutoCloseable {
  /** Where a video's pictures are cut. */
  public enum Crop {
    /** {@link #DRIVER} if the faces lie over each other, else {@link #OWN}. */
    AUTO,
    /** Where the driver's are: the video has the driver's frame, in whatever size. */
    DRIVER,
    /** Where the video's own face is. */
    OWN
  }

  /** Faces lie over each other if their landmarks are apart by so much of the face's box. */
  private static final double OVER = 0.15;

  /** Frames have one form if their aspect ratios differ by no more. */
  private static final double SAME_FORM = 0.02;

  private final FaceAlignment alignment;
  private final FaceTracker tracker = new FaceTracker();
  private final PersonMatte matte = new PersonMatte();

  /**
   * @param alignment where faces are in the generator's world
   */
  public OthersVideo(FaceAlignment alignment) {
    this.alignment = alignment;
  }

  /**
   * What came out.
   *
   * @param crop where pictures were cut: driver or own
   * @param fps of the driver
   * @param frames as many as the driver has
   */
  public record Made(Crop crop, double fps, int frames) {}

  /**
   * Writes it.
   *
   * @param video what another system made
   * @param driver whose expressions it shows
   * @param size side of the result, px
   * @param to the mp4
   * @throws BadInput if it can't be read, shows no face, or is of another length
   */
  public Made write(
      MediaSource video,
      EvaluatedClip driver,
      Crop crop,
      int size,
      String to,
      Configuration hadoop,
      Progress progress) {
    try (VideoReader in = VideoReader.open(video, hadoop);
        VideoReader original = VideoReader.open(driver.video(), hadoop)) {
      int[] match = FrameMatch.of(in.presentationTimesUs(), original.presentationTimesUs());
      int n = in.presentationTimesUs().length;
      ClipTrack found =
          tracker.track(in, alignment, k -> progress.at(k, 2.0 * n, "tracking " + k + "/" + n));
      if (found.frames().stream().noneMatch(f -> f.crop() != null)) {
        throw new BadInput(video.uri() + " shows no face in any frame");
      }
      Crop where =
          crop == Crop.AUTO
              ? (over(driver, original, found, match) ? Crop.DRIVER : Crop.OWN)
              : crop;
      double wide = (double) original.info().width() / found.width();
      double high = (double) original.info().height() / found.height();
      long[] times = original.presentationTimesUs();
      try (VideoWriter out =
          VideoWriter.create(to, hadoop, size, size, original.info().fps(), Quality.HIGH, null)) {
        FrameTrack last = null;
        for (int i = 0; i < match.length; i++) {
          FrameTrack t =
              where == Crop.DRIVER ? driver.track().get(i) : found.frames().get(match[i]);
          last = t.crop() != null ? t : last;
          FrameTrack at = last != null ? last : first(where, driver.track(), found.frames());
          VideoFrame f = RenderEvaluation.frame(in, match[i]);
          if (f == null) {
            throw new BadInput(video.uri() + ": frame " + match[i] + " can't be decoded");
          }
          float[] cut = where == Crop.DRIVER ? scaled(at.crop(), wide, high) : at.crop();
          out.write(cut(f.image(), cut, at.roll(), size), times[i] - times[0]);
          progress.at(n + (double) n * i / match.length, 2.0 * n, "cutting frame " + i);
        }
        out.finish();
      }
      return new Made(where, original.info().fps(), match.length);
    }
  }

  private static FrameTrack first(Crop where, List<FrameTrack> driver, List<FrameTrack> own) {
    return (where == Crop.DRIVER ? driver : own)
        .stream().filter(f -> f.crop() != null).findFirst().orElseThrow();
  }

  private RgbImage cut(RgbImage image, float[] crop, float roll, int size) {
    float[] picture = AlignedCrop.crop(image, crop, size, roll);
    FaceReader.onWhite(picture, matte.matte(image, picture, crop, size, roll));
    return RgbImage.ofChw(picture, size, size);
  }

  /** A crop of a frame, for the same frame in another size. */
  static float[] scaled(float[] crop, double wide, double high) {
    return new float[] {
      (float) (crop[0] * wide),
      (float) (crop[1] * high),
      crop[2],
      (float) (crop[3] * wide),
      (float) (crop[4] * high),
      crop[5]
    };
  }

  /** Whether the video has the driver's frame: in the median of frames the faces lie together. */
  private static boolean over(
      EvaluatedClip driver, VideoReader original, ClipTrack found, int[] match) {
    double wide = (double) original.info().width() / found.width();
    double high = (double) original.info().height() / found.height();
    if (Math.abs(wide / high - 1) > SAME_FORM) {
      return false;
    }
    List<Double> apart = new ArrayList<>();
    for (int i = 0; i < match.length; i++) {
      FrameTrack d = driver.track().get(i);
      float[] there = found.frames().get(match[i]).landmarks();
      if (d.usable() && there != null) {
        float[] moved = there.clone();
        for (int k = 0; k < moved.length; k++) {
          moved[k] *= (float) (k % 2 == 0 ? wide : high);
        }
        apart.add(LandmarkErrors.byBox(d.landmarks(), moved));
      }
    }
    double[] sorted = apart.stream().mapToDouble(a -> a).sorted().toArray();
    return sorted.length > 0 && sorted[sorted.length / 2] < OVER;
  }

  @Override
  public void close() {
    matte.close();
    tracker.close();
  }
}
