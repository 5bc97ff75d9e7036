package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import io.reenact.error.UserError;
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

  private final Demuxer demuxer;
  private final AVStream stream;
  private final PacketIndex index = new PacketIndex();
  private final List<AVPacket> cached = new ArrayList<>();
  private final long end;
  private long bytes;
  private boolean complete = true;
  private int position;

  /**
   * Indexes a stream.
   *
   * @param start the first presentation time wanted, in the stream's units, or {@code
   *     Long.MIN_VALUE}
   * @param end the first no longer wanted, or {@code Long.MAX_VALUE}
   * @param cache bytes of packets kept at most
   */
  PacketFeed(Demuxer demuxer, AVStream stream, long start, long end, long cache) {
    this.demuxer = demuxer;
    this.stream = stream;
    this.end = end;
    boolean sought = start > 0 && demuxer.seek(stream.index(), start);
    AVPacket p = nextOf();
    if (sought && (p == null || (p.flags() & AV_PKT_FLAG_KEY) == 0 || time(p) > start)) {
      demuxer.seek(stream.index(), Long.MIN_VALUE);
      p = nextOf();
    }
    for (; p != null && !behindEnd(p); p = nextOf()) {
      long time = time(p);
      if (time == NO_TIME) {
        throw new UserError(
            demuxer.shown() + " has frames without a time; convert it to mp4 or leave it out");
      }
      boolean isKey = (p.flags() & AV_PKT_FLAG_KEY) != 0;
      index.add(time, isKey, isShown(p) && time >= start && time < end);
      keep(p, cache);
    }
    index.finish();
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
    long time = index.time(packet);
    AVPacket p = demuxer.seek(stream.index(), time) ? nextOf() : null;
    if (!reach(packet, p)) {
      demuxer.seek(stream.index(), Long.MIN_VALUE);
      if (!reach(packet, nextOf())) {
        position = index.size();
        return;
      }
    }
    position = packet;
  }

  private AVPacket pending;

  private boolean reach(int packet, AVPacket from) {
    AVPacket p = from;
    while (p != null && time(p) != index.time(packet)) {
      p = nextOf();
    }
    pending = p;
    return p != null;
  }

  /** The next packet in decoding order, valid until the next call; null at the end. */
  AVPacket next() {
    if (position >= index.size()) {
      return null;
    }
    AVPacket p;
    if (complete) {
      p = cached.get(position);
    } else {
      p = pending == null ? nextOf() : pending;
      pending = null;
    }
    position++;
    if (p != null && p.pts() == NO_TIME) {
      p.pts(p.dts());
    }
    return p;
  }

  /** The packet that {@link #next} gives, by its place in the index. */
  int position() {
    return position;
  }

  private AVPacket nextOf() {
    AVPacket p = demuxer.next();
    while (p != null && p.stream_index() != stream.index()) {
      p = demuxer.next();
    }
    return p;
  }

  private void keep(AVPacket p, long cache) {
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
    long t = p.dts() == NO_TIME ? p.pts() : p.dts();
    return t != NO_TIME && t >= end;
  }

  private boolean isShown(AVPacket p) {
    if ((p.flags() & AV_PKT_FLAG_DISCARD) != 0) {
      return false;
    }
    // VP8 has packets that only update a reference: RFC 6386, 9.1, bit show_frame.
    return stream.codecpar().codec_id() != AV_CODEC_ID_VP8
        || p.size() < 1
        || (p.data().get(0) >> 4 & 1) == 1;
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
