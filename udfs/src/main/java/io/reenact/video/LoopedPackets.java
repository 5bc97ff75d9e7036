package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The packets of a part of a sound track, again and again, each time later by the part's length.
 * Packets that reach over the part's ends come whole: what decodes them cuts where they overlap.
 */
final class LoopedPackets implements AudioFeed {
  private final Demuxer demuxer;
  private final AudioCopy packets;
  private final int stream;
  private final long margin;
  private final long start;
  private final long length;
  private final long end;
  private long pass;
  private boolean heard;
  private boolean over;

  /**
   * @param demuxer at its beginning; closed with this object
   * @param startUs where the part begins
   * @param lengthUs of the part, above 0
   * @param endUs what sounds from here on is left out
   * @param marginUs what is read before the part's beginning, so that nothing is missed
   */
  LoopedPackets(
      Demuxer demuxer, int stream, long startUs, long lengthUs, long endUs, long marginUs) {
    this.demuxer = demuxer;
    this.stream = stream;
    packets = new AudioCopy(demuxer, stream);
    margin = Av.fromUs(marginUs, base());
    start = Av.fromUs(startUs, base());
    length = Math.max(1, Av.fromUs(lengthUs, base()));
    end = endUs == Long.MAX_VALUE ? start + length : Math.min(start + length, units(endUs));
  }

  private long units(long us) {
    return Av.fromUs(us, base());
  }

  @Override
  public AVCodecParameters parameters() {
    return packets.parameters();
  }

  @Override
  public AVRational base() {
    return packets.base();
  }

  @Override
  public AVPacket next() {
    while (!over) {
      AVPacket p = packets.next();
      if (p != null && p.pts() == AV_NOPTS_VALUE) {
        p.pts(p.dts());
      }
      if (p == null || (p.pts() != AV_NOPTS_VALUE && p.pts() >= end)) {
        again();
      } else if (p.pts() != AV_NOPTS_VALUE && p.pts() + Math.max(1, p.duration()) > start) {
        heard = true;
        p.pts(p.pts() + pass * length);
        p.dts(p.dts() == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : p.dts() + pass * length);
        return p;
      }
    }
    return null;
  }

  /** Goes back to the part's beginning, unless there is nothing to hear in it. */
  private void again() {
    over = !heard;
    heard = false;
    pass++;
    if (!over && (start <= margin || !demuxer.seek(stream, start - margin))) {
      demuxer.rewind();
    }
  }

  @Override
  public void close() {
    packets.close();
  }
}
