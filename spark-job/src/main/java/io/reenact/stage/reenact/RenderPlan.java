package io.reenact.stage.reenact;

import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who is driven by whom, and in which cohorts. */
final class RenderPlan {
  private static final int SHOWN = 20;

  /** For each identity the cohorts that it has an anchor in. */
  private final SortedMap<String, Set<String>> cohorts = new TreeMap<>();

  /**
   * @param persons identity and cohort of every person, of several cohorts of one person the one
   *     that is meant first
   */
  RenderPlan(Collection<Map.Entry<String, String>> persons) {
    persons.forEach(
        p -> cohorts.computeIfAbsent(p.getKey(), k -> new LinkedHashSet<>()).add(p.getValue()));
  }

  /**
   * One driving.
   *
   * @param source identity
   * @param driver identity
   */
  record Pair(String source, String driver) {}

  /** Everyone by everyone, themselves first. */
  List<Pair> all() {
    return neighbours(cohorts.size());
  }

  /**
   * Everyone by itself and by the next ones in name order.
   *
   * @param drivers how many of the next drive each one beside itself
   */
  List<Pair> neighbours(int drivers) {
    List<String> names = List.copyOf(cohorts.keySet());
    List<Pair> result = new ArrayList<>();
    int others = Math.min(drivers, names.size() - 1);
    for (int i = 0; i < names.size(); i++) {
      for (int k = 0; k <= others; k++) {
        result.add(new Pair(names.get(i), names.get((i + k) % names.size())));
      }
    }
    return result;
  }

  /**
   * Pairs by name.
   *
   * @param pairs source:driver,...
   * @throws UserError for an identity without latents
   */
  List<Pair> listed(String pairs) {
    Set<Pair> result = new LinkedHashSet<>();
    for (String part : pairs.split(",")) {
      String[] p = part.strip().split(":", -1);
      if (p.length != 2) {
        throw new BadSetting("reenact.pairs: '" + part.strip() + "' is not source:driver");
      }
      result.add(new Pair(known(p[0].strip()), known(p[1].strip())));
    }
    return List.copyOf(result);
  }

  /**
   * Everyone driven by the most similar others.
   *
   * @param features a vector a person, all of one length; people without one drive nobody
   * @param drivers how many
   */
  List<Pair> similar(Map<String, float[]> features, int drivers) {
    List<Pair> result = new ArrayList<>();
    for (String source : cohorts.keySet()) {
      float[] own = features.get(source);
      if (own == null) {
        continue;
      }
      Comparator<Map.Entry<String, Double>> near =
          Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey());
      PriorityQueue<Map.Entry<String, Double>> nearest = new PriorityQueue<>(near.reversed());
      features.forEach(
          (driver, f) -> {
            if (!driver.equals(source) && cohorts.containsKey(driver)) {
              nearest.add(Map.entry(driver, Vectors.squaredDistance(own, f)));
              if (nearest.size() > drivers) {
                nearest.remove();
              }
            }
          });
      nearest.stream().sorted(near).forEach(e -> result.add(new Pair(source, e.getKey())));
    }
    return result;
  }

  /** Different pairs of different people, drawn at random; all of them if there are fewer. */
  List<Pair> sample(int count, long seed) {
    List<String> names = List.copyOf(cohorts.keySet());
    long all = (long) names.size() * (names.size() - 1);
    if (count >= all) {
      return all().stream().filter(p -> !p.source().equals(p.driver())).toList();
    }
    Random random = new Random(seed);
    Set<Pair> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      int s = random.nextInt(names.size());
      int d = random.nextInt(names.size() - 1);
      drawn.add(new Pair(names.get(s), names.get(d < s ? d : d + 1)));
    }
    return List.copyOf(drawn);
  }

  /** Whether an identity has an anchor in any cohort. */
  boolean knows(String identity) {
    return cohorts.containsKey(identity);
  }

  /**
   * Refuses somebody without an anchor.
   *
   * @param role for messages
   */
  void require(String role, String identity) {
    if (!knows(identity)) {
      throw new UserError(
          role + " " + identity + " has no latents; invert it first" + suggestion(identity));
    }
  }

  /** Everyone who has an anchor, in name order. */
  Set<String> people() {
    return cohorts.keySet();
  }

  /** For the end of a message about an identity that isn't there. */
  String suggestion(String identity) {
    return Suggestions.of(identity, cohorts.keySet());
  }

  /** The cohort of the identity that is meant. */
  String cohort(String identity) {
    return cohorts.get(identity).iterator().next();
  }

  private String known(String identity) {
    if (!cohorts.containsKey(identity)) {
      throw new BadSetting(
          "reenact.pairs: "
              + identity
              + " has no latents; inverted are "
              + cohorts.keySet().stream().limit(SHOWN).collect(Collectors.joining(", "))
              + (cohorts.size() > SHOWN ? " and " + (cohorts.size() - SHOWN) + " more" : "")
              + suggestion(identity));
    }
    return identity;
  }

  /**
   * Cohorts to take a pair's anchor and offsets from.
   *
   * @param source of the source's anchor and weights
   * @param driver of the driver's offsets
   */
  record Place(String source, String driver) {}

  /**
   * The cohorts of a pair: one that holds both, else two that share a third person (the hub), so
   * that their offsets live in one space; empty if there are none.
   */
  Optional<Place> place(Pair pair) {
    Set<String> ofSource = cohorts.get(pair.source());
    Set<String> ofDriver = cohorts.get(pair.driver());
    for (String c : ofSource) {
      if (ofDriver.contains(c)) {
        return Optional.of(new Place(c, c));
      }
    }
    for (String s : ofSource) {
      for (String d : ofDriver) {
        boolean shared =
            cohorts.values().stream().anyMatch(all -> all.contains(s) && all.contains(d));
        if (shared) {
          return Optional.of(new Place(s, d));
        }
      }
    }
    return Optional.empty();
  }
}
