package io.reenact.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Which frames tuning sees: a person first, all alike, then one of its clips, then one of its
 * frames, the likelier the rarer its expression. Drawn among all frames alike, a person of one
 * still beside one of a thousand frames would hardly ever be reconstructed, and yet be the source
 * of half of the cross steps, whose features a ruined picture satisfies as well; and a blink would
 * be seen once in a hundred frames.
 */
final class FrameDraw<T> {
  /** A frame is at most so many times as likely as the mean one, and as unlikely. */
  private static final double MOST = 3;

  /** Width of the kernel that tells how dense expressions lie, in their standard deviations. */
  private static final double WIDTH = 0.3;

  /** Frames that a density is taken from. */
  private static final int SAMPLE = 500;

  private final List<List<Clip<T>>> people = new ArrayList<>();

  private record Clip<T>(List<T> frames, double[] sums) {
    T draw(SplittableRandom random) {
      double at = random.nextDouble() * sums[sums.length - 1];
      int found = Arrays.binarySearch(sums, at);
      return frames.get(Math.min(frames.size() - 1, found < 0 ? -found - 1 : found + 1));
    }
  }

  /**
   * @param frames all that tuning may see
   * @param person whose a frame is
   * @param clip of which clip it is
   * @param openings of its mouth and eyes, {@link TargetFrame#openings}
   * @param rarity a frame's chance is its density to the power of minus this; 0: all alike
   */
  FrameDraw(
      List<T> frames,
      Function<T, Object> person,
      Function<T, Object> clip,
      Function<T, float[]> openings,
      double rarity) {
    Map<Object, Map<Object, List<T>>> all = new LinkedHashMap<>();
    for (T frame : frames) {
      all.computeIfAbsent(person.apply(frame), p -> new LinkedHashMap<>())
          .computeIfAbsent(clip.apply(frame), c -> new ArrayList<>())
          .add(frame);
    }
    for (Map<Object, List<T>> clips : all.values()) {
      List<Clip<T>> own = new ArrayList<>();
      for (List<T> of : clips.values()) {
        double[] sums = chances(of.stream().map(openings).toList(), rarity);
        Arrays.parallelPrefix(sums, Double::sum);
        own.add(new Clip<>(of, sums));
      }
      people.add(own);
    }
  }

  /** A frame. */
  T draw(SplittableRandom random) {
    List<Clip<T>> clips = people.get(random.nextInt(people.size()));
    return clips.get(random.nextInt(clips.size())).draw(random);
  }

  /**
   * How likely each frame of a clip is, 1 in the mean before the extremes are cut.
   *
   * @param openings of mouth, left eye, right eye
   */
  static double[] chances(List<float[]> openings, double rarity) {
    double[] chances = new double[openings.size()];
    Arrays.fill(chances, 1);
    double[] mouth = standard(openings.stream().mapToDouble(o -> o[0]).toArray());
    double[] lids = standard(openings.stream().mapToDouble(o -> o[1] + o[2]).toArray());
    if (rarity == 0) {
      return chances;
    }
    int stride = (chances.length + SAMPLE - 1) / SAMPLE;
    for (int i = 0; i < chances.length; i++) {
      double density = 0;
      int seen = 0;
      for (int j = 0; j < chances.length; j += stride) {
        double dx = (mouth[i] - mouth[j]) / WIDTH;
        double dy = (lids[i] - lids[j]) / WIDTH;
        density += Math.exp(-0.5 * (dx * dx + dy * dy));
        seen++;
      }
      // A frame beside the sample may have no neighbour in it.
      chances[i] = Math.pow(Math.max(density, 1) / seen, -rarity);
    }
    double mean = Arrays.stream(chances).average().orElse(1);
    for (int i = 0; i < chances.length; i++) {
      chances[i] = Math.max(1 / MOST, Math.min(MOST, chances[i] / mean));
    }
    return chances;
  }

  /** Zero mean, unit deviation; zeros if all are alike. */
  private static double[] standard(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double deviation =
        Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
    return Arrays.stream(values).map(v -> deviation < 1e-6 ? 0 : (v - mean) / deviation).toArray();
  }
}
