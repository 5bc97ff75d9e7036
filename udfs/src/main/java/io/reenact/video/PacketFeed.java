package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_THEORA;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import io.reenact.error.BadInput;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Feeds a decoder with the packets of one video stream from any of its key packets. The first pass
 * indexes them without decoding and, while they are few bytes, keeps them in memory, so that a
 * talking-head clip is read once and seeking in it is free of any container's quirks; longer videos
 * are read again.
 */
final class PacketFeed implements AutoCloseable {
  /** Bytes of packets kept in memory at most. */
  static final long CACHE = 48L << 20;

  private static final long NO_TIME = AV_NOPTS_VALUE;

  /** Packets in which the first frame's time must have come; codecs reorder by 16 at most. */
  private static final int HEAD = 64;

  private final Demuxer demuxer;
  private final AVStream stream;
  private final long cache;
  private final List<AVPacket> cached = new ArrayList<>();
  private final MediaSource source;
  private long start;
  private long end;
  private PacketIndex index = new PacketIndex();
  private int untimed;
  private boolean reordered;
  private long bytes;
  private boolean complete = true;
  private boolean seekable;
  private int position;
  private AVPacket pending;

  /**
   * Indexes a stream. If {@link #ordered} says no, the caller orders it; then it calls {@link
   * #select}.
   *
   * @param source whose start and end count from the stream's first frame
   * @param cache bytes of packets kept at most
   */
  PacketFeed(Demuxer demuxer, AVStream stream, MediaSource source, long cache) {
    this.demuxer = demuxer;
    this.stream = stream;
    this.cache = cache;
    boolean whole = source.startUs() == null && source.endUs() == null;
    this.source = source;
    from(whole ? 0 : first(demuxer, stream));
    seekable = demuxer.joints() == 0;
    indexAll();
    boolean reorders = stream.codecpar().video_delay() > 0;
    if (reorders && untimed > 0 && reordered) {
      // FFmpeg works out those that are missing between others.
      demuxer.guessTimes();
      demuxer.rewind();
      indexAll();
      untimed = 0;
    }
  }

  /** Finds the part's start and end. */
  private void from(long first) {
    start =
        source.startUs() == null
            ? Long.MIN_VALUE
            : first + Av.fromUs(source.startUs(), stream.time_base());
    end =
        source.endUs() == null
            ? Long.MAX_VALUE
            : first + Av.fromUs(source.endUs(), stream.time_base());
  }

  /**
   * When a stream's first frame is shown, in its units. Reads a few packets and rewinds.
   *
   * @return 0 if it has none
   */
  static long first(Demuxer demuxer, AVStream stream) {
    long first = Long.MAX_VALUE;
    int n = 0;
    for (AVPacket p = nextOf(demuxer, stream); p != null; p = nextOf(demuxer, stream)) {
      boolean settled = p.dts() == NO_TIME || p.dts() >= first;
      if (time(p) != NO_TIME && isShown(p, stream)) {
        long delay = p.pts() == NO_TIME ? stream.codecpar().video_delay() * p.duration() : 0;
        first = Math.min(first, time(p) + delay);
      }
      if (first != Long.MAX_VALUE && (settled || p.pts() == NO_TIME || n > HEAD)) {
        break;
      }
      n++;
    }
    demuxer.rewind();
    return first == Long.MAX_VALUE ? 0 : first;
  }

  private void indexAll() {
    index = new PacketIndex();
    untimed = 0;
    reordered = false;
    bytes = 0;
    complete = true;
    release();
    boolean sought = start > Long.MIN_VALUE && demuxer.seek(stream.index(), start);
    AVPacket p = nextOf(demuxer, stream);
    boolean fits =
        p != null && (p.flags() & AV_PKT_FLAG_KEY) != 0 && p.pts() != NO_TIME && p.pts() <= start;
    if (sought && !fits) {
      demuxer.rewind();
      p = nextOf(demuxer, stream);
    }
    try (FieldPairs pairs = new FieldPairs(stream)) {
      for (; p != null && !behindEnd(p); p = nextOf(demuxer, stream)) {
        add(p, pairs.completes(p));
        if (demuxer.image()) {
          // Cameras hide further pictures, such as gain maps, behind the one that all show.
          break;
        }
      }
    }
    position = index.size();
  }

