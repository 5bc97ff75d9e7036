package io.reenact.video;

/**
 * The sound of a result.
 *
 * @param file that has it
 * @param startUs the presentation time in the file that becomes the result's 0, microseconds
 * @param loopUs after how long it begins again from {@code startUs}, microseconds; 0: never
 */
public record AudioSource(MediaSource file, long startUs, long loopUs) {
  /** Checks the times. */
  public AudioSource {
    if (loopUs < 0) {
      throw new IllegalArgumentException("a loop of " + loopUs + " us");
    }
  }

  /** A file's sound from a time on, once. */
  public static AudioSource from(MediaSource file, long startUs) {
    return new AudioSource(file, startUs, 0);
  }
}
