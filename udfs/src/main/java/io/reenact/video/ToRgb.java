package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/**
 * Decoded frames of any pixel format as packed RGB of one size: transparent parts become white, and
 * colours beyond standard dynamic range are tone-mapped.
 */
final class ToRgb implements AutoCloseable {
  private static final int DEEP_BYTES = 6;
  private static final int ALPHA_BYTES = 4;

  private final int width;
  private final int height;
  private final int space;
  private final int transfer;
  private final int primaries;
  private ToneMap toneMap;
  private PackedPixels plain;
  private PackedPixels deep;
  private PackedPixels alpha;
  private int alphaWidth;
  private int alphaHeight;

  /**
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   * @param stream whose colour tags count where a frame has none
   */
  ToRgb(int width, int height, AVCodecParameters stream) {
    this.width = width;
    this.height = height;
    this.space = stream.color_space();
    this.transfer = stream.color_trc();
    this.primaries = stream.color_primaries();
  }

  /** What a frame's values mean: its own tags, else the stream's. */
  Light light(AVFrame frame) {
    return Light.of(
        frame.color_trc() == AVCOL_TRC_UNSPECIFIED ? transfer : frame.color_trc(),
        frame.color_primaries() == AVCOL_PRI_UNSPECIFIED ? primaries : frame.color_primaries());
  }

  /** Maps high dynamic range this way from now on. */
  void toneMap(ToneMap map) {
    toneMap = map;
  }

  /** 16-bit values for measuring: red, green, blue, little-endian. */
  byte[] deep(AVFrame frame) {
    if (deep == null) {
      deep = new PackedPixels(AV_PIX_FMT_RGB48LE, DEEP_BYTES, width, height);
    }
    return deep.convert(frame, space);
  }

  /**
   * Converts.
   *
   * @throws IllegalStateException if FFmpeg can't convert the frame's pixel format
   */
  RgbImage convert(AVFrame frame) {
    Light of = light(frame);
    if (of != Light.STANDARD) {
      ToneMap map = toneMap == null ? ToneMap.usual() : toneMap;
      return new RgbImage(width, height, map.apply(deep(frame), of));
    }
    if (transparent(frame)) {
      return overWhite(frame);
    }
    if (plain == null) {
      plain = new PackedPixels(AV_PIX_FMT_RGB24, 3, width, height);
    }
    return new RgbImage(width, height, plain.convert(frame, space));
  }

  private static boolean transparent(AVFrame frame) {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    return frame.format() == AV_PIX_FMT_PAL8
        || (format != null && !format.isNull() && (format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0);
  }

  /** Before scaling, which would smear the colours that nobody is to see. */
  private RgbImage overWhite(AVFrame frame) {
    int w = frame.width();
    int h = frame.height();
    if (alpha == null || w != alphaWidth || h != alphaHeight) {
      if (alpha != null) {
        alpha.close();
      }
      alpha = new PackedPixels(AV_PIX_FMT_RGBA, ALPHA_BYTES, w, h);
      alphaWidth = w;
      alphaHeight = h;
    }
    byte[] rgba = alpha.convert(frame, space);
    RgbImage image = RgbImage.blank(w, h);
    byte[] rgb = image.rgb();
    for (int i = 0, j = 0; i < rgba.length; i += ALPHA_BYTES, j += 3) {
      int a = rgba[i + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        rgb[j + c] = Images.overWhite(rgba[i + c] & 0xff, a);
      }
    }
    return Images.resize(image, width, height);
  }

  @Override
  public void close() {
    for (PackedPixels p : new PackedPixels[] {plain, deep, alpha}) {
      if (p != null) {
        p.close();
      }
    }
  }
}
