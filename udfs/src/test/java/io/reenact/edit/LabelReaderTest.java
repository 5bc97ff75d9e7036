package io.reenact.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import io.reenact.latent.Latents;
import io.reenact.video.RgbImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelReaderTest {
  private static final int PEOPLE = 120;
  private static final int LEARN = 90;

  /** The first label is in the looks, the second isn't. */
  private static LabelReader fit() {
    Random random = new Random(5);
    float[][] looks = new float[PEOPLE][];
    double[][] labels = new double[PEOPLE][];
    for (int i = 0; i < PEOPLE; i++) {
      looks[i] = Latents.gaussian(6, random);
      labels[i] = new double[] {10 + 3 * looks[i][1] - looks[i][4], random.nextGaussian()};
    }
    return LabelReader.fit(looks, labels, LEARN, 1e-4);
  }

  @Test
  void labelsAreReadFromLooks() {
    LabelReader reader = fit();
    assertThat(reader.correlation()[0]).isGreaterThan(0.999);
    assertThat(Math.abs(reader.correlation()[1])).isLessThan(0.6);
    float[] look = {1, 2, 3, 4, 5, 6};
    assertThat(reader.read(0, look)).isCloseTo(10 + 6 - 5, within(0.05));
    float[] more = look.clone();
    more[1] += 1;
    assertThat(reader.change(look, more)[0]).isCloseTo(3 / reader.spread()[0], within(0.02));
    assertThat(reader.spread()[0]).isBetween(2.0, 4.5);
  }

  @Test
  void someOfTheLabelsAreReadAlike() {
    LabelReader all = fit();
    LabelReader second = all.only(List.of(1));
    float[] look = {1, 2, 3, 4, 5, 6};
    assertThat(second.read(0, look)).isEqualTo(all.read(1, look));
    assertThat(second.correlation()).containsExactly(all.correlation()[1]);
  }

  @Test
  void pixelsAreTakenAsParts() {
    byte[] rgb = {0, (byte) 255, 51};
    assertThat(LabelReader.look(new RgbImage(1, 1, rgb))).containsExactly(0, 1, 0.2f);
  }

  @Test
  void tooFewPeopleAreRefused() {
    assertThatThrownBy(() -> LabelReader.fit(new float[12][3], new double[12][1], 9, 0.1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("12 labelled pictures are too few");
  }
}
