package io.reenact.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_GENPTS;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** The packets of a media file's streams. */
final class Demuxer implements AutoCloseable {
  /** Longest side of a video or image, in pixels. */
  static final int LONGEST_SIDE = 16_384;

  /** Most pixels of a video: 8K. */
  static final long MOST_PIXELS = 7_680L * 4_320;

  /** Most pixels of a picture: 64 megapixels, as phones' cameras make them. */
  static final long MOST_STILL_PIXELS = 64L << 20;

  // ISO 23008-12, 10.2 and the AV1 image format: brands of files with a single picture.
  private static final Set<String> STILL_BRANDS = Set.of("heic", "heix", "mif1", "avif", "heif");

  private final String shown;
  private final HadoopInput input;
  private final AVFormatContext format;
  private final AllowedMedia allowed;
  private final AVPacket packet;
  private long[] positions = {};
  private Joints joints = Joints.NONE;

  private Demuxer(String shown, HadoopInput input, AVFormatContext format, AllowedMedia allowed) {
    this.shown = shown;
    this.input = input;
    this.format = format;
    this.allowed = allowed;
    this.packet = av_packet_alloc();
  }

  /**
   * Opens a file and finds its streams.
   *
   * @throws UserError if it can't be opened, isn't a media file of a container that may be read, or
   *     its pictures are too large
   */
  static Demuxer open(String uri, Configuration hadoop) {
    Av.init();
    String shown = Av.shown(uri);
    AllowedMedia allowed = AllowedMedia.of(hadoop);
    HadoopInput input = HadoopInput.open(uri, hadoop);
    AVFormatContext format;
    try {
      format = open(shown, input, allowed);
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
    Demuxer demuxer = new Demuxer(shown, input, format, allowed);
    try {
      demuxer.checkSizes();
      demuxer.ignoreSubtitles();
      demuxer.findStreams();
      demuxer.ignoreSubtitles();
      demuxer.checkSizes();
      demuxer.findJoints();
      return demuxer;
    } catch (RuntimeException e) {
      demuxer.close();
      throw e;
    }
  }

  private static AVFormatContext open(String shown, HadoopInput input, AllowedMedia allowed) {
    AVInputFormat container = new AVInputFormat(null);
    int opened = av_probe_input_buffer2(input.context(), container, "", null, 0, 0);
    if (opened >= 0 && !allowed.container(container.name().getString())) {
      throw new BadInput(
          shown
              + " is not a readable video: its container "
              + Av.shown(container.name().getString())
              + " is not among those that may be read; convert it to mp4, or leave it out (who"
              + " trusts the file adds the container to index.containers)");
    }
    AVFormatContext format = avformat_alloc_context();
    if (opened >= 0) {
      format.pb(input.context());
      AVDictionary options = new AVDictionary(null);
      av_dict_set(options, "format_whitelist", allowed.containerList(), 0);
      av_dict_set(options, "codec_whitelist", allowed.decoderList(), 0);
      av_dict_set(options, "protocol_whitelist", "none", 0);
      opened = avformat_open_input(format, (String) null, container, options);
      av_dict_free(options);
    } else {
      avformat_free_context(format);
    }
    if (opened < 0) {
      input.rethrow();
      throw new BadInput(
          shown
              + " is not a readable video ("
              + Av.error(opened)
              + "); it may be cut off or no video at all: convert or leave it out");
    }
    return format;
  }

  /** Their parsers have had holes, and nobody here reads them. */
  private void ignoreSubtitles() {
    for (int i = 0; i < format.nb_streams(); i++) {
      if (stream(i).codecpar().codec_type() == AVMEDIA_TYPE_SUBTITLE) {
        stream(i).discard(AVDISCARD_ALL);
      }
    }
  }

  private void findStreams() {
    int n = format.nb_streams();
    try (PointerPointer<AVDictionary> options = new PointerPointer<>(n + 1L)) {
      for (int i = 0; i < n; i++) {
        AVDictionary one = new AVDictionary(null);
        av_dict_set(one, "max_pixels", Long.toString(mostPixels()), 0);
        av_dict_set(one, "codec_whitelist", allowed.decoderList(), 0);
        av_dict_set(one, "threads", "1", 0);
        options.put(i, one);
      }
      int found = avformat_find_stream_info(format, options);
      for (int i = 0; i < n; i++) {
        av_dict_free(new AVDictionary(options.get(i)));
      }
      input.rethrow();
      if (found < 0) {
        throw new BadInput(
            shown + " has no readable streams (" + Av.error(found) + "); convert or leave it out");
      }
    }
  }

  private void checkSizes() {
    for (int i = 0; i < format.nb_streams(); i++) {
      AVCodecParameters p = format.streams(i).codecpar();
      if (p.codec_type() == AVMEDIA_TYPE_VIDEO) {
        checkSize(p.width(), p.height());
      }
    }
  }

  /**
   * Checks the size of a picture.
   *
   * @throws UserError if it is too large
   */
  void checkSize(long w, long h) {
    if (w < 0 || h < 0 || w > LONGEST_SIDE || h > LONGEST_SIDE || w * h > mostPixels()) {
      throw new BadInput(
          shown
              + " claims pictures of "
              + w
              + "x"
              + h
              + " pixels, more than "
              + (image() ? "64 megapixels" : "7680x4320")
              + ": the header is damaged, or scale the "
              + (image() ? "picture" : "video")
              + " down");
    }
  }

  /** The most pixels that a picture of this file may have. */
  long mostPixels() {
    return image() ? MOST_STILL_PIXELS : MOST_PIXELS;
  }

  /** What may be read. */
  AllowedMedia allowed() {
    return allowed;
  }

  /** Finds where the clock starts again, in containers that allow it: all packets are read once. */
  private void findJoints() {
    if ((format.iformat().flags() & AVFMT_TS_DISCONT) == 0) {
      return;
    }
    List<Joints.Packet> packets = new ArrayList<>();
    for (AVPacket p = next(); p != null; p = next()) {
      int stream = p.stream_index();
      int type = format.streams(stream).codecpar().codec_type();
      if (type != AVMEDIA_TYPE_VIDEO && type != AVMEDIA_TYPE_AUDIO) {
        continue;
      }
      long decode = p.dts() == AV_NOPTS_VALUE ? p.pts() : p.dts();
      if (decode != AV_NOPTS_VALUE) {
        AVRational base = format.streams(stream).time_base();
        long start = p.pts() == AV_NOPTS_VALUE ? decode : p.pts();
        packets.add(
            new Joints.Packet(
                stream,
                positions[stream],
                Av.toUs(decode, base),
                Av.toUs(start, base),
                Av.toUs(start + p.duration(), base)));
      }
    }
    joints = Joints.find(packets);
    rewind();
  }

  /** How often the file's clock starts again; times go on increasing all the same. */
  int joints() {
    return joints.count();
  }

  /** The stream that a player would pick of a type, or -1. */
  int best(int type) {
    return av_find_best_stream(format, type, -1, -1, (org.bytedeco.ffmpeg.avcodec.AVCodec) null, 0);
  }

  /** A stream; owned by this object. */
  AVStream stream(int index) {
    return format.streams(index);
  }

  /** The container's state, for what is not here; owned by this object. */
  AVFormatContext format() {
    return format;
  }

  /** What the first packet, which in a picture's file is the file, says of the picture. */
  PictureHeader header() {
    AVPacket first = next();
    byte[] bytes = new byte[first == null ? 0 : first.size()];
    if (first != null) {
      first.data().get(bytes);
    }
    rewind();
    return PictureHeader.of(bytes);
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
    return container().endsWith("_pipe") || STILL_BRANDS.contains(metadata("major_brand"));
  }

  private String metadata(String key) {
    AVDictionaryEntry entry = av_dict_get(format.metadata(), key, null, 0);
    return entry == null || entry.isNull() ? "" : entry.value().getString();
  }

  /** Width of a pixel by its height, as the container or the codec has it; 1 if it is unknown. */
  double pixelShape(int stream) {
    AVRational shape = av_guess_sample_aspect_ratio(format, stream(stream), (AVFrame) null);
    double ratio = shape.den() == 0 ? 0 : (double) shape.num() / shape.den();
    return ratio > 0.25 && ratio < 4 ? ratio : 1;
  }

  /** Works out the presentation times that a container with reordered frames leaves out (AVI). */
  void guessTimes() {
    format.flags(format.flags() | AVFMT_FLAG_GENPTS);
  }

  /** Reads only one stream's packets from now on, where the container allows skipping others. */
  void only(int index) {
    for (int i = 0; i < format.nb_streams(); i++) {
      format.streams(i).discard(i == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
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
    if (read < 0) {
      return null;
    }
    int stream = packet.stream_index();
    if (stream >= positions.length) {
      positions = Arrays.copyOf(positions, stream + 1);
    }
    // Frames that share a transport packet have no position of their own.
    positions[stream] = packet.pos() < 0 ? positions[stream] : packet.pos();
    shift(positions[stream], format.streams(stream).time_base());
    if (joints.endsPart(stream, positions[stream])) {
      // The counter of transport packets jumps at a joint, which is no damage.
      packet.flags(packet.flags() & ~AV_PKT_FLAG_CORRUPT);
    }
    return packet;
  }

  private void shift(long position, AVRational base) {
    if (joints.count() > 0) {
      long shift = Av.fromUs(joints.shiftUs(position), base);
      packet.pts(packet.pts() == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : packet.pts() + shift);
      packet.dts(packet.dts() == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : packet.dts() + shift);
    }
  }

  /** Goes to the key frame at or before a time in the stream's units; false if it can't. */
  boolean seek(int stream, long time) {
    if (joints.count() > 0) {
      return false;
    }
    return go(stream, time);
  }

  /** Goes to the first packet. */
  void rewind() {
    Arrays.fill(positions, 0);
    int stream = Math.max(0, best(AVMEDIA_TYPE_VIDEO));
    long start = stream(stream).start_time();
    // Not every container takes a time before its first.
    if (!go(stream, Long.MIN_VALUE) && !go(stream, start == AV_NOPTS_VALUE ? 0 : start)) {
      go(stream, 0);
    }
  }

  private boolean go(int stream, long time) {
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
