package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir Path folder;

  private static RgbImage noise(int width, int height) {
    RgbImage image = RgbImage.blank(width, height);
    new Random(5).nextBytes(image.rgb());
    return image;
  }

  @Test
  void pngIsLossless() {
    RgbImage image = noise(37, 21);
    assertThat(Images.read(Images.png(image), "a").rgb()).isEqualTo(image.rgb());
    assertThat(Images.of(Images.toBufferedImage(image)).rgb()).isEqualTo(image.rgb());
    String file = folder.resolve("new/folder/a.png").toString();
    Images.writePng(image, file, Clips.HADOOP, Provenance.head());
    assertThat(Images.read(file, Clips.HADOOP).rgb()).isEqualTo(image.rgb());
  }

  @Test
  void transparencyBecomesWhiteAndGreyStaysGrey() throws IOException {
    BufferedImage half = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    half.setRGB(0, 0, new Color(0, 0, 0, 0).getRGB());
    half.setRGB(1, 0, new Color(200, 100, 0, 255).getRGB());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(half, "png", out);
    assertThat(Images.read(out.toByteArray(), "a").rgb())
        .containsExactly(255, 255, 255, 200, 100, 0);
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 77);
    assertThat(Images.of(grey).rgb()).containsExactly(77, 77, 77);
  }

  @Test
  void whatIsNoImageIsRefused() {
    byte[] cut = java.util.Arrays.copyOf(Images.png(noise(64, 64)), 300);
    assertThatThrownBy(() -> Images.read(cut, "cut.png"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut.png");
    assertThatThrownBy(() -> Images.read(new byte[] {1, 2, 3}, "text.png"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("text.png");
  }

  @Test
  void shrinkingCountsEveryPixelAndKeepsTheMean() {
    RgbImage stripes = RgbImage.blank(64, 64);
    for (int i = 0; i < 64 * 64; i++) {
      for (int c = 0; c < 3; c++) {
        stripes.rgb()[3 * i + c] = (byte) (i % 2 == 0 ? 0 : 200);
      }
    }
    RgbImage small = Images.resize(stripes, 16, 8);
    assertThat(small.width()).isEqualTo(16);
    assertThat(small.height()).isEqualTo(8);
    for (int x = 1; x < 15; x++) {
      assertThat(small.at(x, 4, 0)).isBetween(99, 101);
    }
  }

  @Test
  void growingIsBilinearWithPixelCentresAtTheHalf() {
    RgbImage two = new RgbImage(2, 1, new byte[] {0, 0, 0, 100, 100, 100});
    RgbImage four = Images.resize(two, 4, 1);
    assertThat(new int[] {four.at(0, 0, 0), four.at(1, 0, 0), four.at(2, 0, 0), four.at(3, 0, 0)})
        .containsExactly(0, 25, 75, 100);
  }

  @Test
  void sheetsPlaceImagesInRows() {
    RgbImage a = new RgbImage(1, 1, new byte[] {1, 1, 1});
    RgbImage b = new RgbImage(2, 1, new byte[] {2, 2, 2, 3, 3, 3});
    RgbImage row = Images.sideBySide(List.of(a, b));
    assertThat(row.width()).isEqualTo(4);
    assertThat(List.of(row.at(0, 0, 0), row.at(1, 0, 0), row.at(2, 0, 0), row.at(3, 0, 0)))
        .containsExactly(1, 255, 2, 3);
    RgbImage sheet = Images.sheet(List.of(a, a, b), 2);
    assertThat(sheet.height()).isEqualTo(2);
    assertThat(sheet.at(0, 1, 0)).isEqualTo(2);
    assertThat(sheet.at(3, 1, 0)).isEqualTo(255);
  }
}
