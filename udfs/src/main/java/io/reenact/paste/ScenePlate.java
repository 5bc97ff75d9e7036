package io.reenact.paste;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.Matting;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A clip's scene without the person: of every pixel the mean over those frames that show it, from
 * frames spread over the whole clip, and what no frame shows filled from around. Meant for a camera
 * that stands still; {@link HeadPaste} corrects what differs in a frame.
 *
 * @param picture at most {@link #SIDE} px wide and high
 * @param light how light the driver's face is, over the same frames; null if none shows it
 * @param hair the colours of the driver's hair, over the same frames
 */
public record ScenePlate(RgbImage picture, FaceLight light, HairColours hair) {
  /** Longest side of a plate, px: backgrounds are rarely in focus. */
  static final int SIDE = 960;

  /** Frames that are looked at. */
  private static final int FRAMES = 24;

  /** Px of the plate around the person that count as the person: shadows and motion blur. */
  private static final int MARGIN = 8;

  /** Side of the crops that the driver's light and colours are read from, px. */
  private static final int CROP_SIDE = 128;

  /**
   * Makes a clip's plate.
   *
   * @param frames the clip's frames by index, asked for in rising order
   * @param track all frames, in order
   */
  public static ScenePlate of(IntFunction<RgbImage> frames, List<FrameTrack> track, Matting matte) {
    int n = Math.min(FRAMES, track.size());
    List<FaceLight> lights = new ArrayList<>();
    HairColours hair = new HairColours();
    Sum sum = null;
    for (int k = 0; k < n; k++) {
      int at = (int) ((k + 0.5) * track.size() / n);
      RgbImage frame = frames.apply(at);
      FrameTrack t = track.get(at);
      if (sum == null) {
        double scale = Math.min(1, (double) SIDE / Math.max(frame.width(), frame.height()));
        sum = new Sum(side(frame.width(), scale), side(frame.height(), scale));
      }
      sum.add(frame, matte);
      if (t.usable()) {
        float[] crop = AlignedCrop.crop(frame, t.crop(), CROP_SIDE, t.roll());
        lights.add(FaceLight.of(crop, CROP_SIDE, t));
        hair.learn(crop, matte.coarse(frame, t.crop(), CROP_SIDE, t.roll()), t, CROP_SIDE);
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("a clip without frames has no scene");
    }
    return new ScenePlate(sum.picture(), lights.isEmpty() ? null : FaceLight.mean(lights), hair);
  }

  private static int side(int px, double scale) {
    return (int) Math.max(1, Math.round(px * scale));
  }

  /**
   * The plate in a frame's crop.
   *
   * @param width of the frames, px
   * @param height of the frames, px
   * @return {@code [3, size, size]} in [-1, 1]
   */
  float[] crop(int width, int height, FrameTrack t, int size) {
    float sx = (float) width / picture.width();
    float sy = (float) height / picture.height();
    float[] m = t.crop();
    float[] own = {m[0] * sx, m[1] * sy, m[2], m[3] * sx, m[4] * sy, m[5]};
    return AlignedCrop.crop(picture, own, size, t.roll());
  }

  private static final class Sum {
    private final int w;
    private final int h;
    private final float[][] planes;
    private final float[] weight;

    Sum(int w, int h) {
      this.w = w;
      this.h = h;
      planes = new float[3][w * h];
      weight = new float[w * h];
    }

    void add(RgbImage frame, Matting matte) {
      RgbImage small = Images.resize(frame, w, h);
      float[] person = Mattes.grown(matte.coarse(frame, w, h), w, h, MARGIN);
      byte[] rgb = small.rgb();
      for (int i = 0; i < weight.length; i++) {
        float seen = 1 - person[i];
        weight[i] += seen;
        for (int c = 0; c < 3; c++) {
          planes[c][i] += seen * (rgb[3 * i + c] & 0xff);
        }
      }
    }

    RgbImage picture() {
      for (int i = 0; i < weight.length; i++) {
        if (weight[i] > 0) {
          for (float[] plane : planes) {
            plane[i] /= weight[i];
          }
          // Seen for less than half a frame is the haze at somebody's edge.
          weight[i] = Math.min(1, weight[i] * weight[i]);
        }
      }
      PushPull.fill(planes, weight, w, h);
      byte[] rgb = new byte[3 * w * h];
      for (int i = 0; i < w * h; i++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * i + c] = (byte) Math.max(0, Math.min(255, Math.round(planes[c][i])));
        }
      }
      return new RgbImage(w, h, rgb);
    }
  }
}
