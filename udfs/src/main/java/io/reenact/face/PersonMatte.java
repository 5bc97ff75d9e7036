package io.reenact.face;

import io.reenact.nn.face.FaceModel;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;

/**
 * The person's matte in an aligned crop: MediaPipe's selfie segmentation over the crop and its
 * surroundings, its edges refined by a guided filter on the crop itself. Hair, neck and shoulders
 * belong to the person; what lies outside of the frame does not. Not thread-safe.
 */
public final class PersonMatte implements Matting {
  private static final int SIZE = 256;

  /** Longest side at which a whole frame's edges are refined, px. */
  static final int WHOLE_SIDE = 640;

  /** The network judges better with some surroundings of the crop. */
  private static final double MARGIN = 1.25;

  // The network's haze between these is settled before its edges are refined.
  private static final float UNSURE_BELOW = 0.3f;
  private static final float SURE_ABOVE = 0.9f;

  private static final double FINE_EPSILON = 4e-4;
  private static final double COARSE_EPSILON = 4e-3;

  private final TrackingNetwork net = TrackingNetwork.load(FaceModel.SELFIE_SEGMENTATION, SIZE);

  /**
   * The matte of a crop.
   *
   * @param frame the source frame
   * @param crop the crop transform, see {@link AlignedCrop}
   * @param size side of the result, px
   * @param extraRoll as in {@link AlignedCrop#crop}
   * @return {@code [size, size]}: 1 person, 0 background
   */
  public float[] matte(RgbImage frame, float[] crop, int size, double extraRoll) {
    return matte(frame, AlignedCrop.crop(frame, crop, size, extraRoll), crop, size, extraRoll);
  }

  /**
   * The matte of a crop already sampled.
   *
   * @param picture {@code [3, size, size]} in [-1, 1], from {@link AlignedCrop#crop} with the same
   *     arguments
   * @return {@code [size, size]}: 1 person, 0 background
   */
  public float[] matte(RgbImage frame, float[] picture, float[] crop, int size, double extraRoll) {
    float[] fine = refine(seen(frame, crop, size, extraRoll), picture, size, size);
    float[] inside = AlignedCrop.inside(frame.width(), frame.height(), crop, size, extraRoll);
    for (int i = 0; i < fine.length; i++) {
      fine[i] *= inside[i];
    }
    return fine;
  }

  @Override
  public float[] coarse(RgbImage frame, float[] crop, int size, double extraRoll) {
    return settled(seen(frame, crop, size, extraRoll));
  }

