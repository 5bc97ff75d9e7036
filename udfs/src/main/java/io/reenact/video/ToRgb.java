package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decoded frames of any pixel format as packed RGB of one size. */
final class ToRgb implements AutoCloseable {
  private static final int ALIGN = 64;
  private static final int LINES_OF_HD = 720;

  private final int width;
  private final int height;
  private final int stride;
  private final BytePointer rgb;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private SwsContext sws;
  private long setUp = -1;

  /**
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   */
  ToRgb(int width, int height) {
    this.width = width;
    this.height = height;
    this.stride = (3 * width + ALIGN - 1) / ALIGN * ALIGN;
    // Vector code may write a little behind the last line.
    this.rgb = new BytePointer(av_malloc((long) stride * height + 2 * ALIGN));
    this.planes = new PointerPointer<BytePointer>(4).put(0, rgb);
    planes.put(1, null).put(2, null).put(3, null);
    this.strides = new IntPointer(stride, 0, 0, 0);
  }

  /**
   * Converts.
   *
   * @throws IllegalStateException if FFmpeg can't convert the frame's pixel format
   */
  RgbImage convert(AVFrame frame) {
    prepare(frame);
    Av.check(
        sws_scale(
            sws, new PointerPointer<>(frame), frame.linesize(), 0, frame.height(), planes, strides),
        "conversion to RGB");
    byte[] to = new byte[3 * width * height];
    if (stride == 3 * width) {
      rgb.position(0).get(to);
    } else {
      for (int y = 0; y < height; y++) {
        rgb.position((long) y * stride).get(to, 3 * width * y, 3 * width);
      }
      rgb.position(0);
    }
    return new RgbImage(width, height, to);
  }

  private void prepare(AVFrame frame) {
    int format = frame.format();
    int plain = plain(format);
    boolean full = frame.color_range() == AVCOL_RANGE_JPEG || plain != format;
    int space = frame.colorspace();
    if (space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RGB || space == AVCOL_SPC_RESERVED) {
      space = frame.height() < LINES_OF_HD ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
    }
    long key =
        ((((long) frame.width() * 32_768 + frame.height()) * 1024 + plain) * 32 + space) * 2
            + (full ? 1 : 0);
    if (key == setUp) {
      return;
    }
    sws_freeContext(sws);
    boolean scaled = frame.width() != width || frame.height() != height;
    sws =
        sws_getContext(
            frame.width(),
            frame.height(),
            plain,
            width,
            height,
            AV_PIX_FMT_RGB24,
            (scaled ? SWS_BICUBIC : SWS_BILINEAR) | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT,
            null,
            null,
            (DoublePointer) null);
    if (sws == null || sws.isNull()) {
      throw new IllegalStateException("no conversion to RGB from pixel format " + format);
    }
    sws_setColorspaceDetails(
        sws,
        sws_getCoefficients(space),
        full ? 1 : 0,
        sws_getCoefficients(AVCOL_SPC_BT709),
        1,
        0,
        1 << 16,
        1 << 16);
    setUp = key;
  }

  // The formats with J are the same with full range.
  private static int plain(int format) {
    if (format == AV_PIX_FMT_YUVJ420P) {
      return AV_PIX_FMT_YUV420P;
    } else if (format == AV_PIX_FMT_YUVJ422P) {
      return AV_PIX_FMT_YUV422P;
    } else if (format == AV_PIX_FMT_YUVJ444P) {
      return AV_PIX_FMT_YUV444P;
    } else if (format == AV_PIX_FMT_YUVJ440P) {
      return AV_PIX_FMT_YUV440P;
    }
    return format;
  }

  @Override
  public void close() {
    sws_freeContext(sws);
    av_free(rgb);
    planes.close();
    strides.close();
  }
}
