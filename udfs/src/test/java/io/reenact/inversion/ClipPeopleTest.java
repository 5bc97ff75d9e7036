package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clips under a wrong identity. */
class ClipPeopleTest {
  /** A clip whose frames say in their size whose face they show. */
  private static ClipInput clip(String name, int face, int frames) {
    return new ClipInput(
        name,
        IntStream.range(0, frames)
            .mapToObj(i -> new TargetFrame(i, 0, 0, null, face, null, null, null, null, null))
            .toList());
  }

  /** Faces by angle: 0 and 1 are one person's, 4 is another's. */
  private static List<String> notes(ClipInput... clips) {
    return ClipPeople.notes(
        new PersonInput("anna", List.of(clips), null),
        f -> new float[] {(float) Math.cos(0.5 * f.size()), (float) Math.sin(0.5 * f.size())});
  }

  @Test
  void theClipOfSomebodyElseIsNamed() {
    assertThat(notes(clip("one", 0, 5), clip("two", 4, 9), clip("three", 1, 5)))
        .containsExactly(
            "anna/two shows somebody else than anna/one: give it an identity of its own, or leave"
                + " it out");
    assertThat(notes(clip("one", 0, 5), clip("two", 4, 9)))
        .singleElement()
        .asString()
        .startsWith("anna/one shows somebody else than anna/two");
  }

  @Test
  void onePersonsClipsAreNotNoted() {
    assertThat(notes(clip("one", 0, 1), clip("two", 1, 2))).isEmpty();
    assertThat(notes(clip("one", 4, 1))).isEmpty();
  }
}
