package io.reenact.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A sound track's packets as they are. */
final class AudioCopy implements AudioFeed {
  private final Demuxer demuxer;
  private final AVStream stream;

  /**
   * @param demuxer closed with this object
   */
  AudioCopy(Demuxer demuxer, int stream) {
    this.demuxer = demuxer;
    this.stream = demuxer.stream(stream);
  }

  @Override
  public AVCodecParameters parameters() {
    return stream.codecpar();
  }

  @Override
  public AVRational base() {
    return stream.time_base();
  }

  @Override
  public AVPacket next() {
    AVPacket p = demuxer.next();
    while (p != null && p.stream_index() != stream.index()) {
      p = demuxer.next();
    }
    return p;
  }

  @Override
  public void close() {
    demuxer.close();
  }
}
