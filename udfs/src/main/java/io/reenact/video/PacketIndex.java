package io.reenact.video;

import java.util.Arrays;

/**
 * The packets of one video stream, in decoding order, and the frames that they show, in display
 * order. Times are in the stream's units.
 */
final class PacketIndex {
  private long[] pts = new long[256];
  private boolean[] key = new boolean[256];
  private boolean[] shown = new boolean[256];
  private int size;
  private long[] frames = {};

  /** Adds the next packet in decoding order. */
  void add(long time, boolean isKey, boolean isShown) {
    if (size == pts.length) {
      pts = Arrays.copyOf(pts, 2 * size);
      key = Arrays.copyOf(key, 2 * size);
      shown = Arrays.copyOf(shown, 2 * size);
    }
    pts[size] = time;
    key[size] = isKey;
    shown[size] = isShown;
    size++;
  }

  /** Sorts the frames for display; after the last {@link #add}. */
  void finish() {
    frames = new long[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (shown[i]) {
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
