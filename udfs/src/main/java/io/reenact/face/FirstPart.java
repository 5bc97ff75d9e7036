package io.reenact.face;

/**
 * The part of a clip that is tracked without a look at what follows it, so that nothing after it
 * changes what is said of it. Tracks are smoothed over time and fitted to the person's face in all
 * frames; a method that may learn from some frames alone must not hear of the others that way.
 *
 * @param frames of the part, from the clip's first; 0: there is no such part
 * @param untilUsable whether the part ends with the first usable frame instead
 */
public record FirstPart(int frames, boolean untilUsable) {
  /** The clip is tracked as a whole. */
  public static final FirstPart NONE = new FirstPart(0, false);

  /** Ends with the first usable frame. */
  public static final FirstPart UNTIL_USABLE = new FirstPart(0, true);

  /** So many frames from the first on. */
  public static FirstPart of(int frames) {
    return new FirstPart(frames, false);
  }
}
