package io.reenact.inversion;

import java.util.List;
import java.util.Map;

/**
 * One person to invert.
 *
 * @param identity name
 * @param clips at least one, each with at least one usable frame
 * @param frozen the hub's stored result, which is reproduced but not changed; null for everyone
 *     else
 * @param held frames that inversion must not learn from, by clip: they are inverted once all else
 *     is final, as those of a driver that comes later would be
 */
public record PersonInput(
    String identity, List<ClipInput> clips, PersonResult frozen, List<ClipInput> held) {
  /** Checks and copies. */
  public PersonInput {
    clips = List.copyOf(clips);
    held = List.copyOf(held);
    if (clips.isEmpty()) {
      throw new IllegalArgumentException(identity + " has no clip");
    }
  }

  /** A person nothing of whom is kept from inversion. */
  public PersonInput(String identity, List<ClipInput> clips, PersonResult frozen) {
    this(identity, clips, frozen, List.of());
  }

  /** The frozen result's clips by name. */
  Map<String, PersonResult.ClipResult> frozenClips() {
    return frozen.clips().stream()
        .collect(java.util.stream.Collectors.toMap(PersonResult.ClipResult::clip, c -> c));
  }
}
