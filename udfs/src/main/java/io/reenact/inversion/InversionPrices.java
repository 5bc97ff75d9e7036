package io.reenact.inversion;

import java.util.List;

/**
 * About how long the parts of an inversion take, in seconds of one core. The same for any
 * generator; {@link InversionCost} plans with them, and the phases tell by them how far they are.
 */
final class InversionPrices {
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

  /** A frame whose curvature is taken, by as many pictures as w has floats; from a log of a run. */
  private static final double PROBE = 0.6;

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

  private final InversionSettings settings;
  private final boolean light;
  private final int people;
  private final int usable;

  /**
   * @param settings as the strategy has them
   * @param light whether the perceptual distance is the one of quick runs
   * @param people of the cohort
   * @param usable frames of all of them
   */
  InversionPrices(InversionSettings settings, boolean light, int people, int usable) {
    this.settings = settings;
    this.light = light;
    this.people = people;
    this.usable = usable;
  }

  /** Seconds of one core that it takes to decode frames and cut their person out. */
  static double loading(int frames) {
    return frames * TARGET;
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

  boolean weighs(String term) {
    return settings.weights().of(term) != 0;
  }

  /** Whether a person is compared under their own expression and under another's. */
  private boolean constancy() {
    return weighs("tuning_constancy") && people > 1;
  }

  /** Whether tuning compares what it changes. */
  boolean compares() {
    return weighs("tuning_coherence") || constancy();
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

  /** Seconds of one core that the curvature of some frames takes. */
  double probes(int frames) {
    return frames * PROBE;
  }

  /** Seconds of one core until the first candidate. */
  double load() {
    return LOAD;
  }

  /** Seconds of one core that a person's features take before tuning. */
  double person() {
    return PERSON;
  }
}
