package io.reenact.video;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import io.reenact.error.UserError;
import java.util.Arrays;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Frames of a video (or the one of a picture) on any Hadoop file system, in display order, exact by
 * presentation time.
 *
 * <p>Presentation times are the container's own, so the first need not be 0: they are what other
 * players and tools show, edit lists applied. Pixels are square and turned for display; YUV without
 * colour tags counts as BT.601 limited range under 720 lines and as BT.709 from there. High dynamic
 * range isn't tone-mapped.
 *
 * <p>Frames that a damaged part of the file spoils are left out, up to the next key frame, so
 * {@link VideoFrame#index()} can jump and the end come early; {@link #damage()} says so.
 *
 * <p>Not for use by several threads at once.
 */
public final class VideoReader implements AutoCloseable {
  private final Demuxer demuxer;
  private final AVStream stream;
  private final PacketFeed feed;
  private final FrameDecoder decoder;
  private final ToRgb toRgb;
  private final Orientation orientation;
  private final VideoInfo info;
  private final long[] timesUs;

  private int next;
  private boolean drained;
  private long keyTime = Long.MIN_VALUE;
  private long spoiltFrom = Long.MAX_VALUE;
  private final long cutOff;
  private int spoilt;
  private int delivered;
  private long firstSpoiltUs = -1;
  private long decodeNanos;

  private VideoReader(MediaSource source, Configuration hadoop, int threads, long cache) {
    long begin = System.nanoTime();
    demuxer = Demuxer.open(source.uri(), hadoop);
    PacketFeed openedFeed = null;
    FrameDecoder openedDecoder = null;
    try {
      int best = demuxer.best(AVMEDIA_TYPE_VIDEO);
      if (best < 0) {
        throw new UserError(
            demuxer.shown() + " has no picture track; give a video or leave it out");
      }
      stream = demuxer.stream(best);
      AVCodecParameters p = stream.codecpar();
      if (p.width() < 1 || p.height() < 1) {
        throw new UserError(
            demuxer.shown() + " doesn't say how large its pictures are; convert or leave it out");
      }
      openedDecoder = new FrameDecoder(demuxer.shown(), stream, threads);
      boolean audio = demuxer.best(AVMEDIA_TYPE_AUDIO) >= 0;
      demuxer.only(best);
      if (p.video_delay() > 0) {
        demuxer.guessTimes();
      }
      openedFeed =
          new PacketFeed(
              demuxer,
              stream,
              source.startUs() == null
                  ? Long.MIN_VALUE
                  : Av.fromUs(source.startUs(), stream.time_base()),
              source.endUs() == null
                  ? Long.MAX_VALUE
                  : Av.fromUs(source.endUs(), stream.time_base()),
              cache);
      cutOff = cutOff(source, openedFeed);
      long[] times = openedFeed.index().frames();
      if (times.length == 0) {
        throw new UserError(
            demuxer.shown()
                + (source.startUs() == null && source.endUs() == null
                    ? " has no frames; leave it out"
                    : " has no frames in the part asked for; check start and end"));
      }
      timesUs = Arrays.stream(times).map(t -> Av.toUs(t, stream.time_base())).toArray();
      orientation = Orientation.of(p);
      int square = squareWidth(p);
      info = describe(openedFeed, square, audio);
      toRgb = new ToRgb(square, p.height());
      decoder = openedDecoder;
      feed = openedFeed;
    } catch (RuntimeException e) {
      if (openedFeed != null) {
        openedFeed.close();
      }
      if (openedDecoder != null) {
        openedDecoder.close();
      }
      demuxer.close();
      throw e;
    }
    seek(0);
    decodeNanos = System.nanoTime() - begin;
  }

  /**
   * Opens a video and indexes its frames, with one decoding thread.
   *
   * @throws UserError if it is missing, empty, no video, without frames, of an unknown codec, or
   *     too large
   * @throws java.io.UncheckedIOException if the file system fails
   */
  public static VideoReader open(MediaSource source, Configuration hadoop) {
    return open(source, hadoop, 1);
  }

  /**
   * Opens a video and indexes its frames.
   *
   * @param threads for decoding
   * @throws UserError if it is missing, empty, no video, without frames, of an unknown codec, or
   *     too large
   * @throws java.io.UncheckedIOException if the file system fails
   */
  public static VideoReader open(MediaSource source, Configuration hadoop, int threads) {
    return new VideoReader(source, hadoop, threads, PacketFeed.CACHE);
  }

  /** For tests: with a set number of bytes of packets kept in memory. */
  static VideoReader open(MediaSource source, Configuration hadoop, int threads, long cache) {
    return new VideoReader(source, hadoop, threads, cache);
  }

  private static int squareWidth(AVCodecParameters p) {
    AVRational aspect = p.sample_aspect_ratio();
    double ratio = aspect.den() == 0 ? 0 : (double) aspect.num() / aspect.den();
    boolean sane = ratio > 0.25 && ratio < 4;
    return sane ? (int) Math.max(1, Math.round(p.width() * ratio)) : p.width();
  }

  // An mp4's header counts its frames, so those behind a cut are known to be missing.
  private long cutOff(MediaSource source, PacketFeed of) {
    boolean whole = source.startUs() == null && source.endUs() == null;
    boolean counted = whole && demuxer.container().startsWith("mov");
    return counted ? Math.max(0, stream.nb_frames() - of.index().size()) : 0;
  }

  private VideoInfo describe(PacketFeed of, int squareWidth, boolean audio) {
    long[] t = timesUs;
    int n = t.length;
    long[] gaps = new long[n - 1];
    for (int i = 0; i + 1 < n; i++) {
      gaps[i] = t[i + 1] - t[i];
    }
    Arrays.sort(gaps);
    AVRational average = stream.avg_frame_rate();
    double tagged = average.den() == 0 ? 0 : (double) average.num() / average.den();
    long usual = n > 1 ? gaps[gaps.length / 2] : Math.round(tagged > 0 ? 1e6 / tagged : 40_000);
    boolean varies = false;
    for (long gap : gaps) {
      // Containers with millisecond times round each frame by up to half of one.
      varies |= Math.abs(gap - usual) > 2_000 + usual / 100;
    }
    long duration = t[n - 1] - t[0] + (demuxer.image() ? 0 : usual);
    double measured = n > 1 && t[n - 1] > t[0] ? (n - 1) * 1e6 / (t[n - 1] - t[0]) : 25;
    // The header's rate is exact (30000/1001) where the measured one is rounded.
    boolean agrees = tagged > 0 && Math.abs(tagged - measured) <= 0.01 * measured;
    AVCodecParameters p = stream.codecpar();
    Orientation turned = Orientation.of(p);
    return new VideoInfo(
        turned.swapsSides() ? p.height() : squareWidth,
        turned.swapsSides() ? squareWidth : p.height(),
        90 * turned.quarterTurns(),
        agrees || (n == 1 && tagged > 0) ? tagged : measured,
        duration,
        avcodec_get_name(p.codec_id()).getString(),
        demuxer.container(),
        audio,
        of.index().frames().length,
        varies);
  }

  /** What the video is. */
  public VideoInfo info() {
    return info;
  }

  /**
   * Presentation times of all frames within the source's start and end, ascending, in microseconds,
   * as in the container.
   */
  public long[] presentationTimesUs() {
    return timesUs.clone();
  }

  /**
   * Makes {@code index} the next frame.
   *
   * @param index from 0 to the number of frames, exclusive
   */
  public void seek(int index) {
    java.util.Objects.checkIndex(index, timesUs.length);
    int key = feed.index().keyFor(index);
    boolean ahead = index >= next && feed.position() > key && !drained && keyTime != Long.MIN_VALUE;
    next = index;
    if (ahead) {
      return;
    }
    decoder.flush();
    feed.moveTo(key);
    keyTime = feed.index().time(key);
    spoiltFrom = Long.MAX_VALUE;
    drained = false;
  }

  /**
   * The next frame, or null at the end.
   *
   * @throws UserError if the file is so damaged that it yields no frame at all
   */
  public VideoFrame next() {
    long begin = System.nanoTime();
    try {
      return decodeNext();
    } finally {
      decodeNanos += System.nanoTime() - begin;
    }
  }

  /** Seconds spent so far on reading, indexing and decoding. */
  public double decodeSeconds() {
    return decodeNanos / 1e9;
  }

  private VideoFrame decodeNext() {
    while (next < timesUs.length) {
      AVFrame frame = decoder.receive();
      if (frame != null) {
        VideoFrame result = accept(frame);
        if (result != null) {
          return result;
        }
      } else if (drained) {
        finish();
        break;
      } else {
        feedDecoder();
      }
    }
    return null;
  }

  private void feedDecoder() {
    AVPacket packet = feed.next();
    if (packet == null) {
      decoder.send(null);
      drained = true;
      return;
    }
    long time = packet.pts();
    boolean whole = (packet.flags() & AV_PKT_FLAG_CORRUPT) == 0;
    if (!(decoder.send(packet) && whole)) {
      spoiltFrom = Math.min(spoiltFrom, time);
    }
  }

  private VideoFrame accept(AVFrame frame) {
    long time = frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts();
    boolean broken =
        frame.decode_error_flags() != 0 || (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
    if (broken && time >= keyTime) {
      spoiltFrom = Math.min(spoiltFrom, time);
    } else if ((frame.flags() & AV_FRAME_FLAG_KEY) != 0 && time > spoiltFrom) {
      spoiltFrom = Long.MAX_VALUE;
    }
    int index = feed.index().frameAt(time, next);
    if (index < 0 || time >= spoiltFrom) {
      return null;
    }
    note(index - next, next);
    next = index + 1;
    delivered++;
    return new VideoFrame(index, timesUs[index], orientation.apply(toRgb.convert(frame)));
  }

  private void note(int missing, int first) {
    if (missing > 0) {
      spoilt += missing;
      firstSpoiltUs = firstSpoiltUs < 0 ? timesUs[first] : Math.min(firstSpoiltUs, timesUs[first]);
    }
  }

  private void finish() {
    note(timesUs.length - next, next);
    next = timesUs.length;
    if (delivered == 0) {
      throw new UserError(
          demuxer.shown() + " is damaged: no frame can be decoded; copy it again or leave it out");
    }
  }

  /**
   * Null while all frames read so far were whole; else one line that says how many frames were left
   * out, and from which time on.
   */
  public String damage() {
    boolean ended = next >= timesUs.length;
    long missing = spoilt + (ended ? cutOff : 0);
    if (missing == 0) {
      return null;
    }
    long from = spoilt > 0 ? firstSpoiltUs : timesUs[timesUs.length - 1];
    return String.format(
        Locale.ROOT,
        "damaged from %.2f s: %d of %d frames left out",
        from / 1e6,
        missing,
        timesUs.length + cutOff);
  }

  @Override
  public void close() {
    toRgb.close();
    decoder.close();
    feed.close();
    demuxer.close();
  }
}
