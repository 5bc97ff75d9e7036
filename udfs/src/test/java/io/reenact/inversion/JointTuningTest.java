package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JointTuningTest {
  @Test
  void crossFramesFollowOrComeFromTheWholeClip() {
    List<Integer> clip = List.of(0, 1, 2, 3, 4);
    SplittableRandom random = new SplittableRandom(3);
    assertThat(JointTuning.crossFrames(clip, 1, 3, false, random)).containsExactly(1, 2, 3);
    assertThat(JointTuning.crossFrames(clip, 4, 3, false, random)).containsExactly(4, 4, 4);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      List<Integer> any = JointTuning.crossFrames(clip, 4, 3, true, random);
      assertThat(any).hasSize(3).startsWith(4);
      seen.addAll(any);
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(clip);
  }

  /** A blink with a closed mouth is not a face at rest, nor is an open mouth. */
  @Test
  void aFaceIsAtRestWithOpenLidsAndAClosedMouth() {
    float[][] openings = {
      {0.3f, 0.2f, 0.2f}, {0.02f, 0, 0.01f}, {0.05f, 0.2f, 0.21f}, {0.1f, 0.2f, 0.2f},
      {0.25f, 0.2f, 0.2f}, {0, 0.1f, 0.1f}, {0.06f, 0.2f, 0.21f}, {0.4f, 0.2f, 0.2f}
    };
    List<TargetFrame> frames = new ArrayList<>();
    for (int i = 0; i < openings.length; i++) {
      frames.add(
          new TargetFrame(
              i, 0, 0, Camera.neutral(), 4, null, null, null, new float[136], openings[i]));
    }
    // Whatever the clip begins with: a word's middle, closed eyes or a face at rest.
    for (int first = 0; first < openings.length; first++) {
      assertThat(JointTuning.atRest(frames, 24))
          .as("a clip that begins with frame %d", frames.get(0).frame())
          .extracting(TargetFrame::frame)
          .containsExactly(2, 6);
      frames.add(frames.remove(0));
    }
  }

  /** Else the variances of inversion's losses would slow down tuning's first hundred steps. */
  @Test
  void anOptimiserThatForgotStepsLikeANewOne() {
    float[] after = {1, 2};
    float[] fresh = {1, 2};
    Adam used = new Adam(2, 0.99);
    for (int i = 0; i < 20; i++) {
      used.step(new float[2], new float[] {100, -3}, 0.1);
    }
    used.reset();
    used.step(after, new float[] {0.5f, 0.2f}, 0.1);
    new Adam(2, 0.99).step(fresh, new float[] {0.5f, 0.2f}, 0.1);
    assertThat(after).containsExactly(fresh);
  }
}
