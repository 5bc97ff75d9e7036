package io.reenact.stage.reenact;

import java.util.ArrayList;
import java.util.List;

/** Cuts long clips into pieces at key frames. */
final class Segments {
  private Segments() {}

  /**
   * Where the pieces begin, and the clip's end.
   *
   * @param frames of the clip
   * @param keyFrames their indices, ascending
   * @param limit frames of a piece, or 0 for one piece
   */
  static List<Integer> cuts(int frames, int[] keyFrames, int limit) {
    List<Integer> cuts = new ArrayList<>(List.of(0));
    // A rest of a quarter is not worth a piece of its own.
    for (int start = 0; limit > 0 && frames - start > limit * 5L / 4; ) {
      int cut = start + limit;
      for (int k : keyFrames) {
        if (k > start + limit / 2 && k <= start + limit) {
          cut = k;
        }
      }
      cuts.add(cut);
      start = cut;
    }
    cuts.add(frames);
    return cuts;
  }
}
