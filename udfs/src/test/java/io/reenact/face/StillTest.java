package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.splat.Colours;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import io.reenact.video.SampleClips;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stills that are no photograph of one face from the front: each says what it is good for. */
class StillTest {
  private static final RgbImage FACE = SampleClips.frame(0, 0);
  private static final int SIZE = SampleClips.SIZE;
  private static FaceTracker tracker;

  @BeforeAll
  static void open() {
    tracker = new FaceTracker();
  }

  @AfterAll
  static void close() {
    tracker.close();
  }

  private static ClipTrack track(RgbImage picture) {
    return tracker.track(picture, FaceAlignment.embedded());
  }

  private static FrameTrack frame(RgbImage picture) {
    ClipTrack track = track(picture);
    assertThat(track.notes()).isEmpty();
    return track.frames().get(0);
  }

  /** A wall with a picture on it. */
  private static RgbImage on(RgbImage wall, RgbImage picture, int x, int y) {
    for (int row = 0; row < picture.height(); row++) {
      System.arraycopy(
          picture.rgb(),
          3 * row * picture.width(),
          wall.rgb(),
          3 * ((y + row) * wall.width() + x),
          3 * picture.width());
    }
    return wall;
  }

  private static RgbImage wall(int width, int height) {
    RgbImage wall = RgbImage.blank(width, height);
    Arrays.fill(wall.rgb(), (byte) 180);
    return wall;
  }

  private static RgbImage read(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return Images.read(out.toByteArray(), "it");
  }

  /** Landmarks are where they are in the colour photograph. */
  private static void sees(FrameTrack frame, double px) {
    assertThat(frame.usable()).as(frame.reason()).isTrue();
    float[] expected = frame(FACE).landmarks();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) frame.landmarks()[i]).isCloseTo(expected[i], within(px));
    }
  }

  @Test
  void greyPicturesAreFaces() throws IOException {
    BufferedImage grey = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    grey.getGraphics().drawImage(Images.toBufferedImage(FACE), 0, 0, null);
    RgbImage read = read(grey);
    assertThat(read.rgb()[3 * 9000]).isEqualTo(read.rgb()[3 * 9000 + 2]);
    sees(frame(read), 3);
  }

  @Test
  void sixteenBitsAreReadAsEight() throws IOException {
    ComponentColorModel deep =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
    WritableRaster raster = deep.createCompatibleWritableRaster(SIZE, SIZE);
    for (int i = 0; i < SIZE * SIZE; i++) {
      for (int c = 0; c < 3; c++) {
        raster.setSample(i % SIZE, i / SIZE, c, 257 * (FACE.rgb()[3 * i + c] & 0xff));
      }
    }
    RgbImage read = read(new BufferedImage(deep, raster, false, null));
    assertThat(read.rgb()).isEqualTo(FACE.rgb());
  }

  /** Four shades a colour, as in a cartoon or a woodcut. */
  @Test
  void drawnFacesAreFacesWhereTheDetectorFindsThem() {
    RgbImage drawn = RgbImage.blank(SIZE, SIZE);
    for (int i = 0; i < drawn.rgb().length; i++) {
      drawn.rgb()[i] = (byte) ((FACE.rgb()[i] & 0xff) / 64 * 85);
    }
    sees(frame(drawn), 12);
  }

  @Test
  void ofTwoFacesTheLargerIsTakenAndThatIsSaid() {
    int large = 3 * SIZE / 2;
    RgbImage two = on(wall(3 * SIZE, 2 * SIZE), FACE, 0, SIZE / 2);
    on(two, Images.resize(SampleClips.frame(1, 0), large, large), 5 * SIZE / 4, SIZE / 4);
    ClipTrack track = track(two);
    assertThat(track.frames().get(0).usable()).isTrue();
    float[] landmarks = track.frames().get(0).landmarks();
    for (int i = 0; i < landmarks.length; i += 2) {
      assertThat(landmarks[i]).isBetween(1.25f * SIZE, 2.75f * SIZE);
    }
    assertThat(track.notes())
        .containsExactly(
            "1 of 1 frames show several faces: the largest, most central one was followed");
  }

  @Test
  void tinyFacesSayHowSmallTheyAre() {
    FrameTrack frame = frame(on(wall(SIZE, SIZE), Images.resize(FACE, SIZE / 4, SIZE / 4), 90, 90));
    assertThat(frame.usable()).isFalse();
    assertThat(frame.reason()).matches("face too small: 1\\d px between the eyes.*");
  }

  @Test
  void profilesSayHowFarTheyAreTurned() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(g, 1, true);
        Heads heads = painter.heads(new float[][] {g.latentOf(bundle.latentStats().mean())})) {
      assertThat(turned(heads, 0.5).usable()).isTrue();
      assertThat(turned(heads, 1.2).reason()).matches("head turned too far: yaw \\d\\d, .*");
      assertThat(turned(heads, Math.PI / 2).reason()).isEqualTo("no face");
    }
  }

  private static FrameTrack turned(Heads heads, double yaw) {
    float[] image = heads.draw(0, Camera.orbit(yaw, 0, 0), SIZE, SIZE, Colours.white()).image();
    return frame(RgbImage.ofChw(image, SIZE, SIZE));
  }
}
