package io.reenact.plan;

import io.reenact.error.UserError;
import io.reenact.inversion.Strategy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which people are inverted and tuned together (docs/design/method.md, section 5): a plan of
 * cohorts.
 */
public final class Cohorts {
  private Cohorts() {}

  /**
   * A person of the corpus.
   *
   * @param identity name
   * @param clips at least one, whose usable frames count if inversion is given them
   * @param held clips all of which is kept from inversion
   * @param heldFrames usable frames that are kept from inversion
   * @param strategy that a manifest asks for; null: the setting's
   */
  public record Person(
      String identity,
      List<TrackedClip> clips,
      List<TrackedClip> held,
      int heldFrames,
      Strategy strategy)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Someone nothing of whom is kept from inversion. */
    public Person(String identity, List<TrackedClip> clips) {
      this(identity, clips, List.of(), 0, null);
    }

    /** Usable frames of all clips that inversion is given. */
    public int usable() {
      return clips.stream().mapToInt(TrackedClip::usable).sum();
    }
  }

  /**
   * People inverted together.
   *
   * @param people in name order
   */
  public record Cohort(List<Person> people) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A plan: cohorts without a hub, one hub that everyone else is tuned with, or no tuning. */
  public sealed interface Plan permits Groups, Hub, Alone {}

  /** Everyone by themselves, in one latent space, since nobody's weights depend on others. */
  public record Alone(List<Person> people) implements Plan {}

  /** Cohorts that stand alone; each is a latent space of its own. */
  public record Groups(List<Cohort> cohorts) implements Plan {}

  /** One tuning of the hub, then one of each other person together with the frozen hub. */
  public record Hub(Person hub, List<Person> others) implements Plan {}

  /** How cohorts are planned: the setting {@code inversion.planner}. */
  public enum Planner {
    /** {@link #GROUP} for few people, else {@link #HUB}. */
    AUTO,
    /** Every pair by itself. */
    PAIR,
    /** All together. */
    GROUP,
    /** Everyone with one frozen hub. */
    HUB;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** From how many people on {@link Planner#AUTO} plans a hub. */
  static final int HUB_FROM = 4;

  /**
   * Plans.
   *
   * @param planner how
   * @param hub identity of the hub, or empty to choose one
   * @param people in name order
   */
  public static Plan plan(Planner planner, String hub, List<Person> people) {
    require(people);
    return switch (planner) {
      case PAIR -> new Groups(people.size() == 1 ? List.of(new Cohort(people)) : pairs(people));
      case GROUP -> new Groups(List.of(new Cohort(people)));
      case HUB -> hub(hub, people);
      case AUTO ->
          people.size() < HUB_FROM ? new Groups(List.of(new Cohort(people))) : hub(hub, people);
    };
  }

  /** Plans people whom nothing is tuned with. */
  public static Plan alone(List<Person> people) {
    require(people);
    return new Alone(people);
  }

  private static void require(List<Person> people) {
    if (people.isEmpty()) {
      throw new UserError(
          "nobody to invert: no identity has a usable clip; see: sql \"SELECT * FROM runs WHERE"
              + " stage = 'track'\"");
    }
  }

  private static List<Cohort> pairs(List<Person> people) {
    List<Cohort> cohorts = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      for (int j = i + 1; j < people.size(); j++) {
        cohorts.add(new Cohort(List.of(people.get(i), people.get(j))));
      }
    }
    return cohorts;
  }

  private static Hub hub(String name, List<Person> people) {
    Person hub =
        name.isEmpty()
            ? people.stream()
                .sorted(Comparator.comparingInt(Person::usable).thenComparing(Person::identity))
                .toList()
                .get(people.size() / 2)
            : people.stream()
                .filter(p -> p.identity().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new UserError(
                            "inversion.hub "
                                + name
                                + " has no usable clip or is not in the corpus: name another"
                                + " identity"));
    return new Hub(hub, people.stream().filter(p -> !p.equals(hub)).toList());
  }
}
