package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.encoder.Encoded;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedClipTest {
  private static EncodedClip clip(String name, double precision, double... anchor) {
    return new EncodedClip(name, anchor, precision, 1, List.of(), List.of());
  }

  @Test
  void clipsCountByTheirPrecisionInWhateverOrder() {
    EncodedClip one = clip("one", 3, 1, -2);
    EncodedClip two = clip("two", 1, 5, 2);
    assertThat(EncodedClip.anchor(List.of(one, two))).containsExactly(2, -1);
    Random random = new Random(5);
    List<EncodedClip> many = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      double[] anchor = random.doubles(50, -1, 1).toArray();
      many.add(clip("c" + i, 0.1 + random.nextDouble(), anchor));
    }
    float[] first = EncodedClip.anchor(many);
    for (int n = 0; n < 5; n++) {
      Collections.shuffle(many, random);
      assertThat(EncodedClip.anchor(many)).isEqualTo(first);
    }
  }

  /** Clip by clip comes to what all frames together do. */
  @Test
  void clipByClipIsTheMeanOverAllFrames() {
    Random random = new Random(6);
    List<Encoded> all = new ArrayList<>();
    List<EncodedClip> clips = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      double[] sum = new double[30];
      double weight = 0;
      for (int f = 0; f <= c; f++) {
        float[] anchor = new float[30];
        double precision = 0.2 + random.nextDouble();
        for (int i = 0; i < anchor.length; i++) {
          anchor[i] = random.nextFloat();
          sum[i] += precision * anchor[i];
        }
        weight += precision;
        all.add(new Encoded(anchor, new float[30], new float[6], precision));
      }
      double total = weight;
      clips.add(clip("c" + c, total, Arrays.stream(sum).map(v -> v / total).toArray()));
    }
    float[] together = Encoded.anchor(all);
    float[] apart = EncodedClip.anchor(clips);
    for (int i = 0; i < together.length; i++) {
      assertThat(apart[i]).isCloseTo(together[i], within(1e-6f));
    }
  }

  @Test
  void bytesComeBackAndDamagedOnesDoNot() throws IOException {
    byte[] rgb = new byte[3 * 16];
    new Random(1).nextBytes(rgb);
    TargetFrame frame =
        new TargetFrame(
            7,
            280_000,
            1,
            Camera.neutral(),
            4,
            rgb,
            new byte[16],
            new byte[16],
            new float[136],
            new float[] {0.1f, 0.2f, 0.3f});
    PersonResult.KeyFrame key =
        new PersonResult.KeyFrame(
            7,
            280_000,
            new float[] {1, 2},
            new float[6],
            frame.camera().label(),
            1,
            2,
            new float[] {3, 4});
    EncodedClip clip =
        new EncodedClip("talk", new double[] {0.1, 0.2}, 3, 40, List.of(key), List.of(frame));
    byte[] bytes = clip.encode();
    EncodedClip back = EncodedClip.decode(bytes);
    assertThat(back.encode()).isEqualTo(bytes);
    assertThat(back.anchor()).containsExactly(0.1, 0.2);
    assertThat(back.frames()).isEqualTo(40);
    assertThat(back.keys().get(0).offset()).containsExactly(1, 2);
    assertThat(back.keys().get(0).shown()).containsExactly(3, 4);
    assertThat(back.keys().get(0).psnr()).isNaN();
    assertThat(back.kept().get(0).rgb()).isEqualTo(frame.rgb());
    assertThat(back.with(List.of(key)).get(0).psnr()).isEqualTo(2);
    assertThat(back.input().given()).isEqualTo(40);
    assertThatThrownBy(() -> EncodedClip.decode(Arrays.copyOf(bytes, bytes.length / 2)))
        .isInstanceOf(EOFException.class);
  }
}
