package io.reenact.inversion;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an inversion renders and about how long it takes, phase by phase. Predicted from the numbers
 * of frames alone; the phases tell their meter better once they know, such as how many key frames
 * there are.
 */
public final class InversionCost {
  /** What follows what. */
  enum Phase {
    START("starting"),
    ANALYSIS(PersonAnalysis.PHASE),
    KEY_FRAMES(KeyFrameInversion.PHASE),
    TUNING(JointTuning.PHASE),
    LIFTING(Lifting.PHASE),
    APPRAISAL("judging"),
    HELD(HeldInversion.PHASE);

    final String label;

    Phase(String label) {
      this.label = label;
    }
  }

  private final InversionSettings settings;
  private final PhaseTerms terms;
  private final InversionPrices prices;
  private final int people;

  /** Analysis frames by person. */
  private List<Integer> samples = List.of();

  private int sought;
  private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
  private final Map<Phase, Long> frames = new EnumMap<>(Phase.class);

  private InversionCost(InversionSettings given, List<Integer> people, boolean light) {
    this.settings = given.ofStrategy();
    this.people = people.size();
    int usable = people.stream().mapToInt(n -> n).sum();
    this.prices = new InversionPrices(settings, light, people.size(), usable);
    // About any generator: landmark Gaussians cost next to nothing.
    this.terms = PhaseTerms.of(settings, new LandmarkGaussians(null), new int[0]);
  }

  /**
   * The cost of a cohort that nothing is known of but how many frames it has.
   *
   * @param people usable frames by person
   * @param frozen whether the first person is a frozen hub
   * @param light whether the perceptual distance is the one of quick runs
   */
  public static InversionCost of(
      InversionSettings settings, List<Integer> people, boolean frozen, boolean light) {
    InversionCost cost = new InversionCost(settings, people, light);
    List<Integer> sought = frozen ? people.subList(1, people.size()) : people;
    double share = settings.keyFrames().selector().expectedShare();
    cost.samples =
        sought.stream().map(n -> Math.min(n, settings.analysis().analysisFrames())).toList();
    int keys = sought.stream().mapToInt(n -> (int) Math.ceil(share * n)).sum();
    cost.plan(
        Phase.START,
        0,
        cost.prices.load()
            + sought.size()
                * cost.prices.candidates(Math.max(1, cost.settings.analysis().startCandidates()))
            + cost.prices.encoded(cost.encodings(sought, keys)));
    cost.sought = sought.size();
    cost.analysis(0);
    cost.keyFrames(sought.stream().map(n -> (int) Math.ceil(share * n)).toList());
    cost.tuning(0);
    cost.lifting();
    cost.plan(Phase.HELD, 0, 0);
    return cost;
  }

  /**
   * Whether the seconds that strategy {@link Strategy#AUTO} may take are enough to optimise people
   * from an encoded start.
   *
   * @param people usable frames by person
   * @param light whether the perceptual distance is the one of quick runs
   */
  static boolean affordsSteps(InversionSettings settings, List<Integer> people, boolean light) {
    double most = settings.lift().autoSeconds();
    InversionSettings steps = settings.by(Strategy.ENCODE_OPTIMISE);
    return most == 0 || of(steps, people, false, light).seconds() <= most * people.size();
  }

  /**
   * The cost of encoding one clip by itself.
   *
   * @param usable its frames
   */
  public static InversionCost ofClip(InversionSettings settings, int usable, boolean light) {
    InversionCost cost = new InversionCost(settings, List.of(usable), light);
    int keys = (int) Math.ceil(settings.keyFrames().selector().expectedShare() * usable);
    cost.plan(
        Phase.START,
        0,
        cost.prices.load()
            + cost.prices.encoded(cost.encodings(List.of(usable), keys))
            + cost.prices.keyStarts(keys));
    return cost;
  }

  /**
   * The cost of a person of clips that were encoded by themselves.
   *
   * @param clips usable frames by clip
   */
  public static InversionCost ofEncoded(
      InversionSettings settings, List<Integer> clips, boolean light) {
    InversionCost cost = new InversionCost(settings, List.of(sum(clips)), light);
    double share = settings.keyFrames().selector().expectedShare();
    int most = settings.lift().liftFrames();
    int kept = clips.stream().mapToInt(n -> Math.min(most, (int) Math.ceil(share * n))).sum();
    cost.plan(Phase.START, 0, cost.prices.load());
    cost.sought = 1;
    cost.lifting();
    cost.plan(Phase.APPRAISAL, 0, cost.prices.look(kept));
    return cost;
  }

  /** How many frames an encoder looks at. */
  private int encodings(List<Integer> sought, int keys) {
    if (!settings.lift().strategy().encodes()) {
      return 0;
    }
    int most = settings.lift().encodeFrames();
    return keys + sought.stream().mapToInt(n -> Math.min(n, most)).sum();
  }

  /** Plans what is lifted from frames. */
  void lifting() {
    boolean lifts = settings.lift().lifts();
    plan(Phase.LIFTING, 0, lifts ? sought * prices.lifted(settings.lift().liftFrames()) : 0);
  }

  /** Most frames of a person from which something is lifted. */
  int liftFrames() {
    return settings.lift().liftFrames();
  }

  /**
   * The same with frames that are kept from inversion, and inverted when it is over.
   *
   * @param held how many
   */
  public InversionCost withHeld(int held) {
    heldKeys(List.of((int) Math.ceil(settings.keyFrames().selector().expectedShare() * held)));
    return this;
  }

