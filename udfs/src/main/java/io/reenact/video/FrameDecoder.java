package io.reenact.video;

import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_FRAME;
import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_SLICE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP9;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packets in, frames (pictures or sound) out. */
final class FrameDecoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);

  /** What NVIDIA's cards decode, by the name of the codec and {@code _cuvid}. */
  private static final Set<Integer> ON_GPU =
      Set.of(AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1);

  private final AVCodecContext context;
  private final AVFrame frame;

  /**
   * Opens the decoder of a stream.
   *
   * @param demuxer of the stream
   * @param threads of this decoder
   * @throws UserError if the codec isn't known, or not among those that may be used
   */
  FrameDecoder(Demuxer demuxer, AVStream stream, int threads) {
    String shown = demuxer.shown();
    String name = avcodec_get_name(stream.codecpar().codec_id()).getString();
    AVCodec codec = decoder(stream);
    if (codec == null || codec.isNull()) {
      throw unsupported(shown, name, null);
    }
    if (!allowed(demuxer, codec)) {
      throw new BadInput(
          shown
              + " is encoded as "
              + Av.shown(name)
              + ", whose decoder "
              + Av.shown(codec.name().getString())
              + " is not among those that may be used; convert it to H.264, or leave it out (who"
              + " trusts the file adds the decoder to index.decoders)");
    }
    AVCodecContext made = onGpu(demuxer, stream, codec);
    if (made == null) {
      try {
        made = opened(demuxer, stream, codec, threads);
      } catch (IllegalStateException e) {
        throw unsupported(shown, name, e);
      }
    }
    context = made;
    frame = av_frame_alloc();
  }

  /**
   * A GPU's decoder; null if none is asked for, or none takes the stream.
   *
   * @param cpu the CPU's
   */
  private static AVCodecContext onGpu(Demuxer demuxer, AVStream stream, AVCodec cpu) {
    int id = stream.codecpar().codec_id();
    boolean usual = cpu.address() == avcodec_find_decoder(id).address();
    if (!demuxer.allowed().gpuFirst() || !ON_GPU.contains(id) || !usual) {
      return null;
    }
    AVCodec gpu = avcodec_find_decoder_by_name(avcodec_get_name(id).getString() + "_cuvid");
    if (gpu == null || gpu.isNull()) {
      return null;
    }
    try {
      return opened(demuxer, stream, gpu, 1);
    } catch (IllegalStateException e) {
      LOG.debug("{} is decoded on the CPU: {}", demuxer.shown(), e.getMessage());
      return null;
    }
  }

  private static AVCodecContext opened(
      Demuxer demuxer, AVStream stream, AVCodec codec, int threads) {
    String name = codec.name().getString();
    AVCodecContext context = avcodec_alloc_context3(codec);
    try {
      Av.check(avcodec_parameters_to_context(context, stream.codecpar()), name);
      context.pkt_timebase(stream.time_base());
      context.thread_count(threads);
      context.thread_type(FF_THREAD_FRAME | FF_THREAD_SLICE);
      context.max_pixels(demuxer.mostPixels());
      AVDictionary options = new AVDictionary(null);
      av_dict_set(options, "codec_whitelist", demuxer.allowed().decoderList() + "," + name, 0);
      int opened = avcodec_open2(context, codec, options);
      av_dict_free(options);
      Av.check(opened, name);
      return context;
    } catch (IllegalStateException e) {
      avcodec_free_context(context);
      throw e;
    }
  }

  /** Whether a stream's decoder is known and may be used. */
  static boolean allowed(Demuxer demuxer, AVStream stream) {
    AVCodec codec = decoder(stream);
    return codec != null && !codec.isNull() && allowed(demuxer, codec);
  }

  private static boolean allowed(Demuxer demuxer, AVCodec codec) {
    return demuxer.allowed().decoders().contains(codec.name().getString());
  }

  private static AVCodec decoder(AVStream stream) {
    int id = stream.codecpar().codec_id();
    AVDictionaryEntry alpha = av_dict_get(stream.metadata(), "alpha_mode", null, 0);
    if (alpha != null && !alpha.isNull() && alpha.value().getString().equals("1")) {
      // Only these see WebM's transparency.
      AVCodec codec =
          id == AV_CODEC_ID_VP8
              ? avcodec_find_decoder_by_name("libvpx")
              : id == AV_CODEC_ID_VP9 ? avcodec_find_decoder_by_name("libvpx-vp9") : null;
      if (codec != null && !codec.isNull()) {
        return codec;
      }
    }
    return avcodec_find_decoder(id);
  }

  private static UserError unsupported(String shown, String name, Exception cause) {
    return new BadInput(
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
