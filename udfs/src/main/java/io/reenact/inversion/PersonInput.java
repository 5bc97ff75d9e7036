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
 */
public record PersonInput(String identity, List<ClipInput> clips, PersonResult frozen) {
  /** Checks and copies. */
  public PersonInput {
    clips = List.copyOf(clips);
    if (clips.isEmpty()) {
      throw new IllegalArgumentException(identity + " has no clip");
    }
  }

  /** The frozen result's clips by name. */
  Map<String, PersonResult.ClipResult> frozenClips() {
    return frozen.clips().stream()
        .collect(java.util.stream.Collectors.toMap(PersonResult.ClipResult::clip, c -> c));
  }
}
