package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decoded frames of any pixel format as packed full-range RGB of one kind and size. */
final class PackedPixels implements AutoCloseable {
  private static final int ALIGN = 64;
  private static final int LINES_OF_HD = 720;

  private final int format;
  private final int bytes;
  private final int width;
  private final int height;
  private final int stride;
  private final BytePointer packed;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private SwsContext sws;
  private long setUp = -1;

  /**
   * @param format FFmpeg's number of a packed RGB format
   * @param bytes of one of its pixels
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   */
  PackedPixels(int format, int bytes, int width, int height) {
    this.format = format;
    this.bytes = bytes;
    this.width = width;
    this.height = height;
    this.stride = (bytes * width + ALIGN - 1) / ALIGN * ALIGN;
    // Vector code may write a little behind the last line.
    this.packed = new BytePointer(av_malloc((long) stride * height + 2 * ALIGN));
    this.planes = new PointerPointer<BytePointer>(4).put(0, packed);
    planes.put(1, null).put(2, null).put(3, null);
    this.strides = new IntPointer(stride, 0, 0, 0);
  }

  /**
   * Converts.
   *
   * @param space FFmpeg's number of the colour matrix where the frame names none
   * @return rows without padding
   * @throws IllegalStateException if FFmpeg can't convert the frame's pixel format
   */
  byte[] convert(AVFrame frame, int space) {
    prepare(frame, space);
    Av.check(
        sws_scale(
            sws, new PointerPointer<>(frame), frame.linesize(), 0, frame.height(), planes, strides),
        "conversion to RGB");
    int row = bytes * width;
    byte[] to = new byte[Math.multiplyExact(row, height)];
    if (stride == row) {
      packed.position(0).get(to);
    } else {
      for (int y = 0; y < height; y++) {
        packed.position((long) y * stride).get(to, row * y, row);
      }
      packed.position(0);
    }
    return to;
  }

  private void prepare(AVFrame frame, int unnamed) {
    int from = frame.format();
    int plain = plain(from);
    boolean full = frame.color_range() == AVCOL_RANGE_JPEG || plain != from;
    int space = unnamed(frame.colorspace()) ? unnamed : frame.colorspace();
    if (unnamed(space)) {
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
    // FFmpeg 8.0 spoils 16-bit results of its bilinear filter.
    boolean bicubic = scaled || format == AV_PIX_FMT_RGB48LE;
    sws =
        sws_getContext(
            frame.width(),
            frame.height(),
            plain,
            width,
            height,
            format,
            (bicubic ? SWS_BICUBIC : SWS_BILINEAR) | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT,
            null,
            null,
            (DoublePointer) null);
    if (sws == null || sws.isNull()) {
      throw new IllegalStateException("no conversion to RGB from pixel format " + from);
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

  private static boolean unnamed(int space) {
    return space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RGB || space == AVCOL_SPC_RESERVED;
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
    av_free(packed);
    planes.close();
    strides.close();
  }
}