  /** What the network says of a crop. */
  private float[] seen(RgbImage frame, float[] crop, int size, double extraRoll) {
    double[] cropToFrame = Affine.invert(AlignedCrop.frameToCrop(crop, size, extraRoll));
    double[] toFrame = region(frame, cropToFrame, size);
    float[] input =
        AffineSampler.sample(frame, toFrame, SIZE, SIZE, AffineSampler.Border.REPLICATE);
    float[] coarse = run(input);
    double[] map = Affine.compose(Affine.invert(toFrame), cropToFrame);
    float[] p = new float[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        p[y * size + x] =
            bilinear(
                coarse,
                SIZE,
                SIZE,
                map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2] - 0.5,
                map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5] - 0.5);
      }
    }
    return p;
  }

  @Override
  public float[] coarse(RgbImage frame, int w, int h) {
    return resized(settled(seen(frame)), SIZE, SIZE, w, h);
  }

  /** What the network says of a whole frame, {@code [SIZE, SIZE]}. */
  private float[] seen(RgbImage frame) {
    double[] map = {(double) frame.width() / SIZE, 0, 0, 0, (double) frame.height() / SIZE, 0};
    return run(AffineSampler.sample(frame, map, SIZE, SIZE, AffineSampler.Border.REPLICATE));
  }

  @Override
  public float[] whole(RgbImage frame) {
    double scale = Math.min(1, (double) WHOLE_SIDE / Math.max(frame.width(), frame.height()));
    int w = (int) Math.max(1, Math.round(frame.width() * scale));
    int h = (int) Math.max(1, Math.round(frame.height() * scale));
    RgbImage small = Images.resize(frame, w, h);
    float[] p = resized(seen(frame), SIZE, SIZE, w, h);
    float[] fine = refine(p, small.toChw(), w, h);
    return resized(fine, w, h, frame.width(), frame.height());
  }

  private float[] run(float[] input) {
    for (int i = 0; i < input.length; i++) {
      input[i] = 0.5f * input[i] + 0.5f;
    }
    return net.run(input).get(SIZE * SIZE);
  }

  private static float[] resized(float[] from, int w, int h, int width, int height) {
    if (w == width && h == height) {
      return from;
    }
    float[] out = new float[width * height];
    int[] left = new int[width];
    float[] share = new float[width];
    int right = w > 1 ? 1 : 0;
    int down = h > 1 ? w : 0;
    for (int x = 0; x < width; x++) {
      double at = within((x + 0.5) * w / width - 0.5, w);
      left[x] = first(at, w);
      share[x] = (float) (at - left[x]);
    }
    for (int y = 0; y < height; y++) {
      double at = within((y + 0.5) * h / height - 0.5, h);
      int y0 = first(at, h);
      float fy = (float) (at - y0);
      for (int x = 0; x < width; x++) {
        out[y * width + x] = between(from, y0 * w + left[x], right, down, share[x], fy);
      }
    }
    return out;
  }

  private static float[] settled(float[] coarse) {
    float[] sure = new float[coarse.length];
    for (int i = 0; i < coarse.length; i++) {
      float t = Math.max(0, Math.min(1, (coarse[i] - UNSURE_BELOW) / (SURE_ABOVE - UNSURE_BELOW)));
      sure[i] = t * t * (3 - 2 * t);
    }
    return sure;
  }

  /** Two guided filters, wide then narrow, and a contrast that keeps sure pixels sure. */
  static float[] refine(float[] coarse, float[] picture, int w, int h) {
    int size = Math.max(w, h);
    float[] sure = settled(coarse);
    float[] wide = GuidedFilter.filter(sure, picture, w, h, Math.max(2, size / 32), COARSE_EPSILON);
    float[] fine = GuidedFilter.filter(wide, picture, w, h, Math.max(1, size / 96), FINE_EPSILON);
    for (int i = 0; i < fine.length; i++) {
      float t = Math.max(0, Math.min(1, (fine[i] - 0.15f) / 0.7f));
      fine[i] = t * t * (3 - 2 * t);
    }
    return fine;
  }

  /** An upright rectangle of the frame that holds the crop: 2x3, network px to frame px. */
  private static double[] region(RgbImage frame, double[] cropToFrame, int size) {
    double cx = cropToFrame[0] * size / 2 + cropToFrame[1] * size / 2 + cropToFrame[2];
    double cy = cropToFrame[3] * size / 2 + cropToFrame[4] * size / 2 + cropToFrame[5];
    double half = MARGIN * (Math.abs(cropToFrame[0]) + Math.abs(cropToFrame[1])) * size / 2;
    double x0 = Math.max(0, cx - half);
    double x1 = Math.min(frame.width(), cx + half);
    double y0 = Math.max(0, cy - half);
    double y1 = Math.min(frame.height(), cy + half);
    if (x1 - x0 < 2 || y1 - y0 < 2) {
      throw new IllegalArgumentException("the crop lies outside of the frame");
    }
    return new double[] {(x1 - x0) / SIZE, 0, x0, 0, (y1 - y0) / SIZE, y0};
  }

  private static float bilinear(float[] image, int w, int h, double x, double y) {
    double cx = within(x, w);
    double cy = within(y, h);
    int x0 = first(cx, w);
    int y0 = first(cy, h);
    return between(
        image, y0 * w + x0, w > 1 ? 1 : 0, h > 1 ? w : 0, (float) (cx - x0), (float) (cy - y0));
  }

  private static double within(double at, int size) {
    return Math.max(0, Math.min(size - 1.0, at));
  }

  /** The first of the two pixels that a place lies between. */
  private static int first(double at, int size) {
    return Math.min((int) at, Math.max(0, size - 2));
  }

  private static float between(float[] image, int i, int right, int down, float fx, float fy) {
    float top = image[i] * (1 - fx) + image[i + right] * fx;
    float bottom = image[i + down] * (1 - fx) + image[i + down + right] * fx;
    return top * (1 - fy) + bottom * fy;
  }

  @Override
  public void close() {
    net.close();
  }
}
