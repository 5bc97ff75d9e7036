package io.reenact.inversion;

import java.util.List;
import java.util.Map;

/**
 * What inverting a cohort gives.
 *
 * @param persons anchors and key frames, in the order of the input
 * @param held key frames of the frames that were kept from inversion, of those people who have some
 * @param notes what people should know of the input, a line each
 * @param strategy by which they were inverted
 * @param weights tuned weights as the difference to the bundle, FP16 safetensors
 * @param sha256 of the weights
 * @param own by identity the weights of people who have some of their own, as {@code weights}
 * @param storageLoss what rounding and low rank of the stored weights cost, dB of the key frames'
 *     mean face PSNR
 * @param tuningSteps steps of joint tuning that were done
 * @param terms names of all terms that losses may have
 * @param losses every step's losses
 * @param secondsByPhase wall time of the phases that this run did itself, by their names in the
 *     losses
 * @param secondsByPart wall time of generator, rasterizer, losses, networks and optimiser
 * @param renderedFrames frames rendered while optimising
 * @param movedBytes what steps moved between Java's memory and arrays; on a GPU, over the bus
 */
public record CohortResult(
    List<PersonResult> persons,
    List<PersonResult> held,
    List<String> notes,
    Strategy strategy,
    byte[] weights,
    String sha256,
    Map<String, byte[]> own,
    double storageLoss,
    int tuningSteps,
    List<String> terms,
    List<LossTrace.Entry> losses,
    Map<String, Double> secondsByPhase,
    Map<String, Double> secondsByPart,
    long renderedFrames,
    long movedBytes) {
  /**
   * Mean face PSNR over the key frames of some people, dB.
   *
   * @param people some of {@link #persons} or {@link #held}
   * @return NaN where there are none
   */
  public static double facePsnr(List<PersonResult> people) {
    return people.stream()
        .flatMap(p -> p.clips().stream())
        .flatMap(c -> c.keyFrames().stream())
        .mapToDouble(PersonResult.KeyFrame::psnr)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }
}
