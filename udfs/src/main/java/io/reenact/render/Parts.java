package io.reenact.render;

import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Boundaries;
import io.reenact.latent.PartTransfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names of the parts of an expression that a transfer keeps. */
public final class Parts {
  /** The beginnings of the names of a part's directions (ARKit's blendshapes). */
  private static final Map<String, List<String>> PREFIXES =
      Map.of(
          "mouth", List.of("jaw", "mouth", "lip"),
          "eyes", List.of("eye", "gaze"),
          "gaze", List.of("gaze", "eyeLook"),
          "brows", List.of("brow"),
          "cheeks", List.of("cheek"),
          "nose", List.of("nose"));

  private Parts() {}

  private static Set<String> names(Boundaries known) {
    Set<String> names = new TreeSet<>(PREFIXES.keySet());
    names.addAll(known.stepNames());
    return names;
  }

  /**
   * The transfer of some parts.
   *
   * @param parts mouth, eyes, gaze, brows, cheeks, nose, or names of the bundle's directions or of
   *     boundaries, with their strengths. What is named more narrowly counts: of {@code mouth=1.2,
   *     jawOpen=0} the jaw stays shut and the rest of the mouth moves more
   * @throws UserError if the bundle has no directions, or none of that name
   */
  public static PartTransfer of(Boundaries known, Map<String, Double> parts) {
    GeneratorBundle bundle = known.bundle();
    GeneratorManifest m = bundle.manifest();
    if (m.directions() == null) {
      throw new BadSetting(
          "bundle "
              + bundle.where()
              + " has no directions, so parts of an expression can't be told apart: leave"
              + " reenact.parts empty, or fit directions and set reenact.directions");
    }
    List<String> names = m.directions().names();
    Map<Integer, Double> kept = new HashMap<>();
    List<String> boundaries = new ArrayList<>();
    for (String part : broadFirst(parts.keySet(), names)) {
      List<Integer> of = directions(part, names);
      of.forEach(k -> kept.put(k, parts.get(part)));
      if (of.isEmpty() && !PREFIXES.containsKey(part)) {
        boundaries.add(part);
      }
    }
    PartTransfer transfer = new PartTransfer(bundle.directions(), kept);
    for (String name : boundaries) {
      if (!known.has(name)) {
        throw new BadSetting(
            "bundle "
                + bundle.where()
                + " has no part, direction or boundary '"
                + name
                + "'"
                + Suggestions.of(name, names(known))
                + "; parts are mouth, eyes, gaze, brows, cheeks, nose");
      }
      transfer.keepAlong(known.find(name).normal(), parts.get(name));
    }
    return transfer;
  }

  /** The directions of a part, or the one of that name. */
  private static List<Integer> directions(String part, List<String> names) {
    List<String> prefixes = PREFIXES.get(part);
    List<Integer> of = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      if (prefixes == null ? name.equals(part) : prefixes.stream().anyMatch(name::startsWith)) {
        of.add(k);
      }
    }
    return of;
  }

  private static List<String> broadFirst(Set<String> parts, List<String> names) {
    List<String> sorted = new ArrayList<>(parts);
    Comparator<String> broad = Comparator.comparingInt(p -> directions(p, names).size());
    sorted.sort(
        broad
            .reversed()
            .thenComparing(p -> !PREFIXES.containsKey(p))
            .thenComparing(Comparator.naturalOrder()));
    return sorted;
  }
}
