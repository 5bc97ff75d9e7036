package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final List<String> ALL =
      List.of("reconstruction", "first-frame", "few-shot:4", "pairs:5", "held-out:0.25");

  /** Of 30 frames all but 0, 1 and 25. */
  private static final int[] USABLE = IntStream.range(2, 30).filter(i -> i != 25).toArray();

  private static Protocol.Split split(String protocol) {
    return Protocol.parse(protocol).split(USABLE, 30);
  }

  @Test
  void namesAreReadAndWritten() {
    for (String text : ALL) {
      assertThat(Protocol.parse(text).text()).isEqualTo(text);
    }
    for (String wrong :
        List.of(
            "lpips", "few-shot", "reconstruction:2", "pairs:many", "held-out:1", "few-shot:0")) {
      assertThatThrownBy(() -> Protocol.parse(wrong)).as(wrong).isInstanceOf(UserError.class);
    }
  }

  @Test
  void whatIsGivenAndWhatIsScored() {
    assertThat(split("reconstruction").given()).isEqualTo(USABLE);
    assertThat(split("reconstruction").scored()).isEqualTo(USABLE);
    assertThat(split("pairs:1").given()).isEqualTo(USABLE);
    assertThat(split("first-frame").given()).containsExactly(2);
    assertThat(split("first-frame").scored())
        .isEqualTo(Arrays.copyOfRange(USABLE, 1, USABLE.length));
    // 18 usable frames before frame 20, from 2 to 19: every fourth and a half, from the middle.
    assertThat(split("few-shot:4").given()).containsExactly(4, 8, 13, 17);
    assertThat(split("few-shot:1").given()).containsExactly(11);
    assertThat(split("few-shot:4").scored()).containsExactly(20, 21, 22, 23, 24, 26, 27, 28, 29);
    // A quarter of 30 frames are 8, rounded up.
    assertThat(split("held-out:0.25").given()).endsWith(21).doesNotContain(22);
    assertThat(split("held-out:0.25").scored()).containsExactly(22, 23, 24, 26, 27, 28, 29);
  }

  /** Nothing that is scored lies in the part that may be looked at, but where all is given. */
  @Test
  void whatIsScoredIsUnseen() {
    for (String text : List.of("first-frame", "few-shot:8", "held-out:0.1", "held-out:0.9")) {
      Protocol protocol = Protocol.parse(text);
      int end = protocol.seen(USABLE, 30);
      assertThat(Arrays.stream(split(text).given()).max().getAsInt()).as(text).isLessThan(end);
      assertThat(split(text).scored()[0]).as(text).isGreaterThanOrEqualTo(end);
    }
  }

  /** Whether later frames are usable does not change what is given. */
  @Test
  void laterFramesChangeNothingThatIsGiven() {
    for (String text : List.of("first-frame", "few-shot:4", "held-out:0.25")) {
      Protocol protocol = Protocol.parse(text);
      int end = protocol.seen(USABLE, 30);
      int[] fewer = Arrays.stream(USABLE).filter(f -> f < end || f == 29).toArray();
      assertThat(protocol.split(fewer, 30).given()).as(text).isEqualTo(split(text).given());
    }
  }

  @Test
  void aClipThatCannotServeSaysWhy() {
    assertThatThrownBy(() -> split("few-shot:19"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "few-shot:19 needs 19 usable frames in the clip's first two thirds, which have 18");
    assertThatThrownBy(() -> Protocol.parse("first-frame").split(new int[] {3}, 10))
        .hasMessageContaining("the clip has 1 and 0");
    assertThatThrownBy(() -> Protocol.parse("first-frame").split(new int[0], 10))
        .hasMessageContaining("the clip has 0 and 0");
  }

  private static final List<String> PEOPLE = List.of("c", "a", "b");

  private static List<Protocol.Clip> clips() {
    return List.of(
        new Protocol.Clip("a", "1"),
        new Protocol.Clip("a", "2"),
        new Protocol.Clip("b", "1"),
        new Protocol.Clip("c", "1"));
  }

  @Test
  void whoIsReenactedByWhom() {
    assertThat(Protocol.parse("reconstruction").pairs(PEOPLE, clips(), 1))
        .hasSize(4)
        .allMatch(p -> p.source().equals(p.driver().identity()));
    assertThat(Protocol.parse("first-frame").pairs(PEOPLE, clips(), 1)).hasSize(3 * 4);
    assertThat(Protocol.parse("first-frame").driving(new int[] {0, 199, 200}))
        .containsExactly(0, 199);
    assertThat(Protocol.parse("held-out:0.5").driving(new int[] {0, 200})).hasSize(2);
  }

  @Test
  void drawnPairsDependOnTheSeedAlone() {
    Protocol five = Protocol.parse("pairs:5");
    List<Protocol.Pair> pairs = five.pairs(PEOPLE, clips(), 3);
    List<Protocol.Clip> shuffled = new ArrayList<>(clips());
    Collections.shuffle(shuffled, new Random(1));
    assertThat(five.pairs(PEOPLE, shuffled, 3)).isEqualTo(pairs);
    assertThat(new HashSet<>(pairs)).hasSize(5);
    assertThat(pairs).noneMatch(p -> p.source().equals(p.driver().identity()));
    assertThat(
            IntStream.range(0, 20).mapToObj(s -> five.pairs(PEOPLE, clips(), s)).distinct().count())
        .isGreaterThan(10);
    assertThat(Protocol.parse("pairs:8").pairs(PEOPLE, clips(), 1)).hasSize(8);
    assertThatThrownBy(() -> Protocol.parse("pairs:9").pairs(PEOPLE, clips(), 1))
        .hasMessageContaining("only 8 pairs");
  }
}
