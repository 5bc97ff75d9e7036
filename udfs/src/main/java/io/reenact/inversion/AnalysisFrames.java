package io.reenact.inversion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The few frames of a person that person analysis looks at (docs/design/method.md, section 4):
 * mouth and eyes most closed and most open, then others spread over time.
 */
final class AnalysisFrames {
  /** A frame of a clip. */
  record Pick(int clip, int frame) {}

  private AnalysisFrames() {}

  static List<Pick> choose(PersonInput person, int count) {
    List<Pick> all = new ArrayList<>();
    for (int c = 0; c < person.clips().size(); c++) {
      for (int f = 0; f < person.clips().get(c).frames().size(); f++) {
        all.add(new Pick(c, f));
      }
    }
    Comparator<Pick> mouth = Comparator.comparingDouble(p -> frame(person, p).openings()[0]);
    Comparator<Pick> eyes =
        Comparator.comparingDouble(
            p -> (double) frame(person, p).openings()[1] + frame(person, p).openings()[2]);
    Set<Pick> chosen = new LinkedHashSet<>();
    chosen.add(all.stream().min(mouth).orElseThrow());
    chosen.add(all.stream().max(mouth).orElseThrow());
    chosen.add(all.stream().min(eyes).orElseThrow());
    chosen.add(all.stream().max(eyes).orElseThrow());
    for (int k = 1; chosen.size() < Math.min(count, all.size()) && k <= all.size(); k++) {
      // Van der Corput's sequence: spread over time, whatever the count.
      chosen.add(all.get((int) (radicalInverse(k) * all.size())));
    }
    return chosen.stream().limit(count).toList();
  }

  static TargetFrame frame(PersonInput person, Pick p) {
    return person.clips().get(p.clip).frames().get(p.frame);
  }

  private static double radicalInverse(int k) {
    return (Integer.reverse(k) >>> 1) / (double) (1L << 31);
  }
}
