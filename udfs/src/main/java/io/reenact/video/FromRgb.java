package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** RGB images of one size as limited-range YUV frames: 4:2:0 of even size, or 4:4:4 with alpha. */
final class FromRgb implements AutoCloseable {
  private final int width;
  private final int height;
  private final int wide;
  private final int high;
  private final boolean alpha;
  private final BytePointer packed;
  private final byte[] own;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private final SwsContext sws;
  private final AVFrame frame;

  /** 8 bits, 4:2:0; an odd width or height grows by a copy of the last column or row. */
  static FromRgb opaque(int width, int height, int space) {
    return new FromRgb(width, height, space, false);
  }

  /** 10 bits, 4:4:4, with an alpha channel. */
  static FromRgb withAlpha(int width, int height, int space) {
    return new FromRgb(width, height, space, true);
  }

  /**
   * @param space the YUV matrix, an AVCOL_SPC number
   */
  private FromRgb(int width, int height, int space, boolean alpha) {
    this.width = width;
    this.height = height;
    this.alpha = alpha;
    wide = alpha ? width : (width + 1) / 2 * 2;
    high = alpha ? height : (height + 1) / 2 * 2;
    int channels = alpha ? 4 : 3;
    int format = alpha ? AV_PIX_FMT_YUVA444P10LE : AV_PIX_FMT_YUV420P;
    int bytes = channels * wide * high;
    own = !alpha && width == wide && height == high ? null : new byte[bytes];
    // Vector code may read a little behind the last line.
    packed = new BytePointer(av_malloc(bytes + 128L));
    planes = new PointerPointer<BytePointer>(4).put(0, packed);
    planes.put(1, null).put(2, null).put(3, null);
    strides = new IntPointer(channels * wide, 0, 0, 0);
    sws =
        sws_getContext(
            wide,
            high,
            alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24,
            wide,
            high,
            format,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP,
            null,
            null,
            (DoublePointer) null);
    sws_setColorspaceDetails(
        sws, sws_getCoefficients(space), 1, sws_getCoefficients(space), 0, 0, 1 << 16, 1 << 16);
    frame = av_frame_alloc();
    frame.width(wide);
    frame.height(high);
    frame.format(format);
    frame.colorspace(space);
    frame.color_range(AVCOL_RANGE_MPEG);
    Av.check(av_frame_get_buffer(frame, 0), "frame");
  }

  /**
   * The image as a frame, valid until the next call.
   *
   * @param coverage {@code [height * width]} from 0 to 255; null where frames have no alpha
   */
  AVFrame convert(RgbImage image, byte[] coverage) {
    if (alpha != (coverage != null)) {
      throw new IllegalArgumentException(
          alpha ? "frames with alpha need a coverage" : "these frames have no alpha");
    }
    if (alpha) {
      packed.put(interleaved(image.rgb(), coverage));
    } else {
      packed.put(own == null ? image.rgb() : pad(image.rgb()));
    }
    Av.check(av_frame_make_writable(frame), "frame");
    try (PointerPointer<AVFrame> to = new PointerPointer<>(frame)) {
      Av.check(sws_scale(sws, planes, strides, 0, high, to, frame.linesize()), "conversion to YUV");
    }
    return frame;
  }

  private byte[] interleaved(byte[] rgb, byte[] coverage) {
    for (int i = 0; i < coverage.length; i++) {
      own[4 * i] = rgb[3 * i];
      own[4 * i + 1] = rgb[3 * i + 1];
      own[4 * i + 2] = rgb[3 * i + 2];
      own[4 * i + 3] = coverage[i];
    }
    return own;
  }

  // Repeats the last column and row, so that all given pixels stay where they are.
  private byte[] pad(byte[] from) {
    for (int y = 0; y < high; y++) {
      int s = 3 * Math.min(y, height - 1) * width;
      int d = 3 * y * wide;
      System.arraycopy(from, s, own, d, 3 * width);
      if (wide > width) {
        System.arraycopy(from, s + 3 * (width - 1), own, d + 3 * width, 3);
      }
    }
    return own;
  }

  @Override
  public void close() {
    sws_freeContext(sws);
    av_frame_free(frame);
    av_free(packed);
    planes.close();
    strides.close();
  }
}
