package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Joins the segments of a video, each written by a {@link VideoWriter} of the same size, rate and
 * quality, without encoding them anew.
 */
public final class VideoConcat {
  private VideoConcat() {}

  /**
   * A piece of a video.
   *
   * @param uri an mp4 file by {@link VideoWriter}
   * @param startUs when its first frame is shown, on the time line of the whole
   */
  public record Segment(String uri, long startUs) {}

  /**
   * Joins segments.
   *
   * @param segments in order of time; the first one's start becomes the result's 0
   * @param uri of the result; an existing file is replaced; it appears complete or not at all
   * @param audio the sound, from the first segment's start on; null for none
   * @param origin what the result says of where it comes from; null for nothing
   * @throws IllegalArgumentException if there are no segments, they differ in encoding or overlap
   * @throws io.reenact.error.UserError if a file is missing, damaged or can't be written
   */
  public static void join(
      List<Segment> segments,
      String uri,
      Configuration hadoop,
      AudioSource audio,
      Provenance origin) {
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("no segments for " + Av.shown(uri));
    }
    Joining joining = new Joining(segments.get(0).startUs());
    try (Mp4Muxer muxer = new Mp4Muxer(uri, hadoop, origin)) {
      try {
        for (Segment segment : segments) {
          try (Demuxer demuxer = Demuxer.open(segment.uri(), hadoop)) {
            joining.begin(demuxer, muxer, audio, hadoop);
            joining.copy(demuxer, muxer, segment);
          }
        }
        joining.endSound();
        muxer.finish();
      } finally {
        joining.closeSound();
      }
    }
  }

  private static final class Joining {
    private final long startUs;
    private AudioTrack sound;
    private byte[] header;
    private int stream = -1;
    private long lastUs = Long.MIN_VALUE;
    private long endUs;

    Joining(long startUs) {
      this.startUs = startUs;
    }

    void begin(Demuxer demuxer, Mp4Muxer muxer, AudioSource audio, Configuration hadoop) {
      int best = demuxer.best(AVMEDIA_TYPE_VIDEO);
      if (best < 0) {
        throw new IllegalArgumentException(demuxer.shown() + " has no picture track to join");
      }
      AVCodecParameters p = demuxer.stream(best).codecpar();
      byte[] own = new byte[p.extradata_size()];
      // ProRes has no header beside its frames.
      if (own.length > 0) {
        p.extradata().get(own);
      }
      if (stream < 0) {
        header = own;
        try (AVRational us = Av.micro()) {
          stream = muxer.add(p, us);
        }
        if (audio != null) {
          sound = AudioTrack.open(audio, hadoop, muxer);
        }
      } else if (!Arrays.equals(header, own)) {
        throw new IllegalArgumentException(
            demuxer.shown() + " is encoded otherwise than the first segment: sizes or settings");
      }
    }

    void copy(Demuxer demuxer, Mp4Muxer muxer, Segment segment) {
      AVStream from = demuxer.stream(demuxer.best(AVMEDIA_TYPE_VIDEO));
      long first = Long.MIN_VALUE;
      try (AVRational us = Av.micro()) {
        for (AVPacket p = demuxer.next(); p != null; p = demuxer.next()) {
          if (p.stream_index() != from.index()) {
            continue;
          }
          long at = Av.toUs(p.pts(), from.time_base());
          first = first == Long.MIN_VALUE ? at : first;
          long time = at - first + segment.startUs() - startUs;
          if (time <= lastUs) {
            throw new IllegalArgumentException(
                demuxer.shown() + " overlaps the segment before it at " + time + " us");
          }
          lastUs = time;
          p.pts(time);
          p.dts(time);
          p.duration(Av.toUs(p.duration(), from.time_base()));
          endUs = time + p.duration();
          if (sound != null) {
            sound.writeUntil(time);
          }
          muxer.write(p, stream, us);
        }
      }
    }

    void endSound() {
      if (sound != null) {
        sound.writeUntil(endUs);
      }
    }

    void closeSound() {
      if (sound != null) {
        sound.close();
      }
    }
  }
}
