package io.reenact.generator;

/**
 * Adam's rates for the weights of a generator.
 *
 * @param unnamed of all weights, where the manifest's {@code fine_tune} names no rates at all
 * @param factor on the rates that it names
 * @param instead of all weights that are tuned, in the place of both; 0: those
 */
public record TuningRates(double unnamed, double factor, double instead) {
  /** The rate of a parameter; 0 where it is not tuned. */
  double of(GeneratorManifest manifest, String parameter) {
    double own = named(manifest, parameter);
    return own > 0 && instead > 0 ? instead : own;
  }

  private double named(GeneratorManifest manifest, String parameter) {
    for (GeneratorManifest.FineTune g : manifest.fineTune()) {
      if (g.parameters().contains(parameter)) {
        return factor * g.learningRate();
      }
    }
    return manifest.fineTune().isEmpty() ? unnamed : 0;
  }
}
