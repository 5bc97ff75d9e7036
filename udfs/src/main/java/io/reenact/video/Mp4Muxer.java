package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PRORES;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.scratch.ScratchFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * Packets into an mp4 or QuickTime (.mov) file whose index comes first, so that it plays while it
 * loads. Hadoop's output streams can't seek, so the file is made in the local temporary folder and
 * put in its place when complete.
 */
final class Mp4Muxer implements AutoCloseable {
  private final String uri;
  private final Configuration hadoop;
  private final Path folder;
  private final Path file;
  private final AVFormatContext format;
  private final AVPacket packet;
  private final Provenance origin;
  private boolean started;

  /**
   * @param origin what the file says of where it comes from; null for nothing
   */
  Mp4Muxer(String uri, Configuration hadoop, Provenance origin) {
    Av.init();
    this.uri = uri;
    this.hadoop = hadoop;
    this.origin = origin;
    try {
      folder = ScratchFolders.create("video");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
    }
    String kind = uri.endsWith(".mov") ? "mov" : "mp4";
    file = folder.resolve("video." + kind);
    format = new AVFormatContext(null);
    avformat_alloc_output_context2(format, (AVOutputFormat) null, kind, file.toString());
    packet = av_packet_alloc();
    if (origin != null) {
      AVDictionary metadata = new AVDictionary(null);
      tag(metadata, "comment", origin.sentence());
      tag(metadata, "description", origin.comment());
      format.metadata(metadata);
    }
  }

  /** Writes a tag in UTF-8, whatever the machine's locale. */
  private static void tag(AVDictionary metadata, String key, String value) {
    try (BytePointer k = new BytePointer(key, StandardCharsets.UTF_8);
        BytePointer v = new BytePointer(value, StandardCharsets.UTF_8)) {
      av_dict_set(metadata, k, v, 0);
    }
  }

  /** Adds a stream, before the first packet; returns its number. */
  int add(AVCodecParameters parameters, AVRational timeBase) {
    AVStream stream = avformat_new_stream(format, (AVCodec) null);
    Av.check(avcodec_parameters_copy(stream.codecpar(), parameters), "stream");
    if (parameters.codec_id() != AV_CODEC_ID_PRORES) {
      // ProRes says by its tag which of its kinds it is.
      stream.codecpar().codec_tag(0);
    }
    stream.time_base(timeBase);
    return stream.index();
  }

  /** A stream; owned by this object. */
  AVStream stream(int index) {
    return format.streams(index);
  }

  private void start() {
    AVIOContext io = new AVIOContext(null);
    written(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
    format.pb(io);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "movflags", "+faststart", 0);
    // Same frames, same bytes: no library version in the file.
    av_dict_set(options, "fflags", "+bitexact", 0);
    int result = avformat_write_header(format, options);
    av_dict_free(options);
    written(result);
    started = true;
  }

  /**
   * Writes a packet, which stays the caller's.
   *
   * @param from the units of its times
   * @throws UserError if the local temporary folder is full
   */
  void write(AVPacket from, int stream, AVRational base) {
    if (!started) {
      start();
    }
    Av.check(av_packet_ref(packet, from), "packet");
    packet.stream_index(stream);
    packet.pos(-1);
    av_packet_rescale_ts(packet, base, format.streams(stream).time_base());
    written(av_interleaved_write_frame(format, packet));
  }

  /** Completes the file and puts it in its place. */
  void finish() {
    written(av_write_trailer(format));
    AVIOContext io = format.pb();
    format.pb(null);
    started = false;
    written(avio_closep(io));
    if (origin != null) {
      try {
        Files.write(file, origin.mp4Box(), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(Av.shown(uri) + " can't be written: " + e.getMessage(), e);
      }
    }
    HadoopOutput.write(uri, hadoop, out -> Files.copy(file, out));
  }

  private void written(int result) {
    if (result < 0) {
      throw new BadInput(
          Av.shown(uri)
              + " can't be written through "
              + folder.getParent()
              + ": "
              + Av.error(result)
              + "; free space there or set java.io.tmpdir");
    }
  }

  /** Frees all; without {@link #finish} nothing appears. */
  @Override
  public void close() {
    av_packet_free(packet);
    AVIOContext io = format.pb();
    if (io != null && !io.isNull()) {
      avio_closep(io);
    }
    avformat_free_context(format);
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
