package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.javacpp.IntPointer;

/**
 * How stored pixels are turned for display, as phones ask for: first mirrored, then turned.
 *
 * @param quarterTurns clockwise, 0 to 3
 * @param mirrored left and right swapped before turning
 */
record Orientation(int quarterTurns, boolean mirrored) {
  static final Orientation UPRIGHT = new Orientation(0, false);

  /** What a stream's display matrix says, rounded to a quarter turn. */
  static Orientation of(AVCodecParameters parameters) {
    return of(parameters.coded_side_data(), parameters.nb_coded_side_data());
  }

  /** What the display matrix among a stream's or a tile grid's side data says. */
  static Orientation of(AVPacketSideData data, int count) {
    AVPacketSideData side = av_packet_side_data_get(data, count, AV_PKT_DATA_DISPLAYMATRIX);
    return side == null || side.isNull() || side.size() < 36
        ? UPRIGHT
        : of(new IntPointer(side.data()));
  }

  /**
   * What EXIF's tag 274 means.
   *
   * @param value 1 to 8; anything else is upright
   */
  static Orientation ofExif(int value) {
    return switch (value) {
      case 2 -> new Orientation(0, true);
      case 3 -> new Orientation(2, false);
      case 4 -> new Orientation(2, true);
      case 5 -> new Orientation(3, true);
      case 6 -> new Orientation(1, false);
      case 7 -> new Orientation(1, true);
      case 8 -> new Orientation(3, false);
      default -> UPRIGHT;
    };
  }

  /** From a display matrix: 3 x 3, row-major, 16.16 fixed point, row vectors. */
  static Orientation of(IntPointer matrix) {
    int[] m = new int[9];
    matrix.get(m);
    boolean mirrored = (long) m[0] * m[4] - (long) m[1] * m[3] < 0;
    if (mirrored) {
      m[0] = -m[0];
      m[3] = -m[3];
      m[6] = -m[6];
    }
    // FFmpeg gives the angle counter-clockwise, and not a number for a singular matrix.
    double clockwise = -av_display_rotation_get(m);
    if (Double.isNaN(clockwise)) {
      return UPRIGHT;
    }
    int turns = Math.floorMod((int) Math.round(clockwise / 90), 4);
    // The flip above was after the turn; before it, a quarter turn goes the other way round.
    return new Orientation(mirrored ? Math.floorMod(-turns, 4) : turns, mirrored);
  }

  /** Whether width and height change places. */
  boolean swapsSides() {
    return quarterTurns % 2 == 1;
  }

  /** The image as displayed. */
  RgbImage apply(RgbImage stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    int w = swapsSides() ? stored.height() : stored.width();
    int h = swapsSides() ? stored.width() : stored.height();
    byte[] from = stored.rgb();
    byte[] to = new byte[from.length];
    int sw = stored.width();
    int sh = stored.height();
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int sx;
        int sy;
        switch (quarterTurns) {
          case 1 -> {
            sx = y;
            sy = sh - 1 - x;
          }
          case 2 -> {
            sx = sw - 1 - x;
            sy = sh - 1 - y;
          }
          case 3 -> {
            sx = sw - 1 - y;
            sy = x;
          }
          default -> {
            sx = x;
            sy = y;
          }
        }
        if (mirrored) {
          sx = sw - 1 - sx;
        }
        int s = 3 * (sy * sw + sx);
        int d = 3 * (y * w + x);
        to[d] = from[s];
        to[d + 1] = from[s + 1];
        to[d + 2] = from[s + 2];
      }
    }
    return new RgbImage(w, h, to);
  }
}
