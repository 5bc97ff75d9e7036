package io.reenact.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_GENPTS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.reenact.error.UserError;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.PointerPointer;

/** The packets of a media file's streams. */
final class Demuxer implements AutoCloseable {
  /** Longest side of a video or image, in pixels. */
  static final int LONGEST_SIDE = 16_384;

  /** Most pixels of a video or image: 8K video. */
  static final long MOST_PIXELS = 7_680L * 4_320;

  // Playlists and other formats that name further files are left out on purpose: a corpus file must
  // not be able to make an executor open something else.
  private static final String FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,ivf,gif,apng,"
          + "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,wav";

  private final String shown;
  private final HadoopInput input;
  private final AVFormatContext format;
  private final AVPacket packet;

  private Demuxer(String shown, HadoopInput input, AVFormatContext format) {
    this.shown = shown;
    this.input = input;
    this.format = format;
    this.packet = av_packet_alloc();
  }

  /**
   * Opens a file and finds its streams.
   *
   * @throws UserError if it can't be opened, isn't a media file, or its pictures are too large
   */
  static Demuxer open(String uri, Configuration hadoop) {
    Av.init();
    String shown = Av.shown(uri);
    HadoopInput input = HadoopInput.open(uri, hadoop);
    AVFormatContext format = avformat_alloc_context();
    format.pb(input.context());
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "format_whitelist", FORMATS, 0);
    av_dict_set(options, "protocol_whitelist", "none", 0);
    int opened = avformat_open_input(format, (String) null, null, options);
    av_dict_free(options);
    if (opened < 0) {
      try (input) {
        input.rethrow();
      }
      throw new UserError(
          shown
              + " is not a readable video ("
              + Av.error(opened)
              + "); it may be cut off or no video at all: convert or leave it out");
    }
    Demuxer demuxer = new Demuxer(shown, input, format);
    try {
      demuxer.checkSizes();
      demuxer.findStreams();
      demuxer.checkSizes();
      return demuxer;
    } catch (RuntimeException e) {
      demuxer.close();
      throw e;
    }
  }

  private void findStreams() {
    int n = format.nb_streams();
    try (PointerPointer<AVDictionary> options = new PointerPointer<>(n + 1L)) {
      for (int i = 0; i < n; i++) {
        AVDictionary one = new AVDictionary(null);
        av_dict_set(one, "max_pixels", Long.toString(MOST_PIXELS), 0);
        av_dict_set(one, "threads", "1", 0);
        options.put(i, one);
      }
      int found = avformat_find_stream_info(format, options);
      for (int i = 0; i < n; i++) {
        av_dict_free(new AVDictionary(options.get(i)));
      }
      input.rethrow();
      if (found < 0) {
        throw new UserError(
            shown + " has no readable streams (" + Av.error(found) + "); convert or leave it out");
      }
    }
  }

  private void checkSizes() {
    for (int i = 0; i < format.nb_streams(); i++) {
      AVCodecParameters p = format.streams(i).codecpar();
      long w = p.width();
      long h = p.height();
      if (p.codec_type() == AVMEDIA_TYPE_VIDEO
          && (w < 0 || h < 0 || w > LONGEST_SIDE || h > LONGEST_SIDE || w * h > MOST_PIXELS)) {
        throw new UserError(
            shown
                + " claims pictures of "
                + w
                + "x"
                + h
                + " pixels, more than 7680x4320: the header is damaged, or scale the video down");
      }
    }
  }

  /** The stream that a player would pick of a type, or -1. */
  int best(int type) {
    return av_find_best_stream(format, type, -1, -1, (org.bytedeco.ffmpeg.avcodec.AVCodec) null, 0);
  }

  /** A stream; owned by this object. */
  AVStream stream(int index) {
    return format.streams(index);
  }

  /** The file, for messages. */
  String shown() {
    return shown;
  }

  /** FFmpeg's name of the container. */
  String container() {
    return format.iformat().name().getString();
  }

  /** Whether the container is a single picture's. */
  boolean image() {
    return container().endsWith("_pipe");
  }

  /** Works out the presentation times that a container with reordered frames leaves out (AVI). */
  void guessTimes() {
    format.flags(format.flags() | AVFMT_FLAG_GENPTS);
  }

  /** Reads only one stream's packets from now on, where the container allows skipping others. */
  void only(int index) {
    for (int i = 0; i < format.nb_streams(); i++) {
      format
          .streams(i)
          .discard(
              i == index
                  ? org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT
                  : org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL);
    }
  }

  /**
   * The next packet of any stream, valid until the next call; null at the end, which a damaged file
   * reaches early.
   */
  AVPacket next() {
    av_packet_unref(packet);
    int read = av_read_frame(format, packet);
    input.rethrow();
    return read < 0 ? null : packet;
  }

  /** Goes to the key frame at or before a time in the stream's units; false if it can't. */
  boolean seek(int stream, long time) {
    int result = av_seek_frame(format, stream, time, AVSEEK_FLAG_BACKWARD);
    input.rethrow();
    return result >= 0;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avformat_close_input(format);
    input.close();
  }
}
