package io.reenact.stage;

import io.reenact.evaluation.Protocol;
import io.reenact.evaluation.Trial;
import io.reenact.plan.TrackedClip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who is reenacted by which clip, as a protocol wants it: what reenact plans, evaluate scores. */
public final class ProtocolPairs {
  private ProtocolPairs() {}

  /**
   * The pairs of a protocol that says who they are.
   *
   * @param people who have latents
   * @param clips of everyone, in name order
   * @param seed of what is drawn
   * @throws io.reenact.error.UserError if there are too few
   */
  public static List<Protocol.Pair> of(
      Trial trial, Collection<String> people, Map<String, List<TrackedClip>> clips, long seed) {
    List<Protocol.Clip> drivers = new ArrayList<>();
    for (String person : people) {
      List<TrackedClip> own = clips.getOrDefault(person, List.of());
      for (int i = 0; i < own.size(); i++) {
        String clip = own.get(i).clip().clip();
        if (own.get(i).usable() > 0 && trial.scoring().takes(i, clip)) {
          drivers.add(new Protocol.Clip(person, clip));
        }
      }
    }
    return trial.protocol().pairs(people, drivers, seed);
  }
}
