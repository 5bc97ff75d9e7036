package io.reenact.evaluation;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.metric.FrameSplit;
import io.reenact.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A protocol, and which of a person's clips give and which score. Inversion learns from what is
 * given alone; results are compared on what is scored.
 *
 * @param protocol which frames of a clip
 * @param giving which clips inversion is given frames of
 * @param scoring which clips results are scored on, and drive
 */
public record Trial(Protocol protocol, ClipChoice giving, ClipChoice scoring) {
  /** Whole clips in, whole clips out. */
  public static final Trial WHOLE =
      new Trial(new Protocol.Reconstruction(), ClipChoice.ALL, ClipChoice.ALL);

  private static final String SECTION = "evaluation";
  private static final String GIVING = "giving ";
  private static final String SCORING = "scoring ";

  /** Settings of the section {@code evaluation}. */
  private record Chosen(String protocol, String giving, String scoring) {}

  /**
   * Frames of a clip whose results are averaged together.
   *
   * @param split by whether they were given
   * @param frames their numbers
   */
  public record Part(FrameSplit split, BitSet frames) {}

  /**
   * The one that settings name.
   *
   * @throws BadSetting naming the setting
   */
  public static Trial of(Settings settings) {
    Chosen chosen = settings.part(SECTION, Chosen.class);
    return new Trial(
        named("protocol", () -> Protocol.parse(chosen.protocol)),
        named("giving", () -> new ClipChoice(chosen.giving)),
        named("scoring", () -> new ClipChoice(chosen.scoring)));
  }

  private static <T> T named(String setting, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (UserError e) {
      throw new BadSetting(SECTION + "." + setting + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #text} wrote; nothing, as rows of older versions have it, is {@link #WHOLE}.
   */
  public static Trial parse(String text) {
    if (text == null) {
      return WHOLE;
    }
    Protocol protocol = new Protocol.Reconstruction();
    ClipChoice giving = ClipChoice.ALL;
    ClipChoice scoring = ClipChoice.ALL;
    for (String part : text.split(";")) {
      String p = part.strip();
      if (p.startsWith(GIVING)) {
        giving = new ClipChoice(p.substring(GIVING.length()));
      } else if (p.startsWith(SCORING)) {
        scoring = new ClipChoice(p.substring(SCORING.length()));
      } else {
        protocol = Protocol.parse(p);
      }
    }
    return new Trial(protocol, giving, scoring);
  }

  /** As tables and captions have it, such as {@code held-out:0.25; giving first; scoring rest}. */
  public String text() {
    return protocol.text()
        + (giving.equals(ClipChoice.ALL) ? "" : "; " + GIVING + giving.text())
        + (scoring.equals(ClipChoice.ALL) ? "" : "; " + SCORING + scoring.text());
  }

  /** The same as inversion sees it: who drives and who is scored is nothing to it. */
  public Trial given() {
    Protocol frames = protocol.holdsFrames() ? protocol : new Protocol.Reconstruction();
    return new Trial(frames, giving, ClipChoice.ALL);
  }

  /** The same with another choice of clips that score. */
  public Trial scoring(ClipChoice clips) {
    return new Trial(protocol, giving, clips);
  }

  /** Whether anything is kept from inversion. */
  public boolean holds() {
    return protocol.holdsFrames() || !giving.equals(ClipChoice.ALL);
  }

  /**
   * Which frames of a clip inversion is given, and which are scored.
   *
   * @param index of the clip among its person's in name order
   * @param usable the usable frames, in order
   * @param frames of the clip
   * @throws UserError if the clip gives, and can't serve the protocol
   */
  public Protocol.Split split(int index, String clip, int[] usable, int frames) {
    return giving.takes(index, clip)
        ? protocol.split(usable, frames)
        : new Protocol.Split(new int[0], usable.clone());
  }

  /** The same of a clip's track. */
  public Protocol.Split split(int index, String clip, List<FrameTrack> track) {
    return split(index, clip, usable(track), track.size());
  }

  /**
   * The parts of a clip that results are scored on.
   *
   * @param index of the driver's clip among its person's in name order
   * @param cross whether it drives another person
   * @return none if it does not score
   * @throws UserError if the clip can't serve the protocol
   */
  public List<Part> parts(int index, String clip, List<FrameTrack> track, boolean cross) {
    if (!scoring.takes(index, clip)) {
      return List.of();
    }
    if (!holds()) {
      BitSet all = new BitSet();
      all.set(0, track.size());
      return List.of(new Part(FrameSplit.ALL, all));
    }
    int[] usable = usable(track);
    Protocol.Split split = split(index, clip, usable, track.size());
    BitSet driving = bits(cross ? protocol.driving(usable) : usable);
    List<Part> parts = new ArrayList<>();
    boolean apart = !Arrays.equals(split.given(), split.scored());
    add(parts, FrameSplit.GIVEN, split.given(), driving);
    if (apart) {
      add(parts, FrameSplit.HELD, split.scored(), driving);
    }
    return parts;
  }

  private static void add(List<Part> parts, FrameSplit split, int[] frames, BitSet of) {
    BitSet bits = bits(frames);
    bits.and(of);
    if (!bits.isEmpty()) {
      parts.add(new Part(split, bits));
    }
  }

  private static BitSet bits(int[] frames) {
    BitSet bits = new BitSet();
    Arrays.stream(frames).forEach(bits::set);
    return bits;
  }

  /** Numbers of a track's usable frames. */
  public static int[] usable(List<FrameTrack> track) {
    return IntStream.range(0, track.size()).filter(i -> track.get(i).usable()).toArray();
  }
}
