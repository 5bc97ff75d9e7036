package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import io.reenact.error.BadInput;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * RGB images with alpha into ProRes 4444, which editing programs read: every frame by itself, 10
 * bits, colours straight (not weighed by alpha), BT.709, alpha without loss.
 */
final class ProResEncoder implements PictureEncoder {
  private static final int PROFILE_4444 = 4;
  private static final int LONGEST_SIDE = 8_192;

  private final int width;
  private final int height;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final AVRational base = Av.micro();
  private final long frameUs;
  private final byte[] rgba;
  private final BytePointer bytes;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private final SwsContext sws;
  private final AVFrame frame;

  /**
   * @param shown the file, for messages
   */
  ProResEncoder(String shown, int width, int height, double fps) {
    Av.init();
    if (width < 1 || height < 1 || Math.max(width, height) > LONGEST_SIDE) {
      throw new BadInput(shown + " can't be ProRes of " + width + "x" + height + " pixels");
    }
    this.width = width;
    this.height = height;
    frameUs = Math.round(1e6 / fps);
    AVCodec codec = avcodec_find_encoder_by_name("prores_ks");
    context = avcodec_alloc_context3(codec);
    context.width(width);
    context.height(height);
    context.pix_fmt(AV_PIX_FMT_YUVA444P10LE);
    context.time_base(base);
    try (AVRational rate = Av.rational((int) Math.round(fps * 1000), 1000)) {
      context.framerate(rate);
    }
    context.thread_count(1);
    context.profile(PROFILE_4444);
    context.color_range(AVCOL_RANGE_MPEG);
    context.colorspace(AVCOL_SPC_BT709);
    context.color_primaries(AVCOL_PRI_BT709);
    context.color_trc(AVCOL_TRC_BT709);
    // Same frames, same bytes: no library version in the file.
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "alpha_bits", "16", 0);
    int opened = avcodec_open2(context, codec, options);
    av_dict_free(options);
    if (opened < 0) {
      avcodec_free_context(context);
      throw new IllegalStateException("ProRes: " + Av.error(opened));
    }
    packet = av_packet_alloc();
    rgba = new byte[4 * width * height];
    // Vector code may read a little behind the last line.
    bytes = new BytePointer(av_malloc(rgba.length + 128L));
    planes = new PointerPointer<BytePointer>(4).put(0, bytes);
    planes.put(1, null).put(2, null).put(3, null);
    strides = new IntPointer(4 * width, 0, 0, 0);
    sws =
        sws_getContext(
            width,
            height,
            AV_PIX_FMT_RGBA,
            width,
            height,
            AV_PIX_FMT_YUVA444P10LE,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP,
            null,
            null,
            (DoublePointer) null);
    sws_setColorspaceDetails(
        sws,
        sws_getCoefficients(AVCOL_SPC_BT709),
        1,
        sws_getCoefficients(AVCOL_SPC_BT709),
        0,
        0,
        1 << 16,
        1 << 16);
    frame = av_frame_alloc();
    frame.width(width);
    frame.height(height);
    frame.format(AV_PIX_FMT_YUVA444P10LE);
    frame.colorspace(AVCOL_SPC_BT709);
    frame.color_range(AVCOL_RANGE_MPEG);
    Av.check(av_frame_get_buffer(frame, 0), "frame");
  }

  @Override
  public AVCodecContext context() {
    return context;
  }

  @Override
  public AVRational base() {
    return base;
  }

  @Override
  public void send(RgbImage image, byte[] alpha, long timeUs) {
    byte[] rgb = image.rgb();
    for (int i = 0; i < width * height; i++) {
      rgba[4 * i] = rgb[3 * i];
      rgba[4 * i + 1] = rgb[3 * i + 1];
      rgba[4 * i + 2] = rgb[3 * i + 2];
      rgba[4 * i + 3] = alpha[i];
    }
    bytes.put(rgba);
    Av.check(av_frame_make_writable(frame), "frame");
    try (PointerPointer<AVFrame> to = new PointerPointer<>(frame)) {
      Av.check(
          sws_scale(sws, planes, strides, 0, height, to, frame.linesize()), "conversion to YUVA");
    }
    frame.pts(timeUs);
    frame.duration(frameUs);
    Av.check(avcodec_send_frame(context, frame), "ProRes");
  }

  @Override
  public void end() {
    Av.check(avcodec_send_frame(context, null), "ProRes");
  }

  @Override
  public AVPacket receive() {
    if (avcodec_receive_packet(context, packet) < 0) {
      return null;
    }
    packet.duration(frameUs);
    return packet;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
    sws_freeContext(sws);
    av_frame_free(frame);
    av_free(bytes);
    planes.close();
    strides.close();
    base.close();
  }
}
