package io.reenact.video;

import java.util.Arrays;

/**
 * The packets of one video stream, in decoding order, and the frames that they show, in display
 * order. Times are in the stream's units.
 *
 * <p>Some containers, AVI among them, store no presentation times, only one time a packet. The
 * frames then get these times in the order in which the decoder shows them, and when: {@link
 * #order}.
 */
final class PacketIndex {
  private long[] pts = new long[256];
  private boolean[] key = new boolean[256];
  private boolean[] shown = new boolean[256];
  private Place[] places = new Place[256];
  private int size;
  private long[] frames = {};

  /**
   * What tells a packet from others when the file is read again.
   *
   * @param time decoding time, or the presentation time where there is none
   * @param position in the file
   */
  record Place(long time, long position) {}

  /** Adds the next packet in decoding order. */
  void add(long time, boolean isKey, boolean isShown, Place place) {
    if (size == pts.length) {
      pts = Arrays.copyOf(pts, 2 * size);
      key = Arrays.copyOf(key, 2 * size);
      shown = Arrays.copyOf(shown, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
    }
    pts[size] = time;
    key[size] = isKey;
    shown[size] = isShown;
    places[size] = place;
    size++;
  }

  /**
   * Gives the packets' times out again, in the order of display.
   *
   * @param packets all of them, the one displayed first at first
   * @param yields which packets give a frame
   * @param delay how many packets a decoder takes before it can show the first frame
   */
  void order(int[] packets, boolean[] yields, int delay) {
    long[] sorted = Arrays.copyOf(pts, size);
    Arrays.sort(sorted);
    long step = size > 1 ? sorted[size - 1] - sorted[size - 2] : 0;
    for (int i = 0; i < size; i++) {
      int at = Math.min(size - 1, i + delay);
      pts[packets[i]] = sorted[at] + (i + delay - at) * step;
      shown[i] &= yields[i];
    }
  }

  /** The time of the frame shown first; 0 if there is none. */
  long first() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      first = shown[i] ? Math.min(first, pts[i]) : first;
    }
    return first == Long.MAX_VALUE ? 0 : first;
  }

  /**
   * Sorts the frames for display; after the last {@link #add}.
   *
   * @param start the first time wanted
   * @param end the first no longer wanted
   */
  void finish(long start, long end) {
    frames = new long[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (shown[i] && pts[i] >= start && pts[i] < end) {
        frames[n++] = pts[i];
      }
    }
    frames = Arrays.copyOf(frames, n);
    Arrays.sort(frames);
  }

  /** Packets. */
  int size() {
    return size;
  }

  /** A packet's presentation time. */
  long time(int packet) {
    return pts[packet];
  }

  /** Where a packet is in its container. */
  Place place(int packet) {
    return places[packet];
  }

  /** Whether decoding can start at a packet. */
  boolean isKey(int packet) {
    return key[packet];
  }

  /** Presentation times of the shown frames, ascending. */
  long[] frames() {
    return frames;
  }

  /**
   * The packet at which decoding starts for a frame: the last key packet that is not displayed
   * after it. Pictures that follow a key packet in the file but come before it on the screen need
   * the one before.
   */
  int keyFor(int frame) {
    int best = 0;
    for (int i = 0; i < size; i++) {
      if (key[i] && pts[i] <= frames[frame] && (!key[best] || pts[i] >= pts[best])) {
        best = i;
      }
    }
    return best;
  }

  /** The frame at or after {@code from} with this time; -1 if no frame has it. */
  int frameAt(long time, int from) {
    for (int i = from; i < frames.length && frames[i] <= time; i++) {
      if (frames[i] == time) {
        return i;
      }
    }
    return -1;
  }
}
