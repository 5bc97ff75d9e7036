package io.reenact.inversion;

import io.reenact.face.Regions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The terms of each phase's loss: where a new {@link LossTerm} is listed. One that weighs 0 is left
 * out of its phase; it keeps its column.
 *
 * @param analysis frames of person analysis
 * @param neutral anchors in person analysis
 * @param keyFrames key-frame inversion
 * @param reconstruction joint tuning's steps on frames of the clips
 * @param cross joint tuning's steps on one person under another's offsets
 * @param locality tuning's steps on expressions that nobody's frames show
 */
record PhaseTerms(
    List<LossTerm> analysis,
    List<LossTerm> neutral,
    List<LossTerm> keyFrames,
    List<LossTerm> reconstruction,
    List<LossTerm> cross,
    List<LossTerm> locality) {
  /**
   * The method's.
   *
   * @param landmarks of the generator, which may have none
   * @param eyeballs Gaussians of the generator; none if it does not tell
   */
  static PhaseTerms of(InversionSettings settings, LandmarkGaussians landmarks, int[] eyeballs) {
    Weights w = settings.weights();
    PixelLoss pixels = new PixelLoss(settings.size());
    float[] regions = settings.emphasis().regions();
    // What a pivot is found by leaves out what expressions change most.
    boolean masked = settings.lift().strategy() == Strategy.PIVOT;
    float[] sought = regions.clone();
    if (masked) {
      Arrays.fill(sought, Regions.EYES, sought.length, 0);
    }
    double face = masked ? 0 : 1;
    // What frames share is judged apart from what they differ by, where that is judged at all.
    boolean change = w.of("cross_change") != 0;
    EyeColourTerm eyes = new EyeColourTerm(w.of("tuning_eye_colour"), eyeballs);
    return new PhaseTerms(
        List.of(
            new PixelTerm(w.of("pixel"), pixels, sought),
            new PerceptualTerm(w.of("perceptual"), masked),
            new FaceTerm(face * w.of("analysis_face"), pixels),
            new LandmarkTerm(w.of("landmark"), landmarks)),
        List.of(new ExpressionTerm(w.of("expression"), false)),
        List.of(
            new PixelTerm(w.of("pixel"), pixels, sought),
            new PerceptualTerm(w.of("perceptual"), masked),
            new FaceTerm(face * w.of("key_frame_face"), pixels),
            new LandmarkTerm(w.of("landmark"), landmarks),
            new ExpressionTerm(w.of("key_frame_expression"), false)),
        List.of(
            new PixelTerm(w.of("tuning_pixel"), pixels, regions),
            new PerceptualTerm(w.of("tuning_perceptual"), false),
            new IdentityTerm(w.of("tuning_identity")),
            new ExpressionTerm(w.of("tuning_expression"), false),
            eyes),
        List.of(
            new IdentityTerm(w.of("cross_identity")),
            new ExpressionTerm(w.of("cross_expression"), change),
            new ChangeTerm(w.of("cross_change")),
            eyes),
        List.of(new LocalityTerm(w.of("locality"), pixels)));
  }

  /** The terms that weigh more than 0. */
  static List<LossTerm> active(List<LossTerm> terms) {
    return terms.stream().filter(t -> t.weight() != 0).toList();
  }

  /**
   * What a step of joint tuning judges the clips' frames by. Where networks take turns, identity
   * counts at every other step, twice.
   *
   * @param turns whether they do
   */
  List<LossTerm> reconstruction(int step, boolean turns) {
    return active(reconstruction).stream()
        .filter(t -> !turns || step % 2 == 0 || t.need() != LossTerm.Need.IDENTITY)
        .map(t -> turns && t instanceof IdentityTerm i ? new IdentityTerm(2 * i.weight()) : t)
        .toList();
  }

  /** Names of all terms, each once: a unit's losses have a column for each. */
  List<String> names() {
    return Stream.of(analysis, neutral, keyFrames, reconstruction, cross, locality)
        .flatMap(List::stream)
        .map(LossTerm::name)
        .distinct()
        .toList();
  }
}