  private void add(AVPacket p, boolean completesFrame) {
    long time = time(p);
    if (time == NO_TIME && completesFrame) {
      time = index.time(index.size() - 1);
    }
    if (time == NO_TIME) {
      throw new BadInput(
          demuxer.shown() + " has frames without a time; convert it to mp4 or leave it out");
    }
    untimed += p.pts() == NO_TIME && !completesFrame ? 1 : 0;
    // Where a container has decoding times only, FFmpeg repeats some as presentation times.
    reordered |= p.pts() != NO_TIME && p.dts() != NO_TIME && p.pts() != p.dts();
    boolean key = (p.flags() & AV_PKT_FLAG_KEY) != 0;
    index.add(time, key && !completesFrame, isShown(p, stream) && !completesFrame, place(p));
    keep(p);
  }

  /** Packets that a decoder takes before it can show a frame. */
  int delay() {
    return stream.codecpar().video_delay();
  }

  /** Whether the packets' times are those of the frames that they show. */
  boolean ordered() {
    return untimed == 0 || stream.codecpar().video_delay() == 0;
  }

  /** Completes the index with the frames of the part asked for. */
  void select() {
    if (!ordered()) {
      from(index.first());
    }
    index.finish(start, end);
    position = index.size();
  }

  /** What the pass found. */
  PacketIndex index() {
    return index;
  }

  /** Makes {@code packet} the next one. */
  void moveTo(int packet) {
    if (complete || packet == position) {
      position = packet;
      return;
    }
    seekable &= untimed == 0;
    boolean sought = seekable && demuxer.seek(stream.index(), index.time(packet));
    if (!(sought && reach(packet))) {
      demuxer.rewind();
      if (!reach(packet)) {
        position = index.size();
        return;
      }
    }
    position = packet;
  }

  private boolean reach(int packet) {
    AVPacket p = nextOf(demuxer, stream);
    while (p != null && !place(p).equals(index.place(packet))) {
      p = nextOf(demuxer, stream);
    }
    pending = p;
    return p != null;
  }

  /**
   * The next packet in decoding order, with the index's time as its presentation time; valid until
   * the next call; null at the end.
   */
  AVPacket next() {
    if (position >= index.size()) {
      return null;
    }
    AVPacket p;
    if (complete) {
      p = cached.get(position);
    } else {
      p = pending == null ? nextOf(demuxer, stream) : pending;
      pending = null;
    }
    if (p != null) {
      p.pts(index.time(position));
    }
    position++;
    return p;
  }

  /** The packet that {@link #next} gives, by its place in the index. */
  int position() {
    return position;
  }

  private static AVPacket nextOf(Demuxer demuxer, AVStream stream) {
    AVPacket p = demuxer.next();
    while (p != null && p.stream_index() != stream.index()) {
      p = demuxer.next();
    }
    return p;
  }

  private void keep(AVPacket p) {
    if (!complete) {
      return;
    }
    bytes += p.size();
    if (bytes > cache) {
      complete = false;
      release();
    } else {
      cached.add(av_packet_clone(p));
    }
  }

  private boolean behindEnd(AVPacket p) {
    // Without presentation times, a later packet may still be shown before the end.
    return untimed == 0 && p.pts() != NO_TIME && (p.dts() == NO_TIME ? p.pts() : p.dts()) >= end;
  }

  private static boolean isShown(AVPacket p, AVStream stream) {
    if ((p.flags() & AV_PKT_FLAG_DISCARD) != 0) {
      return false;
    }
    // Theora's headers come again where streams are joined: Theora specification, 6.1.
    if (stream.codecpar().codec_id() == AV_CODEC_ID_THEORA && p.size() > 0 && p.data().get(0) < 0) {
      return false;
    }
    // VP8 has packets that only update a reference: RFC 6386, 9.1, bit show_frame.
    return stream.codecpar().codec_id() != AV_CODEC_ID_VP8
        || p.size() < 1
        || (p.data().get(0) >> 4 & 1) == 1;
  }

  private static PacketIndex.Place place(AVPacket p) {
    return new PacketIndex.Place(p.dts() == NO_TIME ? p.pts() : p.dts(), p.pos());
  }

  private static long time(AVPacket p) {
    return p.pts() == NO_TIME ? p.dts() : p.pts();
  }

  private void release() {
    cached.forEach(p -> av_packet_free(p));
    cached.clear();
  }

  @Override
  public void close() {
    release();
  }
}
