package io.reenact.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the clock of a file starts again because streams were joined: from which byte on how much
 * is added to all times, so that they go on increasing. All tracks change their clock at the same
 * byte, so picture and sound stay together.
 */
final class Joints {
  /** A file with one clock. */
  static final Joints NONE = new Joints(new long[] {Long.MIN_VALUE}, new long[1], Set.of());

  // ffmpeg's own limits: a time this much before the last one, or after it, is another clock's.
  private static final long BACK_US = 100_000;
  private static final long AHEAD_US = 10_000_000;

  private final long[] from;
  private final long[] shiftUs;
  private final Set<Last> last;

  private Joints(long[] from, long[] shiftUs, Set<Last> last) {
    this.from = from;
    this.shiftUs = shiftUs;
    this.last = last;
  }

  /** One of a track's last packets before a joint. */
  private record Last(int stream, long position) {}

  /**
   * A packet of picture or sound.
   *
   * @param stream its track
   * @param position its first byte in the file
   * @param decodeUs decoding time
   * @param startUs presentation time
   * @param endUs presentation time of its end
   */
  record Packet(int stream, long position, long decodeUs, long startUs, long endUs) {
    private boolean jumpsAfter(Packet last) {
      long step = decodeUs - last.decodeUs;
      return step < -BACK_US || step > AHEAD_US;
    }
  }

  /** Between two packets of one track; the joint is after {@code low}, at most at {@code high}. */
  private record Between(int stream, long low, long high) {
    private boolean holds(long position) {
      return low < position && position <= high;
    }
  }

  /**
   * Finds the joints.
   *
   * @param packets each track's in order of decoding
   */
  static Joints find(List<Packet> packets) {
    int tracks = packets.stream().mapToInt(Packet::stream).max().orElse(-1) + 1;
    Packet[] last = new Packet[tracks];
    List<Between> jumps = new ArrayList<>();
    List<Between> steps = new ArrayList<>();
    for (Packet p : packets) {
      Packet before = last[p.stream()];
      if (before != null && p.position() > before.position()) {
        (p.jumpsAfter(before) ? jumps : steps)
            .add(new Between(p.stream(), before.position(), p.position()));
      }
      last[p.stream()] = p;
    }
    if (jumps.isEmpty()) {
      return NONE;
    }
    long[] from =
        places(jumps).stream()
            .mapToLong(p -> p)
            // A clock belongs to all tracks: where one just goes on, the other has a gap or damage.
            .filter(p -> steps.stream().noneMatch(s -> s.holds(p)))
            .toArray();
    return shifted(packets, from, tracks);
  }

  /** One place for all tracks' jumps that may be at the same one. */
  private static List<Long> places(List<Between> jumps) {
    List<Between> sorted = jumps.stream().sorted(Comparator.comparingLong(Between::high)).toList();
    List<Long> places = new ArrayList<>();
    for (Between jump : sorted) {
      if (places.isEmpty() || !jump.holds(places.get(places.size() - 1))) {
        places.add(jump.high());
      }
    }
    return places;
  }

  private static Joints shifted(List<Packet> packets, long[] joints, int tracks) {
    int parts = joints.length + 1;
    long[] from = new long[parts];
    from[0] = Long.MIN_VALUE;
    System.arraycopy(joints, 0, from, 1, joints.length);
    long[][] start = new long[parts][tracks];
    long[][] end = new long[parts][tracks];
    for (int i = 0; i < parts; i++) {
      Arrays.fill(start[i], Long.MAX_VALUE);
      Arrays.fill(end[i], Long.MIN_VALUE);
    }
    for (Packet p : packets) {
      int part = part(from, p.position());
      start[part][p.stream()] = Math.min(start[part][p.stream()], p.startUs());
      end[part][p.stream()] = Math.max(end[part][p.stream()], p.endUs());
    }
    long[] shift = new long[parts];
    for (int i = 1; i < parts; i++) {
      long needed = Long.MIN_VALUE;
      for (int s = 0; s < tracks; s++) {
        if (start[i][s] != Long.MAX_VALUE && end[i - 1][s] != Long.MIN_VALUE) {
          needed = Math.max(needed, end[i - 1][s] - start[i][s]);
        }
      }
      shift[i] = shift[i - 1] + (needed == Long.MIN_VALUE ? 0 : needed);
    }
    return new Joints(from, shift, ends(packets, from, tracks));
  }

  /** A parser hands the mark of damage on one packet late, so it is the last two. */
  private static Set<Last> ends(List<Packet> packets, long[] from, int tracks) {
    Set<Last> ends = new HashSet<>();
    Packet[] last = new Packet[tracks];
    Packet[] before = new Packet[tracks];
    for (Packet p : packets) {
      int s = p.stream();
      if (last[s] != null && part(from, last[s].position()) != part(from, p.position())) {
        ends.add(new Last(s, last[s].position()));
        ends.add(new Last(s, before[s] == null ? last[s].position() : before[s].position()));
      }
      before[s] = last[s];
      last[s] = p;
    }
    return ends;
  }

  private static int part(long[] from, long position) {
    int at = Arrays.binarySearch(from, position);
    return at >= 0 ? at : -at - 2;
  }

  /** How many there are. */
  int count() {
    return from.length - 1;
  }

  /** Whether a packet is one of its track's last of a part, where counters may jump. */
  boolean endsPart(int stream, long position) {
    return count() > 0 && last.contains(new Last(stream, position));
  }

  /** What is added to the times of a packet at a byte, in microseconds. */
  long shiftUs(long position) {
    return shiftUs[part(from, position)];
  }
}