  /**
   * Plans what is kept from inversion.
   *
   * @param clips key frames by clip
   */
  void heldKeys(List<Integer> clips) {
    int keys = sum(clips);
    long steps = (long) keys * HeldInversion.STEPS * settings.keyFrames().keyFrameSteps();
    long rounds = (long) keys * (OffsetDescent.ROUNDS + 1);
    int probes = Math.min(keys, sought * OffsetDescent.PROBES);
    plan(
        Phase.HELD,
        steps + rounds,
        2 * prices.look(keys)
            + prices.probes(probes)
            + rounds * prices.frame(List.of())
            + steps * prices.frame(PhaseTerms.active(terms.keyFrames())));
  }

  /** Seconds of one core that it takes to decode frames and cut their person out. */
  public static double loading(int frames) {
    return InversionPrices.loading(frames);
  }

  private void plan(Phase phase, long rendered, double cost) {
    frames.put(phase, rendered);
    seconds.put(phase, cost);
  }

  /**
   * Plans person analysis.
   *
   * @param before steps that an earlier attempt has done
   */
  void analysis(int before) {
    long rendered = 0;
    double cost = 0;
    for (int step = before + 1; sought > 0 && step <= settings.analysis().analysisSteps(); step++) {
      int neutral = PersonAnalysis.neutral(settings, terms, step) ? sought : 0;
      int looked = looked(samples, step, settings.analysis().analysisSteps());
      rendered += looked + neutral;
      cost +=
          looked * prices.frame(PersonAnalysis.terms(settings, terms, step))
              + neutral * prices.frame(PhaseTerms.active(terms.neutral()));
    }
    plan(Phase.ANALYSIS, rendered, cost);
  }

  /**
   * Plans again what depends on how many key frames there are.
   *
   * @param clips key frames by clip
   */
  void keyFrames(List<Integer> clips) {
    keyFrames(clips, 0, prices.keyStarts(sum(clips)));
  }

  /**
   * The same, of key frames that an earlier attempt has begun with.
   *
   * @param clips key frames by clip
   * @param before steps that it has done
   */
  void keyFramesAfter(List<Integer> clips, int before) {
    keyFrames(clips, before, 0);
  }

  private void keyFrames(List<Integer> clips, int before, double start) {
    int keys = sum(clips);
    long rendered = looks(clips, before);
    double frame = prices.frame(PhaseTerms.active(terms.keyFrames()));
    plan(Phase.KEY_FRAMES, rendered, start + rendered * frame);
    // Once as tuned, once as stored.
    int looks = settings.lift().lifts() ? 1 : 2;
    plan(Phase.APPRAISAL, 0, looks * prices.look(keys));
  }

  private static int sum(List<Integer> clips) {
    return clips.stream().mapToInt(n -> n).sum();
  }

  /** How often steps look at a key frame. */
  private long looks(List<Integer> clips, int before) {
    int steps = settings.keyFrames().keyFrameSteps();
    long looks = 0;
    for (int step = before + 1; step <= steps; step++) {
      looks += looked(clips, step, steps);
    }
    return looks;
  }

  /** How many frames of some groups a step looks at: all, or every other one of each. */
  private int looked(List<Integer> groups, int step, int steps) {
    if (!settings.halves(step, steps)) {
      return sum(groups);
    }
    // In even steps the first.
    int even = 1 - step % 2;
    return groups.stream().mapToInt(n -> n == 1 ? 1 : (n + even) / 2).sum();
  }

  /**
   * Plans tuning.
   *
   * @param before steps that an earlier attempt has done
   */
  void tuning(int before) {
    long steps = (long) settings.tuning().tuningSteps() - before;
    long even = settings.tuning().tuningSteps() / 2L - before / 2;
    long cross =
        people > 1 && settings.cross().crossEvery() > 0
            ? settings.tuning().tuningSteps() / settings.cross().crossEvery()
                - before / settings.cross().crossEvery()
            : 0;
    int every = settings.pivot().localityEvery();
    boolean pivot = settings.lift().strategy() == Strategy.PIVOT && every > 0;
    long local = pivot ? settings.tuning().tuningSteps() / every - before / every : 0;
    int expressions = settings.pivot().localityExpressions();
    int sides = prices.weighs("tuning_sides") ? every(TuningPriors.SIDE_EVERY, before) : 0;
    int comparisons = prices.compares() ? every(TuningPriors.CHANGE_EVERY, before) : 0;
    plan(
        Phase.TUNING,
        steps * settings.tuning().tuningBatch()
            + cross * settings.cross().crossFrames()
            + local * expressions
            + sides,
        people * prices.person()
            + even * reconstruction(0)
            + (steps - even) * reconstruction(1)
            + cross * prices.step(settings.cross().crossFrames(), PhaseTerms.active(terms.cross()))
            // What is wanted is drawn as well, from two heads more.
            + local
                * (prices.look(expressions + 2)
                    + prices.step(expressions, PhaseTerms.active(terms.locality())))
            + sides * prices.side()
            + comparisons * prices.comparison());
  }

  private double reconstruction(int step) {
    List<LossTerm> judges = terms.reconstruction(step, settings.work().networkTurns());
    return prices.step(settings.tuning().tuningBatch(), judges);
  }

  /** How many of tuning's steps are multiples of a number. */
  private int every(int number, int before) {
    return settings.tuning().tuningSteps() / number - before / number;
  }

  /** What it is made of. */
  InversionPrices prices() {
    return prices;
  }

  /** Seconds of one core that a phase takes. */
  double seconds(Phase phase) {
    return seconds.getOrDefault(phase, 0.0);
  }

  /** Seconds of one core in all. */
  public double seconds() {
    return seconds.values().stream().mapToDouble(s -> s).sum();
  }

  /** Frames that are rendered while optimising, the most there can be. */
  public long frames() {
    return frames.values().stream().mapToLong(n -> n).sum();
  }
}
