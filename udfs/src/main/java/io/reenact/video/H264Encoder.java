package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** RGB images into H.264 packets, by OpenH264. Times are microseconds. */
final class H264Encoder implements PictureEncoder {
  /** What OpenH264 takes, in pixels. */
  private static final int SHORTEST_SIDE = 16;

  private static final int LONG_SIDE = 3_840;
  private static final int SHORT_SIDE = 2_160;
  private static final int LINES_OF_HD = 720;
  private static final double KEY_FRAME_SECONDS = 2;

  private final AVCodecContext context;
  private final AVPacket packet;
  private final FromRgb fromRgb;
  private final AVRational base = Av.micro();
  private final long frameUs;

  static void requireSize(String shown, int width, int height) {
    int longer = Math.max(width, height);
    int shorter = Math.min(width, height);
    if (shorter < SHORTEST_SIDE || longer > LONG_SIDE || shorter > SHORT_SIDE) {
      throw new BadInput(
          shown
              + " can't be H.264 of "
              + width
              + "x"
              + height
              + " pixels; choose a size from 16x16 to 3840x2160");
    }
  }

  /**
   * @param shown the file, for messages
   * @throws UserError if the size is none that can be encoded
   */
  H264Encoder(String shown, int width, int height, double fps, Quality quality) {
    Av.init();
    requireSize(shown, width, height);
    if (!(fps > 0 && fps <= 1000)) {
      throw new BadInput(shown + " can't have " + fps + " frames a second; choose 1 to 1000");
    }
    frameUs = Math.round(1e6 / fps);
    boolean hd = height >= LINES_OF_HD;
    AVCodec codec = avcodec_find_encoder_by_name("libopenh264");
    context = avcodec_alloc_context3(codec);
    context.width((width + 1) / 2 * 2);
    context.height((height + 1) / 2 * 2);
    context.pix_fmt(AV_PIX_FMT_YUV420P);
    context.time_base(base);
    try (AVRational rate = Av.rational((int) Math.round(fps * 1000), 1000)) {
      context.framerate(rate);
    }
    context.bit_rate(quality.bitRate(width, height, fps));
    context.gop_size((int) Math.max(1, Math.round(KEY_FRAME_SECONDS * fps)));
    context.max_b_frames(0);
    // Slices on several threads would make the bytes depend on the machine.
    context.thread_count(1);
    context.profile(AV_PROFILE_H264_HIGH);
    context.color_range(AVCOL_RANGE_MPEG);
    context.colorspace(hd ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M);
    context.color_primaries(hd ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M);
    context.color_trc(hd ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M);
    context.chroma_sample_location(AVCHROMA_LOC_LEFT);
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "allow_skip_frames", "0", 0);
    int opened = avcodec_open2(context, codec, options);
    av_dict_free(options);
    if (opened < 0) {
      avcodec_free_context(context);
      throw new IllegalStateException("OpenH264: " + Av.error(opened));
    }
    packet = av_packet_alloc();
    fromRgb = new FromRgb(width, height, context.colorspace());
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
    AVFrame frame = fromRgb.convert(image);
    frame.pts(timeUs);
    frame.duration(frameUs);
    frame.pict_type(AV_PICTURE_TYPE_NONE);
    Av.check(avcodec_send_frame(context, frame), "OpenH264");
  }

  @Override
  public void end() {
    Av.check(avcodec_send_frame(context, null), "OpenH264");
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
    fromRgb.close();
    base.close();
  }
}
