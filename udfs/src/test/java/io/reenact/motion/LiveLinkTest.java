package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveLinkTest {
  private static final List<String> SHAPES =
      List.of(
          "jawOpen",
          "mouthSmile_L",
          "mouthSmile_R",
          "browInnerUp_L",
          "browInnerUp_R",
          "jawLeft",
          "cheekRaiser_L");

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Random random = new Random(3);
    List<MotionFrame> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      float[] e = new float[SHAPES.size()];
      for (int k = 0; k < e.length; k++) {
        e[k] = random.nextFloat();
      }
      e[4] = e[3];
      frames.add(
          new MotionFrame(
              5_000_000 + Math.round(i * 1e6 / 12.5),
              i == 7 ? null : e,
              0.3 * random.nextGaussian(),
              0.2 * random.nextGaussian(),
              new HeadAngles(0.1 * i / 40, -0.2, 0.05),
              1));
    }
    StringBuilder text = new StringBuilder();
    LiveLink.write(new MotionSequence(SHAPES, frames), text);
    assertThat(LiveLink.is(text.toString())).isTrue();
    String header = text.toString().lines().findFirst().orElseThrow();
    assertThat(header.split(",")).hasSize(63);
    assertThat(header)
        .startsWith("Timecode,BlendShapeCount,EyeBlinkLeft,EyeLookDownLeft,")
        .endsWith(
            ",TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,LeftEyePitch,LeftEyeRoll,"
                + "RightEyeYaw,RightEyePitch,RightEyeRoll");
    Capture read = LiveLinkReader.parse(text.toString(), "capture.csv");
    assertThat(read.notes()).isEmpty();
    assertThat(read.shapes()).isEqualTo(Arkit.SHAPES);
    frames.remove(7);
    assertThat(read.rows()).hasSize(39);
    for (int i = 0; i < 39; i++) {
      MotionFrame f = frames.get(i);
      Capture.Row r = read.rows().get(i);
      assertThat(r.ptsUs()).isCloseTo(f.ptsUs() - 5_000_000, within(20L));
      assertThat(value(read, r, "JawOpen")).isCloseTo(f.expression()[0], within(1e-6f));
      assertThat(value(read, r, "MouthSmileLeft")).isCloseTo(f.expression()[1], within(1e-6f));
      assertThat(value(read, r, "BrowInnerUp")).isCloseTo(f.expression()[3], within(1e-6f));
      assertThat(value(read, r, "JawLeft")).isCloseTo(f.expression()[5], within(1e-6f));
      assertThat(r.gazeYaw()).isCloseTo(f.gazeYaw(), within(1e-6));
      assertThat(r.gazePitch()).isCloseTo(f.gazePitch(), within(1e-6));
      assertThat(r.head().yaw()).isCloseTo(f.head().yaw(), within(1e-6));
      assertThat(r.head().pitch()).isCloseTo(f.head().pitch(), within(1e-6));
      assertThat(r.head().roll()).isCloseTo(f.head().roll(), within(1e-6));
    }
  }

  private static float value(Capture capture, Capture.Row row, String shape) {
    return row.values()[capture.shapes().indexOf(shape)];
  }

  @Test
  void timeCodesCountFramesAndThousandthsOfAFrame() {
    assertThat(LiveLink.code(0)).isEqualTo("00:00:00:00.000");
    assertThat(LiveLink.code(1_000_000)).isEqualTo("00:00:01:00.000");
    // A 30th of a second is two frames of a 60th; a 25th is 2.4.
    assertThat(LiveLink.code(33_333)).isEqualTo("00:00:00:02.000");
    assertThat(LiveLink.code(3_661_040_000L)).isEqualTo("01:01:01:02.400");
  }

  @Test
  void columnsMayBeMissingShuffledAndUnknown() {
    Capture c =
        LiveLinkReader.parse(
            "\nTimecode,jawopen,Extra,EyeBlinkRight\n"
                + "10:00:00:00.000,0.5,x,1.2\n\n"
                + "10:00:00:30.000,0.25,x,0\n",
            "a.csv");
    assertThat(c.shapes()).containsExactly("EyeBlinkRight", "JawOpen");
    assertThat(c.rows().get(0).values()).containsExactly(1, 0.5f);
    assertThat(c.rows().get(1).values()).containsExactly(0, 0.25f);
    assertThat(c.rows().get(1).ptsUs()).isEqualTo(500_000);
    assertThat(c.rows().get(0).head()).isNull();
    assertThat(String.join("\n", c.notes()))
        .contains("a.csv lacks EyeBlinkLeft, ")
        .contains("unknown column 'Extra'")
        .contains("1 coefficients lie outside of 0 to 1");
  }

  @Test
  void spreadsheetsWriteCommasInNumbers() {
    Capture c =
        LiveLinkReader.parse("Timecode;JawOpen\n00:00:00:00,0;0,5\n00:00:01:00,0;1\n", "a.csv");
    assertThat(c.rows().get(0).values()[0]).isEqualTo(0.5f);
    assertThat(c.rows().get(1).ptsUs()).isEqualTo(1_000_000);
  }

  @Test
  void timeGoesOnOverMidnightAndGaps() {
    Capture c =
        LiveLinkReader.parse(
            "Timecode,JawOpen\n23:59:59:29.000,0\n00:00:00:00.000,0\n00:00:02:15.500,0\n", "a.csv");
    // 30 frames a second: no number is higher, and a second has passed.
    assertThat(c.rows().stream().map(Capture.Row::ptsUs).toList())
        .containsExactly(0L, 33_333L, 2_550_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 25, 30, 50, 60, 100, 120, 240})
  void timeCodesOfOtherRatesAreReadByTheHighestFrameNumber(int rate) {
    String text =
        String.format(
            Locale.ROOT,
            "Timecode,JawOpen%n01:00:00:00.000,0%n01:00:00:%02d.000,0%n01:00:02:01.500,0%n",
            rate - 1);
    long frame = Math.round(1e6 / rate);
    assertThat(LiveLinkReader.parse(text, "a.csv").rows().stream().map(Capture.Row::ptsUs).toList())
        .containsExactly(0L, 1_000_000 - frame, 2_000_000 + Math.round(1.5e6 / rate));
  }

  @Test
  void aTakeWithinASecondIsTakenForSixtyFramesASecond() {
    // Nothing tells which rate frame numbers up to 20 are of; a phone's is 60.
    Capture c =
        LiveLinkReader.parse("Timecode,JawOpen\n00:00:05:00.0,0\n00:00:05:10.0,0\n", "a.csv");
    assertThat(c.rows().get(1).ptsUs()).isEqualTo(166_667);
  }

  @Test
  void aMotionWithoutAFaceIsAFileWithoutFrames() throws IOException {
    StringBuilder text = new StringBuilder();
    LiveLink.write(
        new MotionSequence(SHAPES, List.of(MotionFrame.none(0), MotionFrame.none(40_000))), text);
    assertThat(text.toString()).hasLineCount(1);
    refused(text.toString(), "no frame with a face");
    StringBuilder empty = new StringBuilder();
    LiveLink.write(new MotionSequence(SHAPES, List.of()), empty);
    assertThat(empty.toString()).isEqualTo(text.toString());
  }

  @Test
  void aLineWithoutAFaceIsLeftOut() {
    Capture c =
        LiveLinkReader.parse(
            "Timecode,BlendShapeCount,JawOpen\n00:00:00:00.0,61,1\n00:00:00:01.0,0\n"
                + "00:00:00:02.0,61,1\n",
            "a.csv");
    assertThat(c.rows()).hasSize(2);
  }

  @Test
  void eyesLookWhereTheirShapesSay() {
    // The program counts yaw the other way round; the shapes tell.
    String header = "Timecode,EyeLookOutLeft,EyeLookInRight,LeftEyeYaw,RightEyeYaw\n";
    Capture mirrored = LiveLinkReader.parse(header + "00:00:00:00.0,0.5,0.5,-0.3,-0.28\n", "a.csv");
    assertThat(mirrored.rows().get(0).gazeYaw()).isCloseTo(0.29, within(1e-9));
    Capture none = LiveLinkReader.parse(header + "00:00:00:00.0,0.5,0.5,0,0\n", "a.csv");
    assertThat(none.rows().get(0).gazeYaw()).isCloseTo(0.3, within(1e-6));
    Capture down =
        LiveLinkReader.parse(
            "Timecode,EyeLookDownLeft,EyeLookDownRight\n00:00:00:00.0,0.4,0.4\n", "a.csv");
    assertThat(down.rows().get(0).gazePitch()).isCloseTo(-0.2, within(1e-6));
  }

  @Test
  void largeAnglesAreDegrees() {
    Capture c =
        LiveLinkReader.parse(
            "Timecode,JawOpen,HeadYaw,HeadPitch,HeadRoll\n00:00:00:00.0,0,30,-6,2\n", "a.csv");
    assertThat(c.rows().get(0).head().yaw()).isCloseTo(Math.PI / 6, within(1e-9));
    assertThat(c.notes()).anyMatch(n -> n.contains("degrees"));
  }

  @Test
  void whatCantBeReadIsSaidInALine() {
    refused("", "a.csv is empty");
    refused("Timecode,JawOpen\n", "no frame with a face");
    refused("Timecode,HeadYaw\n00:00:00:00.0,0\n", "no column of a face shape");
    refused("Timecode,JawOpen,JawOpen\n", "stands there twice");
    refused("Timecode,JawOpen\n00:00:00,1\n", "line 2 of a.csv", "is not a time code");
    refused("Timecode,JawOpen\n00:00:00:00.0,NaN\n", "line 2 of a.csv", "JawOpen is NaN");
    refused("Timecode,JawOpen\n00:00:00:00.0,a\n", "line 2 of a.csv", "JawOpen is 'a'");
    refused("Timecode,JawOpen\n00:00:00:00.0\n", "line 2 of a.csv", "1 cells, its header 2");
    refused(
        "Timecode,JawOpen\n00:00:01:00.0,1\n00:00:00:59.0,1\n", "frame 2 of a.csv", "not later");
  }

  private static void refused(String text, String... says) {
    assertThatThrownBy(() -> LiveLinkReader.parse(text, "a.csv"))
        .isInstanceOf(UserError.class)
        .message()
        .contains(says)
        .doesNotContain("\n");
  }

  @Test
  void everyShapeHasAName() {
    List<String> names =
        Arkit.SHAPES.stream().flatMap(s -> Arkit.names(s).stream()).collect(Collectors.toList());
    assertThat(names).hasSize(53).doesNotHaveDuplicates();
    assertThat(names)
        .contains("browInnerUp_L", "browInnerUp_R", "cheekPuff_L", "jawLeft", "mouthRight")
        .contains("eyeBlink_L", "mouthSmile_R", "mouthRollLower")
        .doesNotContain("tongueOut");
    for (String shape : Arkit.SHAPES) {
      Arkit.names(shape).forEach(n -> assertThat(Arkit.shape(n)).isEqualTo(shape));
    }
    assertThat(Arkit.shape("cheekRaiser_L")).isNull();
    assertThat(Arkit.places(Collections.nCopies(1, "browInnerUp_L")))
        .containsOnlyKeys("BrowInnerUp");
  }
}
