package io.reenact.evaluation;

import io.reenact.error.UserError;
import io.reenact.face.FirstPart;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How a method is put to the test: which frames of a clip it is given, which of them its results
 * are scored on, and who is reenacted by whom. All of it follows from the clips and the seed.
 */
public sealed interface Protocol {
  /** Whole clips in, whole clips out (3D-LaSR). */
  record Reconstruction() implements Protocol {}

  /**
   * The first usable frame in, the rest scored; across people the first frames of a clip drive
   * (VOODOO 3D, InvertAvatar).
   */
  record FirstFrame() implements Protocol {
    /** Frames of a clip that drive other people. */
    public static final int CROSS_FRAMES = 200;
  }

  /**
   * Some frames of a clip's first two thirds in, evenly spread over the usable ones; the last third
   * is scored (InvertAvatar: of clips of 300 frames the first 200, and the last 100).
   *
   * @param frames given, at least 1
   */
  record FewShot(int frames) implements Protocol {
    public FewShot {
      if (frames < 1) {
        throw new UserError("protocol few-shot needs at least 1 frame, not " + frames);
      }
    }
  }

  /**
   * Whole clips in; random pairs of different people are scored (Bounareli et al. 2022).
   *
   * @param pairs of a source and a driver's clip, at least 1
   */
  record Pairs(int pairs) implements Protocol {
    public Pairs {
      if (pairs < 1) {
        throw new UserError("protocol pairs needs at least 1 pair, not " + pairs);
      }
    }
  }

  /**
   * The last share of each clip is unseen, and scored.
   *
   * @param share above 0 and below 1
   */
  record HeldOut(double share) implements Protocol {
    public HeldOut {
      if (!(share > 0 && share < 1)) {
        throw new UserError("protocol held-out needs a share above 0 and below 1, not " + share);
      }
    }
  }

  /**
   * Frames of one clip.
   *
   * @param given those that a method may learn from, in order
   * @param scored those that its results are compared on, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  record Split(int[] given, int[] scored) {}

  /**
   * One clip of one person.
   *
   * @param identity the person
   * @param clip its name
   */
  record Clip(String identity, String clip) implements Comparable<Clip> {
    @Override
    public int compareTo(Clip other) {
      int c = identity.compareTo(other.identity);
      return c == 0 ? clip.compareTo(other.clip) : c;
    }
  }

  /**
   * A reenactment.
   *
   * @param source whose head
   * @param driver whose expressions
   */
  record Pair(String source, Clip driver) {}

