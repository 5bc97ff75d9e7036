package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Packed RGB images of one size as limited-range YUV 4:2:0 frames of even size. */
final class FromRgb implements AutoCloseable {
  private final int width;
  private final int height;
  private final int evenWidth;
  private final int evenHeight;
  private final BytePointer rgb;
  private final byte[] padded;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private final SwsContext sws;
  private final AVFrame frame;

  /**
   * @param space the YUV matrix, an AVCOL_SPC number
   */
  FromRgb(int width, int height, int space) {
    this.width = width;
    this.height = height;
    evenWidth = (width + 1) / 2 * 2;
    evenHeight = (height + 1) / 2 * 2;
    int bytes = 3 * evenWidth * evenHeight;
    padded = width == evenWidth && height == evenHeight ? null : new byte[bytes];
    // Vector code may read a little behind the last line.
    rgb = new BytePointer(av_malloc(bytes + 128L));
    planes = new PointerPointer<BytePointer>(4).put(0, rgb);
    planes.put(1, null).put(2, null).put(3, null);
    strides = new IntPointer(3 * evenWidth, 0, 0, 0);
    sws =
        sws_getContext(
            evenWidth,
            evenHeight,
            AV_PIX_FMT_RGB24,
            evenWidth,
            evenHeight,
            AV_PIX_FMT_YUV420P,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP,
            null,
            null,
            (DoublePointer) null);
    sws_setColorspaceDetails(
        sws, sws_getCoefficients(space), 1, sws_getCoefficients(space), 0, 0, 1 << 16, 1 << 16);
    frame = av_frame_alloc();
    frame.width(evenWidth);
    frame.height(evenHeight);
    frame.format(AV_PIX_FMT_YUV420P);
    frame.colorspace(space);
    frame.color_range(AVCOL_RANGE_MPEG);
    Av.check(av_frame_get_buffer(frame, 0), "frame");
  }

  /** The image as a frame, valid until the next call. */
  AVFrame convert(RgbImage image) {
    rgb.put(padded == null ? image.rgb() : pad(image.rgb()));
    Av.check(av_frame_make_writable(frame), "frame");
    Av.check(
        sws_scale(
            sws, planes, strides, 0, evenHeight, new PointerPointer<>(frame), frame.linesize()),
        "conversion to YUV");
    return frame;
  }

  // Repeats the last column and row, so that all given pixels stay where they are.
  private byte[] pad(byte[] from) {
    for (int y = 0; y < evenHeight; y++) {
      int s = 3 * Math.min(y, height - 1) * width;
      int d = 3 * y * evenWidth;
      System.arraycopy(from, s, padded, d, 3 * width);
      if (evenWidth > width) {
        System.arraycopy(from, s + 3 * (width - 1), padded, d + 3 * width, 3);
      }
    }
    return padded;
  }

  @Override
  public void close() {
    sws_freeContext(sws);
    av_frame_free(frame);
    av_free(rgb);
    planes.close();
    strides.close();
  }
}
