package io.reenact.evaluation;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.video.Images;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Pictures of a few moments side by side. Moments are evenly spread over the usable frames of the
 * driver, so that strips of the same driver's clip show the same moments.
 */
public final class ComparisonStrips implements AutoCloseable {
  /** Pictures a strip. */
  public static final int MOMENTS = 5;

  private final PersonMatte matte = new PersonMatte();

  /**
   * The original: aligned crops on white with the head's roll, as results look.
   *
   * @param size side of one picture, px
   */
  public RgbImage input(EvaluatedClip clip, int size, Configuration hadoop) {
    List<RgbImage> pictures = new ArrayList<>();
    try (VideoReader video = VideoReader.open(clip.video(), hadoop)) {
      for (int i : RenderEvaluation.sampled(clip.track(), MOMENTS)) {
        VideoFrame f = RenderEvaluation.frame(video, i);
        FrameTrack t = clip.track().get(i);
        if (f != null) {
          float[] crop = AlignedCrop.crop(f.image(), t.crop(), size, t.roll());
          FaceReader.onWhite(crop, matte.matte(f.image(), crop, t.crop(), size, t.roll()));
          pictures.add(RgbImage.ofChw(crop, size, size));
        }
      }
    }
    return Images.sideBySide(pictures);
  }

  /**
   * The same moments of a result.
   *
   * @param track of the driver's clip
   */
  public RgbImage result(
      MediaSource result, List<FrameTrack> track, int size, Configuration hadoop) {
    List<RgbImage> pictures = new ArrayList<>();
    try (VideoReader video = VideoReader.open(result, hadoop)) {
      for (int i : RenderEvaluation.sampled(track, MOMENTS)) {
        VideoFrame f = RenderEvaluation.frame(video, i);
        if (f != null) {
          int width =
              Math.max(1, Math.round((float) size * f.image().width() / f.image().height()));
          pictures.add(Images.resize(f.image(), width, size));
        }
      }
    }
    return Images.sideBySide(pictures);
  }

  @Override
  public void close() {
    matte.close();
  }
}
