package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDrawTest {
  private static final int DRAWS = 60_000;

  record Frame(String person, String clip, float mouth, float lids) {
    float[] openings() {
      return new float[] {mouth, lids, lids};
    }
  }

  private static List<Frame> clip(String person, String clip, int frames) {
    return IntStream.range(0, frames)
        .mapToObj(i -> new Frame(person, clip, i % 7 * 0.05f, 0.3f))
        .toList();
  }

  private static Map<Object, Long> drawn(
      List<Frame> frames, double rarity, Function<Frame, Object> by) {
    FrameDraw<Frame> draw =
        new FrameDraw<>(frames, Frame::person, Frame::clip, Frame::openings, rarity);
    SplittableRandom random = new SplittableRandom(1);
    return Stream.generate(() -> draw.draw(random))
        .limit(DRAWS)
        .collect(Collectors.groupingBy(by, Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 1000})
  void everyPersonIsSeenAlikeWhateverItsFrames(int frames) {
    for (int others : new int[] {0, 1, 5}) {
      List<Frame> all = new ArrayList<>(clip("a", "0", frames));
      for (int p = 0; p < others; p++) {
        all.addAll(clip("other" + p, "0", 400));
        all.addAll(clip("other" + p, "1", 20));
      }
      Map<Object, Long> people = drawn(all, 0.5, Frame::person);
      assertThat(people).hasSize(others + 1);
      double each = (double) DRAWS / (others + 1);
      people.values().forEach(n -> assertThat((double) n).isCloseTo(each, within(0.05 * each)));
    }
  }

  @Test
  void everyClipOfAPersonIsSeenAlike() {
    List<Frame> all = new ArrayList<>(clip("a", "long", 500));
    all.addAll(clip("a", "short", 5));
    assertThat(drawn(all, 0, Frame::clip).values())
        .allSatisfy(n -> assertThat((double) n).isCloseTo(DRAWS / 2.0, within(0.03 * DRAWS)));
  }

  @Test
  void blinksAndWideMouthsAreSeenMoreOften() {
    List<Frame> all = new ArrayList<>(clip("a", "0", 196));
    for (int i = 0; i < 4; i++) {
      all.add(new Frame("a", "0", 0.1f, 0.02f));
    }
    double blinks =
        drawn(all, 0.5, f -> f.lids() < 0.1).get(true) / (double) DRAWS * all.size() / 4;
    assertThat(blinks).isBetween(2.0, 3.2);
    double alike = drawn(all, 0, f -> f.lids() < 0.1).get(true) / (double) DRAWS * all.size() / 4;
    assertThat(alike).isCloseTo(1, within(0.15));
  }

  @Test
  void chancesStayWithinBounds() {
    SplittableRandom random = new SplittableRandom(2);
    List<float[]> openings = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      openings.add(
          new float[] {
            (float) Math.exp(random.nextDouble() * 3), (float) random.nextDouble(), 0.3f
          });
    }
    for (double rarity : new double[] {0, 0.5, 1}) {
      double[] chances = FrameDraw.chances(openings, rarity);
      assertThat(chances).hasSize(3000);
      for (double c : chances) {
        assertThat(c).isBetween(1 / 3.0, 3.0);
      }
    }
    assertThat(FrameDraw.chances(List.of(new float[] {0, 0, 0}), 1)).containsExactly(1);
  }

  @Test
  void everyFrameCanBeDrawn() {
    assertThat(drawn(clip("a", "0", 100).stream().map(f -> f).toList(), 1, f -> f)).hasSize(7);
  }
}
