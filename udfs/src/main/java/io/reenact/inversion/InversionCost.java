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
  /**
   * Processor seconds of a rendered frame, forward and back, without networks. All of these prices
   * are measured, by the benchmark {@code prices}, on one thread beside other work; what it can't
   * see (decoding, and the slow first calls of a process) is estimated. Encoding, lifting and
   * descent were measured before their loops were compiled. Only their ratios matter to progress:
   * who shows it finds out how fast a machine is.
   */
  private static final double FRAME = 0.0065;

  /** What follows the area of the picture. */
  private static final double PIXELS_256 = 0.0023;

  /**
   * The perceptual distance: cutting crops out, and its networks at 256 pixels (benchmark {@code
   * networks}); the share of those that one network has; and what a second term adds that looks
   * through the same networks.
   */
  private static final double CROPS = 0.003;

  private static final double PERCEPTUAL_256 = 0.02;
  private static final double LIGHT = 0.5;
  private static final double AGAIN = 0.3;
  private static final double IDENTITY = 0.01;
  private static final double EXPRESSION = 0.004;

  /** What a real frame's expression takes, once: all looks at it. */
  private static final double EXPRESSION_TARGET = 0.02;

  /** A step on the synthesis network's weights, and what their gradients add to a frame. */
  private static final double WEIGHTS = 0.007;

  private static final double WEIGHTS_A_FRAME = 0.0145;

  /** A person's identity, before tuning. */
  private static final double PERSON = 0.05;

  /** A candidate of the start. */
  private static final double CANDIDATE = 0.0022;

  /** Where a key frame starts, found from its landmarks and, by two renderings, from its gaze. */
  private static final double KEY_START = 0.055;

  /** A frame of the result, which is rendered and not judged by networks. */
  private static final double LOOK = 0.0047;

  /** A frame that an encoder looks at. */
  private static final double ENCODING = 0.12;

  /**
   * A frame in a round of lifting colours, drawn and twice backward, and that of a small picture.
   */
  private static final double LIFTED = 0.014;

  private static final double LIFTED_A_PIXEL = 0.27e-6;

  /** A step of descent on all Gaussians, and a pixel in each of its pictures. */
  private static final double DESCENT = 0.003;

  private static final double DESCENT_A_PIXEL = 0.06e-6;

  /** A look at the head from a side that no frame has. */
  private static final double SIDE = 0.009;

  /**
   * A head of the untuned generator, and how evenly tuning changed it; from whole runs with and
   * without.
   */
  private static final double COMPARISON = 0.006;

  /** A look at it under an expression that no frame has. */
  private static final double UNSEEN = 0.006;

  /** Drawing such expressions, once a person. */
  private static final double UNSEEN_DRAWN = 0.3;

  /** Looking for what hangs beside the head, once a person. */
  private static final double BESIDE = 0.5;

  /** Each Gaussian's neighbours, once a person. */
  private static final double NEIGHBOURS = 0.5;

  /** Decoding a frame and cutting its person out; from a log of a run. */
  private static final double TARGET = 0.03;

  /** Loading the generator and the networks, and the first, slow calls. */
  private static final double LOAD = 4;

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
  private final boolean light;
  private final PhaseTerms terms;
  private int people;
  private int usable;

  /** Analysis frames by person. */
  private List<Integer> samples = List.of();

  private int sought;
  private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
  private final Map<Phase, Long> frames = new EnumMap<>(Phase.class);

  private InversionCost(InversionSettings given, boolean light) {
    this.settings = given.ofStrategy();
    this.light = light;
    // About any generator: landmark Gaussians cost next to nothing.
    this.terms = PhaseTerms.of(settings, new LandmarkGaussians(null));
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
    InversionCost cost = new InversionCost(settings, light);
    List<Integer> sought = frozen ? people.subList(1, people.size()) : people;
    double share = settings.keyFrames().selector().expectedShare();
    cost.samples =
        sought.stream().map(n -> Math.min(n, settings.analysis().analysisFrames())).toList();
    int keys = sought.stream().mapToInt(n -> (int) Math.ceil(share * n)).sum();
    cost.plan(
        Phase.START,
        0,
        LOAD
            + sought.size() * Math.max(1, cost.settings.analysis().startCandidates()) * CANDIDATE
            + cost.encodings(sought, keys) * ENCODING);
    cost.sought = sought.size();
    cost.analysis(0);
    cost.keyFrames(sought.stream().map(n -> (int) Math.ceil(share * n)).toList());
    cost.people = people.size();
    cost.usable = people.stream().mapToInt(n -> n).sum();
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
    InversionCost cost = new InversionCost(settings, light);
    int keys = (int) Math.ceil(settings.keyFrames().selector().expectedShare() * usable);
    cost.plan(
        Phase.START, 0, LOAD + cost.encodings(List.of(usable), keys) * ENCODING + keys * KEY_START);
    return cost;
  }

  /**
   * The cost of a person of clips that were encoded by themselves.
   *
   * @param clips usable frames by clip
   */
  public static InversionCost ofEncoded(
      InversionSettings settings, List<Integer> clips, boolean light) {
    InversionCost cost = new InversionCost(settings, light);
    double share = settings.keyFrames().selector().expectedShare();
    int most = settings.lift().liftFrames();
    int kept = clips.stream().mapToInt(n -> Math.min(most, (int) Math.ceil(share * n))).sum();
    cost.plan(Phase.START, 0, LOAD);
    cost.sought = 1;
    cost.lifting();
    cost.plan(Phase.APPRAISAL, 0, kept * LOOK);
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
    plan(Phase.LIFTING, 0, lifts ? sought * lifted(settings.lift().liftFrames()) : 0);
  }

  /** Most frames of a person from which something is lifted. */
  int liftFrames() {
    return settings.lift().liftFrames();
  }

  /**
   * Seconds of one core that it takes to lift what a person's frames show.
   *
   * @param views how many of them
   */
  double lifted(int views) {
    double pixels = (double) settings.size() * settings.size();
    double rounds = views * settings.lift().liftRounds() * (LIFTED + pixels * LIFTED_A_PIXEL);
    double drawn = ResidualDescent.BATCH * pixels * DESCENT_A_PIXEL;
    double sides = SIDE / ResidualDescent.SIDE_EVERY;
    double others = UNSEEN * (1 - 1.0 / ResidualDescent.SIDE_EVERY);
    int steps = settings.lift().liftSteps();
    double once = steps == 0 ? 0 : NEIGHBOURS + UNSEEN_DRAWN + BESIDE;
    return rounds + steps * (DESCENT + drawn + sides + others) + once;
  }

  /** Seconds of one core that encoded frames take. */
  double encoded(int looked) {
    return looked * ENCODING;
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
    long rendered = (long) keys * HeldInversion.STEPS * settings.keyFrames().keyFrameSteps();
    plan(
        Phase.HELD,
        rendered,
        2.0 * keys * LOOK + rendered * frame(PhaseTerms.active(terms.keyFrames())));
  }

  /** Seconds of one core that it takes to decode frames and cut their person out. */
  public static double loading(int frames) {
    return frames * TARGET;
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
          looked * frame(PersonAnalysis.terms(settings, terms, step))
              + neutral * frame(PhaseTerms.active(terms.neutral()));
    }
    plan(Phase.ANALYSIS, rendered, cost);
  }

  /**
   * Plans again what depends on how many key frames there are.
   *
   * @param clips key frames by clip
   */
  void keyFrames(List<Integer> clips) {
    keyFrames(clips, 0, sum(clips) * KEY_START);
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
    double frame = frame(PhaseTerms.active(terms.keyFrames()));
    plan(Phase.KEY_FRAMES, rendered, start + rendered * frame);
    // Once as tuned, once as stored.
    int looks = settings.lift().lifts() ? 1 : 2;
    plan(Phase.APPRAISAL, 0, (double) looks * keys * LOOK);
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
    int sides = weighs("tuning_sides") ? every(TuningPriors.SIDE_EVERY, before) : 0;
    int comparisons = compares() ? every(TuningPriors.CHANGE_EVERY, before) : 0;
    plan(
        Phase.TUNING,
        steps * settings.tuning().tuningBatch()
            + cross * settings.cross().crossFrames()
            + local * expressions
            + sides,
        people * PERSON
            + even * reconstruction(0)
            + (steps - even) * reconstruction(1)
            + cross * step(settings.cross().crossFrames(), PhaseTerms.active(terms.cross()))
            // What is wanted is drawn as well, from two heads more.
            + local
                * ((expressions + 2) * LOOK
                    + step(expressions, PhaseTerms.active(terms.locality())))
            + sides * side()
            + comparisons * comparison());
  }

  private double reconstruction(int step) {
    List<LossTerm> judges = terms.reconstruction(step, settings.work().networkTurns());
    return step(settings.tuning().tuningBatch(), judges);
  }

  private boolean weighs(String term) {
    return settings.weights().of(term) != 0;
  }

  /** Whether a person is compared under their own expression and under another's. */
  private boolean constancy() {
    return weighs("tuning_constancy") && people > 1;
  }

  private boolean compares() {
    return weighs("tuning_coherence") || constancy();
  }

  /** How many of tuning's steps are multiples of a number. */
  private int every(int number, int before) {
    return settings.tuning().tuningSteps() / number - before / number;
  }

  /** Seconds of one core that a look from the side takes in tuning. */
  double side() {
    return FRAME + WEIGHTS_A_FRAME + SIDE;
  }

  /** Seconds of one core that comparing a head's change takes in tuning. */
  double comparison() {
    double head = FRAME + WEIGHTS_A_FRAME;
    // The head under the person's own expression is there if it is looked at from a side.
    double own = !constancy() ? 0 : weighs("tuning_sides") ? LOOK : head + LOOK;
    return head + COMPARISON + own;
  }

  /** Seconds of one core that a frame takes whose latent and head motion are sought. */
  double frame(List<LossTerm> judges) {
    double size = settings.size() / 256.0;
    boolean turns = settings.work().networkTurns();
    // The crop of the perceptual distance follows the picture's size only so far (StepPictures).
    double crop = Math.max(0.5, Math.min(1.5, size));
    double look = CROPS + PERCEPTUAL_256 * crop * crop * (light || turns ? LIGHT : 1);
    long terms = judges.stream().filter(t -> t.need() == LossTerm.Need.PERCEPTUAL).count();
    double perceptual = terms == 0 ? 0 : look * (1 + AGAIN * (terms - 1));
    double identity = LossTerm.any(judges, LossTerm.Need.IDENTITY) ? IDENTITY : 0;
    double expression = LossTerm.any(judges, LossTerm.Need.EXPRESSION) ? EXPRESSION : 0;
    return FRAME + PIXELS_256 * size * size + perceptual + identity + expression;
  }

  /** Seconds of one core that a step of tuning takes. */
  double step(int rendered, List<LossTerm> judges) {
    double targets =
        LossTerm.any(judges, LossTerm.Need.EXPRESSION) ? EXPRESSION_TARGET * fresh() : 0;
    return WEIGHTS + rendered * (frame(judges) + WEIGHTS_A_FRAME + targets);
  }

  /** The share of tuning's frames that is drawn for the first time, about: all are drawn alike. */
  private double fresh() {
    double drawn = (double) settings.tuning().tuningSteps() * settings.tuning().tuningBatch();
    return drawn == 0 ? 0 : usable * (1 - Math.exp(-drawn / usable)) / drawn;
  }

  /** Seconds of one core that candidates of a start take. */
  double candidates(int rendered) {
    return rendered * CANDIDATE;
  }

  /** Seconds of one core until key frames of a clip can begin. */
  double keyStarts(int keys) {
    return keys * KEY_START;
  }

  /** Seconds of one core that frames of a result take. */
  double look(int rendered) {
    return rendered * LOOK;
  }

  /** Seconds of one core until the first candidate. */
  double load() {
    return LOAD;
  }

  /** Seconds of one core that a person's features take before tuning. */
  double person() {
    return PERSON;
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
