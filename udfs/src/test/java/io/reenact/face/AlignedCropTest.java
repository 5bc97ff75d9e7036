package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.video.RgbImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlignedCropTest {
  /** Red is x, green is y. */
  private static RgbImage ramp(int w, int h) {
    byte[] rgb = new byte[3 * w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        rgb[3 * (y * w + x)] = (byte) x;
        rgb[3 * (y * w + x) + 1] = (byte) y;
      }
    }
    return new RgbImage(w, h, rgb);
  }

  private static float[] transform(HeadPose pose) {
    double[] inverse = Affine.invert(pose.cropToFrame());
    float[] crop = new float[6];
    for (int k = 0; k < 6; k++) {
      crop[k] = (float) inverse[k];
    }
    return crop;
  }

  @Test
  void samplesWhereTheTransformSays() {
    RgbImage frame = ramp(240, 240);
    float[] crop = transform(new HeadPose(0, 0, 0.2, Math.log(0.25), 120, 110));
    for (int size : new int[] {32, 100, 512}) {
      float[] picture = AlignedCrop.crop(frame, crop, size, 0);
      double[] back = Affine.invert(AlignedCrop.frameToCrop(crop, size, 0));
      for (int i : new int[] {size * (size / 2) + size / 2, 5 * size + 7, size * size - 9}) {
        double u = i % size + 0.5;
        double v = i / size + 0.5;
        double x = back[0] * u + back[1] * v + back[2] - 0.5;
        double y = back[3] * u + back[4] * v + back[5] - 0.5;
        assertThat((picture[i] + 1) * 127.5).isCloseTo(x, within(0.6));
        assertThat((picture[size * size + i] + 1) * 127.5).isCloseTo(y, within(0.6));
      }
    }
  }

  @Test
  void shrinkingAverages() {
    RgbImage board = RgbImage.blank(256, 256);
    for (int i = 0; i < 256 * 256; i++) {
      if ((i % 256 + i / 256) % 2 == 0) {
        for (int c = 0; c < 3; c++) {
          board.rgb()[3 * i + c] = (byte) 255;
        }
      }
    }
    float[] crop = {2, 0, 0, 0, 2, 0};
    for (int size : new int[] {32, 64}) {
      for (float v : AlignedCrop.crop(board, crop, size, 0.3)) {
        assertThat(v).isCloseTo(0, within(0.35f));
      }
    }
  }

  @Test
  void insideEndsAtTheFrame() {
    float[] crop = {1, 0, 128, 0, 1, 0};
    float[] inside = AlignedCrop.inside(512, 512, crop, 512, 0);
    assertThat(inside[100 * 512 + 126]).isZero();
    assertThat(inside[100 * 512 + 130]).isEqualTo(1);
  }

  @Test
  void extraRollMatchesTheCamerasRoll() {
    HeadPose pose = new HeadPose(0.3, -0.1, 0.25, Math.log(1.3), 400, 300);
    float[] crop = transform(pose);
    Camera rolled = pose.camera().withRoll(pose.roll());
    double[] world = {0.07, 0.02, 0.31};
    double[] flat = pose.camera().project(world[0], world[1], world[2], 512, 512);
    double[] toFrame = pose.cropToFrame();
    float[] inFrame = {
      (float) (toFrame[0] * flat[0] + toFrame[1] * flat[1] + toFrame[2]),
      (float) (toFrame[3] * flat[0] + toFrame[4] * flat[1] + toFrame[5])
    };
    float[] upright = AlignedCrop.points(inFrame, crop, 256, 0);
    assertThat(upright[0]).isCloseTo((float) flat[0] / 2, within(1e-2f));
    float[] tilted = AlignedCrop.points(inFrame, crop, 256, pose.roll());
    double[] expected = rolled.project(world[0], world[1], world[2], 256, 256);
    assertThat(tilted[0]).isCloseTo((float) expected[0], within(1e-2f));
    assertThat(tilted[1]).isCloseTo((float) expected[1], within(1e-2f));
  }

  @Test
  void pastingACropBackLeavesTheFrame() {
    byte[] rgb = new byte[3 * 200 * 160];
    Random random = new Random(3);
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 200; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * 200 + x) + c] =
              (byte) (128 + 60 * Math.sin(0.07 * x + c) * Math.cos(0.05 * y) + random.nextInt(2));
        }
      }
    }
    RgbImage frame = new RgbImage(200, 160, rgb);
    float[] crop = transform(new HeadPose(0, 0, 0.3, Math.log(0.2), 100, 80));
    int size = 256;
    float[] alpha = new float[size * size];
    java.util.Arrays.fill(alpha, 1);
    RgbImage back =
        AlignedCrop.paste(frame, AlignedCrop.crop(frame, crop, size, 0.1), alpha, crop, size, 0.1);
    int worst = 0;
    for (int i = 0; i < rgb.length; i++) {
      worst = Math.max(worst, Math.abs((rgb[i] & 0xff) - (back.rgb()[i] & 0xff)));
    }
    assertThat(worst).isLessThanOrEqualTo(4);
  }
}
