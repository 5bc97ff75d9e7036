package io.reenact.splat.backend;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The backends, and the choice between them: the one that suits the place of the networks' arrays,
 * or the one that the system property {@value #PROPERTY} names.
 */
public final class Rasterizers {
  /**
   * Forces a backend by its name, for tests and comparisons; {@code auto} as if it were not set.
   */
  public static final String PROPERTY = "reenact.rasterizer";

  private static final String AUTO = "auto";
  private static final List<Backend> ALL =
      List.of(new CpuBackend(), new CudaBackend(), new JavaBackend());

  private Rasterizers() {}

  /** All backends; a new one is its class and its place here. */
  public static List<Backend> all() {
    return ALL;
  }

  /** GPUs that a rasterizer could work on; 0 without a driver. */
  public static int gpus() {
    return CudaRasterizer.devices();
  }

  /**
   * A rasterizer for a place; the caller closes it.
   *
   * @throws UserError if the backend that suits, or is forced, can't run here
   */
  public static Rasterizer open(Place place) {
    return choose(place, System.getProperty(PROPERTY, AUTO)).open(place);
  }

  /** The CPU's, to compare others with, whatever is forced; the caller closes it. */
  public static Rasterizer reference() {
    return ALL.get(0).open(Place.cpu(1));
  }

  static Backend choose(Place place, String forced) {
    for (Backend b : ALL) {
      if (forced.equals(AUTO) ? b.suits(place) : b.name().equals(forced)) {
        return b;
      }
    }
    throw new BadSetting(
        "-D"
            + PROPERTY
            + "="
            + forced
            + ": there is no such rasterizer; name one of auto, "
            + ALL.stream().map(Backend::name).collect(Collectors.joining(", ")));
  }
}
