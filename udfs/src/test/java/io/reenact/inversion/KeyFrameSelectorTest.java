package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class KeyFrameSelectorTest {
  private static List<TargetFrame> frames(int n, IntToDoubleFunction mouth, int cutAt) {
    List<TargetFrame> frames = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float m = (float) mouth.applyAsDouble(i);
      frames.add(
          new TargetFrame(
              i,
              i * 40_000L,
              i >= cutAt ? 1 : 0,
              Camera.neutral(),
              64,
              null,
              null,
              null,
              Scene.face(64, m),
              new float[] {m, 0.1f, 0.1f}));
    }
    return frames;
  }

  @Test
  void equidistantTakesItsShareAndTheEnds() {
    int[] k = new KeyFrameSelector.Equidistant(0.3).select(frames(100, i -> 0, 1000));
    assertThat(k).hasSize(30).startsWith(0).endsWith(99).isSorted();
    for (int i = 1; i < k.length; i++) {
      assertThat(k[i] - k[i - 1]).isBetween(3, 4);
    }
  }

  @Test
  void everyShotKeepsItsEnds() {
    for (KeyFrames selector : KeyFrames.values()) {
      assertThat(
              InversionSettings.standard()
                  .with(
                      Map.of(
                          "key_frames",
                          selector.toString(),
                          "key_frame_share",
                          0.1,
                          "key_frame_error",
                          0.05))
                  .keyFrames()
                  .selector()
                  .select(frames(40, i -> 0.1 * Math.sin(i), 17)))
          .as(selector.toString())
          .contains(0, 16, 17, 39);
    }
    assertThat(new KeyFrameSelector.Adaptive(0.02).select(frames(1, i -> 0, 9))).containsExactly(0);
  }

  @Test
  void aSmallerErrorIsExpectedToTakeMoreFrames() {
    double[] shares =
        DoubleStream.of(0.08, 0.02, 0.01, 1e-4)
            .map(e -> new KeyFrameSelector.Adaptive(e).expectedShare())
            .toArray();
    assertThat(shares).isSorted();
    assertThat(shares[2]).isEqualTo(0.6);
    // Nobody talks in every frame.
    assertThat(shares[3]).isLessThan(1);
  }

  @Test
  void landmarkFindsExtremes() {
    // Opens at 10, closes at 20, opens at 30.
    int[] k =
        new KeyFrameSelector.Landmark(0.3)
            .select(frames(41, i -> 0.2 - 0.2 * Math.cos(i * Math.PI / 10), 1000));
    assertThat(k).contains(10, 20, 30);
  }

  @Test
  void differentialFollowsTheMovement() {
    // Still for 50 frames, then moving.
    int[] k =
        new KeyFrameSelector.Differential(0.2)
            .select(frames(100, i -> i < 50 ? 0 : 0.01 * (i - 50), 1000));
    assertThat(java.util.Arrays.stream(k).filter(i -> i > 50).count()).isGreaterThan(15);
  }

  @Test
  void adaptiveNeedsOnlyTheCornersOfALinearMovement() {
    IntToDoubleFunction zigzag = i -> i <= 10 ? 0.05 * i : 0.5 - 0.05 * (i - 10);
    assertThat(new KeyFrameSelector.Adaptive(0.01).select(frames(21, zigzag, 1000)))
        .containsExactly(0, 10, 20);
    assertThat(new KeyFrameSelector.Adaptive(0.01).select(frames(21, i -> 0.2, 1000)))
        .containsExactly(0, 20);
  }

  /** Lids that close by a thirtieth of the distance between the eyes, for three frames. */
  @Test
  void adaptiveSeesABlink() {
    List<TargetFrame> frames = frames(21, i -> 0.2, 1000);
    float[] still = frames.get(0).landmarks();
    float ocular = still[2 * 42] + still[2 * 45] - still[2 * 36] - still[2 * 39];
    for (int f = 9; f <= 11; f++) {
      for (int upper : new int[] {37, 38, 43, 44}) {
        frames.get(f).landmarks()[2 * upper + 1] += ocular / 60;
      }
    }
    assertThat(new KeyFrameSelector.Adaptive(0.02).select(frames)).contains(10).hasSizeLessThan(7);
  }

  @Test
  void adaptiveKeepsItsErrorAndIsMinimal() {
    List<TargetFrame> frames = frames(30, i -> 0.15 + 0.15 * Math.sin(i * 0.8), 1000);
    double error = 0.03;
    int[] keys = new KeyFrameSelector.Adaptive(error).select(frames);
    LandmarkTrack track = LandmarkTrack.of(frames);
    for (int i = 1; i < keys.length; i++) {
      assertThat(track.interpolationError(frames, keys[i - 1], keys[i], 9))
          .isLessThanOrEqualTo(error);
    }
    assertThat(keys.length - 1).isEqualTo(fewest(track, frames, error));
  }

  /** Breadth-first search, an independent count of the fewest pieces. */
  private static int fewest(LandmarkTrack track, List<TargetFrame> frames, double error) {
    java.util.Set<Integer> reached = new java.util.HashSet<>(List.of(0));
    for (int hops = 0; ; hops++) {
      if (reached.contains(frames.size() - 1)) {
        return hops;
      }
      java.util.Set<Integer> next = new java.util.HashSet<>();
      for (int i : reached) {
        for (int j = i + 1; j < frames.size(); j++) {
          if (track.interpolationError(frames, i, j, 9) <= error) {
            next.add(j);
          }
        }
      }
      reached = next;
    }
  }
}
