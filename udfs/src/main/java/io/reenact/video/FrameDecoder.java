package io.reenact.video;

import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_FRAME;
import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_SLICE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.reenact.error.UserError;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Packets in, frames (pictures or sound) out. */
final class FrameDecoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame;

  /**
   * Opens the decoder of a stream.
   *
   * @param threads of this decoder
   * @throws UserError if the codec isn't known
   */
  FrameDecoder(String shown, AVStream stream, int threads) {
    int id = stream.codecpar().codec_id();
    String name = avcodec_get_name(id).getString();
    AVCodec codec = avcodec_find_decoder(id);
    if (codec == null || codec.isNull()) {
      throw unsupported(shown, name, null);
    }
    context = avcodec_alloc_context3(codec);
    frame = av_frame_alloc();
    try {
      Av.check(avcodec_parameters_to_context(context, stream.codecpar()), name);
      context.pkt_timebase(stream.time_base());
      context.thread_count(threads);
      context.thread_type(FF_THREAD_FRAME | FF_THREAD_SLICE);
      context.max_pixels(Demuxer.MOST_PIXELS);
      Av.check(avcodec_open2(context, codec, (AVDictionary) null), name);
    } catch (IllegalStateException e) {
      close();
      throw unsupported(shown, name, e);
    }
  }

  private static UserError unsupported(String shown, String name, Exception cause) {
    return new UserError(
        shown
            + " is encoded as "
            + Av.shown(name)
            + ", which can't be decoded here; convert it to H.264",
        cause);
  }

  /** Decodes a packet; null says that no more come. False if it is damaged. */
  boolean send(AVPacket packet) {
    return avcodec_send_packet(context, packet) >= 0;
  }

  /** The next frame, valid until the next call; null if more packets are needed. */
  AVFrame receive() {
    return avcodec_receive_frame(context, frame) >= 0 ? frame : null;
  }

  /** Forgets all, to go on at a key packet. */
  void flush() {
    avcodec_flush_buffers(context);
  }

  /** The codec's state; owned by this object. */
  AVCodecContext context() {
    return context;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
