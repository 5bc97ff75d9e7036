package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.reenact.error.BadInput;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** RGB images into the packets of a video. Times are microseconds. */
abstract class VideoEncoder implements AutoCloseable {
  private final String name;
  private final AVCodec codec;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final AVRational base;
  private final long frameUs;
  private FromRgb fromRgb;

  /**
   * @param shown the file, for messages
   * @param name the codec's, for messages
   * @param encoder FFmpeg's name of the encoder
   */
  VideoEncoder(String shown, String name, String encoder, double fps) {
    this.name = name;
    if (!(fps > 0 && fps <= 1000)) {
      throw new BadInput(shown + " can't have " + fps + " frames a second; choose 1 to 1000");
    }
    frameUs = Math.round(1e6 / fps);
    packet = av_packet_alloc();
    base = Av.micro();
    codec = avcodec_find_encoder_by_name(encoder);
    context = avcodec_alloc_context3(codec);
    context.time_base(base);
    try (AVRational rate = Av.rational((int) Math.round(fps * 1000), 1000)) {
      context.framerate(rate);
    }
    // Slices on several threads would make the bytes depend on the machine.
    context.thread_count(1);
    context.color_range(AVCOL_RANGE_MPEG);
  }

  /** Opens the encoder, once its {@link #context} is set. */
  final void open(FromRgb from, Map<String, String> wanted) {
    fromRgb = from;
    AVDictionary options = new AVDictionary(null);
    wanted.forEach((key, value) -> av_dict_set(options, key, value, 0));
    int opened = avcodec_open2(context, codec, options);
    av_dict_free(options);
    if (opened < 0) {
      close();
      throw new IllegalStateException(name + ": " + Av.error(opened));
    }
  }

  /** The encoder's state, with the stream's header; owned by this object. */
  final AVCodecContext context() {
    return context;
  }

  /** Units of the packets' times: microseconds. */
  final AVRational base() {
    return base;
  }

  /**
   * Encodes an image; then call {@link #receive}.
   *
   * @param alpha coverage, {@code [height * width]} from 0 to 255; null where the video has none
   */
  final void send(RgbImage image, byte[] alpha, long timeUs) {
    AVFrame frame = fromRgb.convert(image, alpha);
    frame.pts(timeUs);
    frame.duration(frameUs);
    frame.pict_type(AV_PICTURE_TYPE_NONE);
    Av.check(avcodec_send_frame(context, frame), name);
  }

  /** No more images come. */
  final void end() {
    Av.check(avcodec_send_frame(context, null), name);
  }

  /** The next packet, valid until the next call; null if there is none now. */
  final AVPacket receive() {
    if (avcodec_receive_packet(context, packet) < 0) {
      return null;
    }
    packet.duration(frameUs);
    return packet;
  }

  @Override
  public final void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
    fromRgb.close();
    base.close();
  }
}