  /**
   * Reads {@code reconstruction}, {@code first-frame}, {@code few-shot:K}, {@code pairs:N} or
   * {@code held-out:SHARE}.
   *
   * @throws UserError for anything else
   */
  static Protocol parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
    String number = parts.length == 1 ? null : parts[1];
    try {
      switch (parts[0]) {
        case "reconstruction":
          if (number == null) {
            return new Reconstruction();
          }
          break;
        case "first-frame":
          if (number == null) {
            return new FirstFrame();
          }
          break;
        case "few-shot":
          if (number != null) {
            return new FewShot(Integer.parseInt(number));
          }
          break;
        case "pairs":
          if (number != null) {
            return new Pairs(Integer.parseInt(number));
          }
          break;
        case "held-out":
          if (number != null) {
            return new HeldOut(Double.parseDouble(number));
          }
          break;
        default:
      }
    } catch (NumberFormatException e) {
      throw new UserError("protocol " + text + ": " + number + " is no number", e);
    }
    throw new UserError(
        "there is no protocol "
            + text
            + "; there are reconstruction, first-frame, few-shot:K, pairs:N and held-out:SHARE");
  }

  /** As {@link #parse} reads it. */
  default String text() {
    if (this instanceof Reconstruction) {
      return "reconstruction";
    } else if (this instanceof FirstFrame) {
      return "first-frame";
    } else if (this instanceof FewShot f) {
      return "few-shot:" + f.frames();
    } else if (this instanceof Pairs p) {
      return "pairs:" + p.pairs();
    }
    return "held-out:" + ((HeldOut) this).share();
  }

  /**
   * Where the part of a clip ends that may be looked at before scoring, to track it or to learn
   * from it: nothing from here on may change what is learnt.
   *
   * @param usable the usable frames, in order
   * @param frames of the clip
   * @return from 0 to {@code frames}
   */
  default int seen(int[] usable, int frames) {
    if (this instanceof FirstFrame) {
      return usable.length == 0 ? 0 : usable[0] + 1;
    } else if (this instanceof FewShot) {
      return (int) (frames * 2L / 3);
    } else if (this instanceof HeldOut h) {
      return frames - (int) Math.ceil(frames * h.share());
    }
    return frames;
  }

  /** Whether some frames of a clip are kept from a method. */
  default boolean holdsFrames() {
    return !(this instanceof Reconstruction || this instanceof Pairs);
  }

  /**
   * The part of a clip that is tracked without a look at what follows: all that may be given.
   *
   * @param frames of the clip
   */
  default FirstPart firstPart(int frames) {
    if (this instanceof FirstFrame) {
      return FirstPart.UNTIL_USABLE;
    }
    return holdsFrames() ? FirstPart.of(seen(new int[0], frames)) : FirstPart.NONE;
  }

  /**
   * Which frames are given and which are scored when a clip is reenacted by itself.
   *
   * @param usable the usable frames, in order
   * @param frames of the clip
   * @throws UserError if the clip can't serve this protocol; says why, not which clip
   */
  default Split split(int[] usable, int frames) {
    int end = seen(usable, frames);
    int[] before = where(usable, f -> f < end);
    int[] after = where(usable, f -> f >= end);
    if (this instanceof Reconstruction || this instanceof Pairs) {
      return of(usable, usable);
    } else if (this instanceof FirstFrame) {
      return of(where(before, f -> f == usable[0]), after);
    } else if (this instanceof FewShot few) {
      if (before.length < few.frames()) {
        throw new UserError(
            text()
                + " needs "
                + few.frames()
                + " usable frames in the clip's first two thirds,"
                + " which have "
                + before.length);
      }
      int k = few.frames();
      return of(
          IntStream.range(0, k).map(i -> before[(int) ((i + 0.5) * before.length / k)]).toArray(),
          after);
    }
    return of(before, after);
  }

  private Split of(int[] given, int[] scored) {
    if (given.length == 0 || scored.length == 0) {
      throw new UserError(
          text()
              + " needs usable frames to give and to score; the clip has "
              + given.length
              + " and "
              + scored.length);
    }
    return new Split(given, scored);
  }

  /**
   * Which frames are scored when a clip reenacts another person.
   *
   * @param usable the driver's usable frames, in order
   */
  default int[] driving(int[] usable) {
    return this instanceof FirstFrame
        ? where(usable, f -> f < FirstFrame.CROSS_FRAMES)
        : usable.clone();
  }

  private static int[] where(int[] frames, IntPredicate wanted) {
    return Arrays.stream(frames).filter(wanted).toArray();
  }

  /** Whether it says who is reenacted by whom, across people too. */
  default boolean pairsPeople() {
    return this instanceof Pairs || this instanceof FirstFrame;
  }

  /**
   * Who is reenacted by whom: everyone by itself, or what the protocol says.
   *
   * @param people who can be sources
   * @param clips that can drive, in any order
   * @param seed of what is drawn
   * @throws UserError if there are fewer pairs than are wanted
   */
  default List<Pair> pairs(Collection<String> people, Collection<Clip> clips, long seed) {
    List<String> sources = List.copyOf(new TreeSet<>(people));
    List<Clip> drivers = List.copyOf(new TreeSet<>(clips));
    if (this instanceof Pairs p) {
      return drawn(sources, drivers, p.pairs(), seed);
    }
    return sources.stream()
        .flatMap(
            s ->
                drivers.stream()
                    .filter(d -> pairsPeople() || d.identity().equals(s))
                    .map(d -> new Pair(s, d)))
        .toList();
  }

  /** Different pairs of different people, each set of them as likely as any other. */
  private static List<Pair> drawn(List<String> sources, List<Clip> drivers, int wanted, long seed) {
    int n = drivers.size();
    Set<String> known = Set.copyOf(sources);
    long own = drivers.stream().filter(d -> known.contains(d.identity())).count();
    long there = (long) sources.size() * n - own;
    if (there < wanted) {
      throw new UserError(
          "protocol pairs:"
              + wanted
              + ": the clips make only "
              + there
              + " pairs of different people");
    }
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> codes = new TreeSet<>();
    while (codes.size() < wanted) {
      int source = random.nextInt(sources.size());
      int driver = random.nextInt(n);
      if (!sources.get(source).equals(drivers.get(driver).identity())) {
        codes.add((long) source * n + driver);
      }
    }
    return codes.stream()
        .map(c -> new Pair(sources.get((int) (c / n)), drivers.get((int) (c % n))))
        .toList();
  }
}
