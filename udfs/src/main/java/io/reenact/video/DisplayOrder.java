package io.reenact.video;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The order in which a stream's packets are shown, where the container doesn't tell: it is decoded
 * once. This also finds packets without a picture, which encoders of MPEG-4 write behind one that
 * holds two.
 */
final class DisplayOrder {
  private final PacketFeed feed;
  private final FrameDecoder decoder;
  private final List<List<Integer>> shownAfter = new ArrayList<>();
  private final boolean[] yields;
  private int last = -1;

  private DisplayOrder(PacketFeed feed, FrameDecoder decoder) {
    this.feed = feed;
    this.decoder = decoder;
    this.yields = new boolean[feed.index().size()];
    for (int i = 0; i <= yields.length; i++) {
      shownAfter.add(new ArrayList<>());
    }
  }

  /** Puts a feed's index into the order of display. The decoder can be used on after that. */
  static void apply(PacketFeed feed, FrameDecoder decoder) {
    DisplayOrder order = new DisplayOrder(feed, decoder);
    order.decode();
    decoder.flush();
    feed.index().order(order.packets(), order.yields, feed.delay());
  }

  private final List<Integer> shown = new ArrayList<>();

  private void decode() {
    feed.moveTo(0);
    for (int i = 0; i < yields.length; i++) {
      AVPacket p = feed.next();
      if (p == null) {
        break;
      }
      // The decoder hands a packet's time on to its frame: here it is the packet's number.
      p.pts(i);
      if (!decoder.send(p)) {
        // Damaged, so a frame is missing there.
        yields[i] = true;
      }
      drain();
    }
    decoder.send(null);
    drain();
  }

  private void drain() {
    for (AVFrame f = decoder.receive(); f != null; f = decoder.receive()) {
      int packet = (int) f.pts();
      if (packet >= 0 && packet < yields.length && !yields[packet]) {
        yields[packet] = true;
        shown.add(packet);
      }
    }
  }

  /** All packets by display; those without a frame follow the last frame decoded before them. */
  private int[] packets() {
    boolean[] placed = new boolean[yields.length];
    shown.forEach(p -> placed[p] = true);
    int before = -1;
    for (int i = 0; i < placed.length; i++) {
      if (placed[i]) {
        before = i;
      } else {
        shownAfter.get(before + 1).add(i);
      }
    }
    int[] packets = new int[yields.length];
    for (int p : shownAfter.get(0)) {
      packets[++last] = p;
    }
    for (int frame : shown) {
      packets[++last] = frame;
      for (int p : shownAfter.get(frame + 1)) {
        packets[++last] = p;
      }
    }
    return packets;
  }
}
