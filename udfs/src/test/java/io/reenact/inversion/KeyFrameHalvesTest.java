package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps that look at every other key frame, and what the others do meanwhile. */
class KeyFrameHalvesTest {
  private static final LatentScale SCALE = new LatentScale(1, 1);

  private static PersonState person(int keys) {
    List<TargetFrame> frames =
        IntStream.range(0, 2 * keys)
            .mapToObj(
                f ->
                    new TargetFrame(
                        f,
                        40_000L * f,
                        0,
                        Camera.neutral(),
                        1,
                        new byte[3],
                        new byte[1],
                        new byte[1],
                        new float[2],
                        new float[3]))
            .toList();
    ClipInput clip = new ClipInput("clip", frames);
    PersonState person = new PersonState(new PersonInput("ann", List.of(clip), null), new float[2]);
    person.clips.add(
        new PersonState.ClipState(
            clip,
            IntStream.range(0, keys).map(k -> 2 * k).toArray(),
            new float[keys][2],
            new float[keys][HeadMotion.SIZE]));
    return person;
  }

  @Test
  void twoStepsInARowLookAtEachKeyFrameOnce() {
    List<Cohort.Owned> keys = Cohort.Owned.keys(List.of(person(5)));
    for (Cohort.Owned key : keys) {
      assertThat(key.turn(3)).isNotEqualTo(key.turn(4));
    }
    assertThat(keys.stream().filter(k -> k.turn(4)).map(Cohort.Owned::index))
        .containsExactly(0, 4, 8);
    // There is nothing beside a single one.
    Cohort.Owned alone = Cohort.Owned.keys(List.of(person(1))).get(0);
    assertThat(alone.turn(1) && alone.turn(2)).isTrue();
  }

  @Test
  void keyFramesBetweenMoveAsThoseBesideThemDo() {
    PersonState.ClipState clip = person(5).clips.get(0);
    Cohort.Gradients gradients = new Cohort.Gradients(clip);
    float[] still = new float[HeadMotion.SIZE];
    gradients.add(clip.input.frames().get(2), new float[] {1, -1}, still);
    gradients.add(clip.input.frames().get(6), new float[] {-1, -1}, still);
    gradients.apply(SCALE, 0.5, 0, 0);
    gradients.carry();
    // Adam's first step is the rate, against the gradient.
    assertThat(clip.offsets.value(1)).containsExactly(new float[] {-0.5f, 0.5f}, within(1e-4f));
    assertThat(clip.offsets.value(3)).containsExactly(new float[] {0.5f, 0.5f}, within(1e-4f));
    assertThat(clip.offsets.value(0)).containsExactly(clip.offsets.value(1));
    assertThat(clip.offsets.value(2)).containsExactly(new float[] {0, 0.5f}, within(1e-4f));
    assertThat(clip.offsets.value(4)).containsExactly(clip.offsets.value(3));
  }
}
