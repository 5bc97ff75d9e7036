package io.reenact.stage.reenact;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What is kept beside a render's video: the words of the setting {@code reenact.outputs}. */
enum Output {
  /** Every frame as PNG. */
  FRAMES,
  /** Every frame's Gaussians, as 3DGS viewers read them. */
  PLY,
  /** The same, compressed. */
  SPZ,
  /** The result in the driver's frames, in place of the driver's head. */
  PASTE,
  /** The head alone, with an alpha channel. */
  CUTOUT,
  /** Source, driver and result side by side. */
  COMPARISON;

  /** Outputs that are sequences of files, in folders of their names. */
  static final Set<Output> SEQUENCES = EnumSet.of(FRAMES, PLY, SPZ);

  /** Outputs that need a generator of Gaussians: pictures do not say what they cover. */
  static final Set<Output> OF_GAUSSIANS = EnumSet.of(PLY, SPZ, PASTE, CUTOUT);

  private static final String AUTO = "auto";

  /** Whether the setting leaves to the render whether it is pasted. */
  static boolean auto(String words) {
    return Arrays.stream(words.split(",")).anyMatch(w -> w.strip().equals(AUTO));
  }

  /**
   * Reads the setting.
   *
   * @param words with commas between them; {@code auto} adds nothing
   * @throws UserError for another word
   */
  static Set<Output> parse(String words) {
    Set<Output> outputs = EnumSet.noneOf(Output.class);
    for (String word : words.split(",")) {
      if (!word.isBlank() && !word.strip().equals(AUTO)) {
        outputs.add(of(word.strip()));
      }
    }
    return outputs;
  }

  private static Output of(String word) {
    return Arrays.stream(values())
        .filter(o -> o.toString().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new BadSetting(
                    "reenact.outputs: '"
                        + word
                        + "' is none of "
                        + Arrays.stream(values())
                            .map(Output::toString)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
