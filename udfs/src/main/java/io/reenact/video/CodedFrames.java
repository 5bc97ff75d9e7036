package io.reenact.video;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_UNKNOWN;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The decoded frames of a video stream in display order, from any of them on. Frames that damage
 * spoils are left out, up to the next key frame.
 */
final class CodedFrames implements AutoCloseable {
  private final PacketFeed feed;
  private final FrameDecoder decoder;
  private final Deinterlacer deinterlacer = new Deinterlacer();
  private final long[] times;

  private int next;
  private int index = -1;
  private boolean drained;
  private long keyTime = Long.MIN_VALUE;
  private long spoiltFrom = Long.MAX_VALUE;
  private int spoilt;
  private int firstSpoilt = -1;
  private boolean delivered;

  /**
   * Indexes a stream.
   *
   * @param source whose start and end count from the stream's first frame
   * @param threads for decoding
   * @param cache bytes of packets kept in memory at most
   * @throws io.reenact.camera.UserError if the codec isn't known or may not be used
   */
  CodedFrames(Demuxer demuxer, AVStream stream, MediaSource source, int threads, long cache) {
    decoder = new FrameDecoder(demuxer, stream, threads);
    PacketFeed opened = null;
    try {
      opened = new PacketFeed(demuxer, stream, source, cache);
      if (!opened.ordered()) {
        DisplayOrder.apply(opened, decoder);
      }
      opened.select();
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      decoder.close();
      deinterlacer.close();
      throw e;
    }
    feed = opened;
    times = feed.index().frames();
    int fields = stream.codecpar().field_order();
    boolean said = fields != AV_FIELD_UNKNOWN;
    if (said ? fields != AV_FIELD_PROGRESSIVE : times.length > 1 && firstIsInterlaced()) {
      deinterlacer.always();
    }
  }

  private boolean firstIsInterlaced() {
    seek(0);
    AVFrame first = decoder.receive();
    while (first == null && !drained) {
      feedDecoder();
      first = decoder.receive();
    }
    keyTime = Long.MIN_VALUE;
    return first != null && Deinterlacer.interlaced(first);
  }

  /** Presentation times, ascending, in the stream's units; not to be changed. */
  long[] times() {
    return times;
  }

  /** FFmpeg's name of what decodes. */
  String decoder() {
    return decoder.context().codec().name().getString();
  }

  /** Packets that were indexed. */
  int packets() {
    return feed.index().size();
  }

  /** The bytes of a packet, for pictures whose header says more than FFmpeg reads. */
  byte[] packet(int number) {
    feed.moveTo(number);
    AVPacket p = feed.next();
    byte[] bytes = new byte[p == null ? 0 : p.size()];
    if (p != null) {
      p.data().get(bytes);
    }
    keyTime = Long.MIN_VALUE;
    return bytes;
  }

  /** Whether interlaced frames have come. */
  boolean interlaced() {
    return deinterlacer.used() || deinterlacer.isAlways();
  }

  /**
   * Makes a frame the next one.
   *
   * @param frame from 0 to the number of frames, exclusive
   */
  void seek(int frame) {
    Objects.checkIndex(frame, times.length);
    // The filter wants the frame before, too.
    int first = deinterlacer.isAlways() ? Math.max(0, frame - 1) : frame;
    int key = feed.index().keyFor(first);
    boolean ahead = frame >= next && feed.position() > key && !drained && keyTime != Long.MIN_VALUE;
    next = frame;
    if (ahead) {
      return;
    }
    decoder.flush();
    deinterlacer.reset();
    feed.moveTo(key);
    keyTime = feed.index().time(key);
    spoiltFrom = Long.MAX_VALUE;
    drained = false;
  }

  /** The next frame, valid until the next call; its place is {@link #index}; null at the end. */
  AVFrame next() {
    while (next < times.length) {
      AVFrame frame = deinterlacer.receive(decoder);
      if (frame == null && drained) {
        frame = deinterlacer.end();
        if (frame == null) {
          note(times.length - next, next);
          next = times.length;
          return null;
        }
      }
      if (frame == null) {
        feedDecoder();
      } else if (accept(frame)) {
        return frame;
      }
    }
    return null;
  }

  /** Which frame {@link #next} gave last. */
  int index() {
    return index;
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

  private boolean accept(AVFrame frame) {
    long time = frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts();
    boolean broken =
        frame.decode_error_flags() != 0 || (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
    if (broken && time >= keyTime) {
      spoiltFrom = Math.min(spoiltFrom, time);
    } else if ((frame.flags() & AV_FRAME_FLAG_KEY) != 0 && time > spoiltFrom) {
      spoiltFrom = Long.MAX_VALUE;
    }
    int found = feed.index().frameAt(time, next);
    if (found < 0 || time >= spoiltFrom) {
      return false;
    }
    note(found - next, next);
    index = found;
    next = found + 1;
    delivered = true;
    return true;
  }

  private void note(int missing, int first) {
    if (missing > 0) {
      spoilt += missing;
      firstSpoilt = firstSpoilt < 0 ? first : Math.min(firstSpoilt, first);
    }
  }

  /** Whether all frames have been read. */
  boolean ended() {
    return next >= times.length;
  }

  /** Counts neither damage nor frames that were read so far. */
  void forget() {
    spoilt = 0;
    firstSpoilt = -1;
    delivered = false;
    keyTime = Long.MIN_VALUE;
  }

  /** Whether any frame could be decoded. */
  boolean delivered() {
    return delivered;
  }

  /** Frames left out so far. */
  int spoilt() {
    return spoilt;
  }

  /** The first frame left out, or -1. */
  int firstSpoilt() {
    return firstSpoilt;
  }

  @Override
  public void close() {
    deinterlacer.close();
    decoder.close();
    feed.close();
  }
}
