package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Writes one file's sound beside the pictures of another: copied where mp4 players know its codec,
 * else as AAC.
 */
final class AudioTrack implements AutoCloseable {
  private static final long SEEK_MARGIN_US = 500_000;

  private final AudioFeed feed;
  private final Mp4Muxer muxer;
  private final int stream;
  private final AVPacket waiting;
  private final long startUs;
  private final long endUs;
  private boolean full;

  private AudioTrack(AudioFeed feed, Mp4Muxer muxer, long startUs, long endUs) {
    this.feed = feed;
    this.muxer = muxer;
    this.startUs = startUs;
    this.endUs = endUs;
    this.stream = muxer.add(feed.parameters(), feed.base());
    this.waiting = av_packet_alloc();
  }

  /**
   * Adds a file's sound to an mp4 that isn't started yet.
   *
   * @return null if the file has no sound that may be read
   */
  static AudioTrack open(AudioSource sound, Configuration hadoop, Mp4Muxer muxer) {
    MediaSource source = sound.file();
    long startUs = sound.startUs();
    Demuxer demuxer = Demuxer.open(source.uri(), hadoop);
    AudioFeed feed = null;
    try {
      int best = demuxer.best(AVMEDIA_TYPE_AUDIO);
      if (best < 0 || !readable(demuxer, demuxer.stream(best))) {
        demuxer.close();
        return null;
      }
      long end = source.endUs() == null ? Long.MAX_VALUE : firstUs(demuxer) + source.endUs();
      demuxer.only(best);
      if (startUs > SEEK_MARGIN_US) {
        demuxer.seek(best, Av.fromUs(startUs - SEEK_MARGIN_US, demuxer.stream(best).time_base()));
      }
      if (sound.loopUs() > 0) {
        feed = new LoopedPackets(demuxer, best, startUs, sound.loopUs(), end, SEEK_MARGIN_US);
        feed = new AudioToAac(feed, demuxer, best);
        return new AudioTrack(feed, muxer, startUs, Long.MAX_VALUE);
      }
      feed = new AudioCopy(demuxer, best);
      if (!copied(demuxer.stream(best))) {
        feed = new AudioToAac(feed, demuxer, best);
      }
      return new AudioTrack(feed, muxer, startUs, end);
    } catch (RuntimeException e) {
      if (feed != null) {
        feed.close();
      } else {
        demuxer.close();
      }
      throw e;
    }
  }

  /** When the first picture is shown, from which a source's end counts. */
  private static long firstUs(Demuxer demuxer) {
    int picture = demuxer.best(AVMEDIA_TYPE_VIDEO);
    if (picture < 0) {
      return 0;
    }
    AVStream stream = demuxer.stream(picture);
    return Av.toUs(PacketFeed.first(demuxer, stream), stream.time_base());
  }

  /** Whether a sound track can be copied, or decoded with what may be used. */
  static boolean readable(Demuxer demuxer, AVStream stream) {
    return copied(stream) || FrameDecoder.allowed(demuxer, stream);
  }

  private static boolean copied(AVStream stream) {
    int codec = stream.codecpar().codec_id();
    return codec == AV_CODEC_ID_AAC || codec == AV_CODEC_ID_MP3;
  }

  /** Writes what sounds before a time of the result, in microseconds. */
  void writeUntil(long untilUs) {
    while (fill()) {
      long us = Av.toUs(waiting.pts(), feed.base());
      if (us - startUs >= untilUs || us >= endUs) {
        return;
      }
      full = false;
      long shift = Av.fromUs(startUs, feed.base());
      long lasts = Math.max(waiting.duration(), 1);
      // Packets before the start stay out, but for the last one, which sounds into it.
      if (waiting.pts() + lasts > shift) {
        waiting.pts(waiting.pts() - shift);
        waiting.dts(waiting.dts() == AV_NOPTS_VALUE ? waiting.pts() : waiting.dts() - shift);
        muxer.write(waiting, stream, feed.base());
      }
      av_packet_unref(waiting);
    }
  }

  private boolean fill() {
    while (!full) {
      AVPacket next = feed.next();
      if (next == null) {
        return false;
      }
      if (next.pts() == AV_NOPTS_VALUE) {
        next.pts(next.dts());
      }
      if (next.pts() != AV_NOPTS_VALUE) {
        av_packet_unref(waiting);
        Av.check(av_packet_ref(waiting, next), "packet");
        full = true;
      }
    }
    return true;
  }

  @Override
  public void close() {
    av_packet_free(waiting);
    feed.close();
  }
}
