package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_MASTERING_DISPLAY_METADATA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Frames of a video (or the one of a picture) on any Hadoop file system, in display order, exact by
 * presentation time.
 *
 * <p>Presentation times are the container's own, so the first need not be 0: they are what other
 * players and tools show, edit lists applied. Where streams were joined and the clock starts again,
 * they go on increasing. Where the container has none (AVI), frames get its packets' times in the
 * order of display. Pixels are square and turned for display; YUV without colour tags counts as
 * BT.601 limited range under 720 lines and as BT.709 from there. Transparent parts are white,
 * interlaced frames become whole ones, high dynamic range and wide colours are tone-mapped; {@link
 * #notes()} says so.
 *
 * <p>Frames that a damaged part of the file spoils are left out, up to the next key frame, so
 * {@link VideoFrame#index()} can jump and the end come early; {@link #damage()} says so.
 *
 * <p>Not for use by several threads at once.
 */
public final class VideoReader implements AutoCloseable {
  /** Frames by which a clip's white is found. */
  private static final int WHITE_SAMPLES = 5;

  private final Demuxer demuxer;
  private final CodedFrames frames;
  private final ToRgb toRgb;
  private final RgbImage still;
  private final Orientation orientation;
  private final VideoInfo info;
  private final long[] timesUs;
  private final long cutOff;
  private final List<String> notes = new ArrayList<>();
  private boolean stillGiven;
  private long decodeNanos;

  private VideoReader(MediaSource source, Configuration hadoop, int threads, long cache) {
    long begin = System.nanoTime();
    demuxer = Demuxer.open(source.uri(), hadoop);
    CodedFrames opened = null;
    ToRgb openedRgb = null;
    try {
      TiledPicture tiled = TiledPicture.of(demuxer);
      if (tiled != null) {
        orientation = tiled.orientation();
        still = orientation.apply(tiled.read());
        timesUs = new long[1];
        cutOff = 0;
        info = describe(tiled);
      } else {
        still = null;
        AVStream stream = stream();
        boolean audio = hasSound();
        demuxer.only(stream.index());
        opened = new CodedFrames(demuxer, stream, source, threads, cache);
        cutOff = cutOff(source, stream, opened);
        timesUs = times(source, stream, opened);
        orientation =
            demuxer.image() && !demuxer.container().startsWith("mov")
                ? PictureHeader.of(opened.packet(0)).orientation()
                : Orientation.of(stream.codecpar());
        AVCodecParameters p = stream.codecpar();
        int square = (int) Math.max(1, Math.round(p.width() * demuxer.pixelShape(stream.index())));
        info = describe(stream, square, audio);
        openedRgb = new ToRgb(square, p.height(), p);
        prepare(opened, openedRgb, stream);
      }
      frames = opened;
      toRgb = openedRgb;
    } catch (RuntimeException e) {
      if (openedRgb != null) {
        openedRgb.close();
      }
      if (opened != null) {
        opened.close();
      }
      demuxer.close();
      throw e;
    }
    decodeNanos = System.nanoTime() - begin;
  }

  /**
   * Opens a video and indexes its frames, with one decoding thread.
   *
   * @throws UserError if it is missing, empty, no video, without frames, of an unknown codec, of a
   *     codec or container that may not be read, or too large
   * @throws java.io.UncheckedIOException if the file system fails
   */
  public static VideoReader open(MediaSource source, Configuration hadoop) {
    return open(source, hadoop, 1);
  }

  /**
   * Opens a video and indexes its frames.
   *
   * @param threads for decoding
   * @throws UserError if it is missing, empty, no video, without frames, of an unknown codec, of a
   *     codec or container that may not be read, or too large
   * @throws java.io.UncheckedIOException if the file system fails
   */
  public static VideoReader open(MediaSource source, Configuration hadoop, int threads) {
    return new VideoReader(source, hadoop, threads, PacketFeed.CACHE);
  }

  /** For tests: with a set number of bytes of packets kept in memory. */
  static VideoReader open(MediaSource source, Configuration hadoop, int threads, long cache) {
    return new VideoReader(source, hadoop, threads, cache);
  }

  private AVStream stream() {
    int best = demuxer.best(AVMEDIA_TYPE_VIDEO);
    if (best < 0) {
      throw new BadInput(demuxer.shown() + " has no picture track; give a video or leave it out");
    }
    AVStream stream = demuxer.stream(best);
    AVCodecParameters p = stream.codecpar();
    if (p.width() < 1 || p.height() < 1) {
      if (demuxer.image()) {
        // FFmpeg keeps the size of pictures to itself that it finds too large.
        PictureHeader header = demuxer.header();
        demuxer.checkSize(header.width(), header.height());
      }
      if (FrameDecoder.allowed(demuxer, stream)) {
        throw new BadInput(
            demuxer.shown()
                + " doesn't say how large its pictures are, as animated WebP files don't, or is"
                + " damaged; convert it to mp4 or leave it out");
      }
    }
    return stream;
  }

  private boolean hasSound() {
    int best = demuxer.best(AVMEDIA_TYPE_AUDIO);
    if (best < 0) {
      return false;
    }
    AVStream stream = demuxer.stream(best);
    if (AudioTrack.readable(demuxer, stream)) {
      return true;
    }
    notes.add(
        "its sound is left out: the decoder of "
            + avcodec_get_name(stream.codecpar().codec_id()).getString()
            + " is not among those that may be used (index.decoders)");
    return false;
  }

  private long[] times(MediaSource source, AVStream stream, CodedFrames of) {
    if (of.times().length == 0) {
      throw new BadInput(
          demuxer.shown()
              + (source.startUs() == null && source.endUs() == null
                  ? " has no frames; leave it out"
                  : " has no frames in the part asked for; check start and end"));
    }
    return Arrays.stream(of.times()).map(t -> Av.toUs(t, stream.time_base())).toArray();
  }

  // An mp4's header counts its frames, so those behind a cut are known to be missing.
  private long cutOff(MediaSource source, AVStream stream, CodedFrames of) {
    boolean whole = source.startUs() == null && source.endUs() == null;
    boolean counted = whole && demuxer.container().startsWith("mov");
    return counted ? Math.max(0, stream.nb_frames() - of.packets()) : 0;
  }

  /** What the clip's light and fields need, and the notes on them. */
  private void prepare(CodedFrames of, ToRgb rgb, AVStream stream) {
    if (demuxer.joints() > 0) {
      notes.add(
          "its clock starts again "
              + demuxer.joints()
              + (demuxer.joints() == 1 ? " time" : " times")
              + "; the parts are joined");
    }
    AVCodecParameters p = stream.codecpar();
    Light light = Light.of(p.color_trc(), p.color_primaries());
    if (light == Light.STANDARD) {
      of.seek(0);
      return;
    }
    notes.add(light.shown() + " is tone-mapped to standard range");
    List<byte[]> samples = new ArrayList<>();
    if (light != Light.WIDE) {
      boolean mastered = false;
      for (int i = 0; i < WHITE_SAMPLES; i++) {
        of.seek((int) ((long) i * timesUs.length / WHITE_SAMPLES));
        AVFrame frame = of.next();
        if (frame != null) {
          samples.add(rgb.deep(frame));
          mastered |=
              av_frame_get_side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA) != null;
        }
      }
      rgb.toneMap(ToneMap.of(samples, light, mastered));
    }
    of.forget();
    of.seek(0);
  }

  private VideoInfo describe(TiledPicture picture) {
    notes.add("joined from tiles");
    return new VideoInfo(
        still.width(),
        still.height(),
        90 * orientation.quarterTurns(),
        25,
        0,
        avcodec_get_name(picture.tile().codec_id()).getString(),
        demuxer.container(),
        false,
        1,
        false);
  }

  private VideoInfo describe(AVStream stream, int squareWidth, boolean audio) {
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
    return new VideoInfo(
        orientation.swapsSides() ? p.height() : squareWidth,
        orientation.swapsSides() ? squareWidth : p.height(),
        90 * orientation.quarterTurns(),
        agrees || (n == 1 && tagged > 0) ? tagged : measured,
        duration,
        avcodec_get_name(p.codec_id()).getString(),
        demuxer.container(),
        audio,
        n,
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
    Objects.checkIndex(index, timesUs.length);
    stillGiven = false;
    if (frames != null) {
      frames.seek(index);
    }
  }

  /**
   * The next frame, or null at the end.
   *
   * @throws UserError if the file is so damaged that it yields no frame at all
   */
  public VideoFrame next() {
    long begin = System.nanoTime();
    try {
      return still == null ? decodeNext() : givenStill();
    } finally {
      decodeNanos += System.nanoTime() - begin;
    }
  }

  /** FFmpeg's name of what decodes; empty for a picture of tiles. */
  public String decoder() {
    return frames == null ? "" : frames.decoder();
  }

  /** Seconds spent so far on reading, indexing and decoding. */
  public double decodeSeconds() {
    return decodeNanos / 1e9;
  }

  private VideoFrame givenStill() {
    boolean given = stillGiven;
    stillGiven = true;
    return given ? null : new VideoFrame(0, 0, still);
  }

  private VideoFrame decodeNext() {
    AVFrame frame = frames.next();
    if (frame == null) {
      if (!frames.delivered()) {
        throw new BadInput(
            demuxer.shown()
                + " is damaged: no frame can be decoded; copy it again or leave it out");
      }
      return null;
    }
    int index = frames.index();
    return new VideoFrame(index, timesUs[index], orientation.apply(toRgb.convert(frame)));
  }

  /**
   * Null while all frames read so far were whole; else one line that says how many frames were left
   * out, and from which time on.
   */
  public String damage() {
    if (frames == null) {
      return null;
    }
    long missing = frames.spoilt() + (frames.ended() ? cutOff : 0);
    if (missing == 0) {
      return null;
    }
    long from = frames.spoilt() > 0 ? timesUs[frames.firstSpoilt()] : timesUs[timesUs.length - 1];
    return String.format(
        Locale.ROOT,
        "damaged from %.2f s: %d of %d frames left out",
        from / 1e6,
        missing,
        timesUs.length + cutOff);
  }

  /**
   * What people should know of the frames read so far, a line each: damage, and what was done to
   * the pictures that others might do otherwise.
   */
  public List<String> notes() {
    List<String> all = new ArrayList<>();
    if (damage() != null) {
      all.add(damage());
    }
    all.addAll(notes);
    if (frames != null && frames.interlaced()) {
      all.add("interlaced frames are deinterlaced");
    }
    return List.copyOf(all);
  }

  @Override
  public void close() {
    if (frames != null) {
      toRgb.close();
      frames.close();
    }
    demuxer.close();
  }
}
