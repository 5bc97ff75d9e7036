package io.reenact.paste;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.Matting;
import io.reenact.video.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadPasteTest {
  private static final int SIDE = 128;
  private static final int SIZE = 64;

  /** The crop's side in the frame, px. */
  private static final int CROP = 96;

  private static final int X = 64;
  private static final int Y = 60;
  private static final int OLD = 30;
  private static final int NEW = 18;

  /** A driver who is red where a disc around (x, y) is, found exactly. */
  private record Disc(double x, double y, double radius) implements Matting {
    float at(double u, double v) {
      return (float) Math.max(0, Math.min(1, radius - Math.hypot(u - x, v - y) + 0.5));
    }

    @Override
    public float[] coarse(RgbImage frame, float[] crop, int size, double roll) {
      float[] out = new float[size * size];
      for (int i = 0; i < out.length; i++) {
        float[] p = {i % size + 0.5f, (float) (i / size) + 0.5f};
        float[] q = AlignedCrop.framePoints(p, crop, size, roll);
        out[i] = at(q[0], q[1]);
      }
      return out;
    }

    @Override
    public float[] coarse(RgbImage frame, int w, int h) {
      float[] out = new float[w * h];
      double scale = (double) SIDE / w;
      for (int i = 0; i < out.length; i++) {
        out[i] = at((i % w + 0.5) * scale, ((double) (i / w) + 0.5) * scale);
      }
      return out;
    }

    @Override
    public float[] whole(RgbImage frame) {
      return coarse(frame, frame.width(), frame.height());
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  /** Green that rises to the right, blue that rises downwards. */
  private static RgbImage scene() {
    RgbImage image = RgbImage.blank(SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.rgb()[3 * i + 1] = (byte) (40 + i % SIDE);
      image.rgb()[3 * i + 2] = (byte) (60 + i / SIDE);
    }
    return image;
  }

  private static RgbImage frame(Disc driver) {
    RgbImage image = scene();
    float[] a = driver.whole(image);
    for (int i = 0; i < a.length; i++) {
      int[] red = {220, 10, 10};
      for (int c = 0; c < 3; c++) {
        int old = image.rgb()[3 * i + c] & 0xff;
        image.rgb()[3 * i + c] = (byte) Math.round(old + a[i] * (red[c] - old));
      }
    }
    return image;
  }

  /** A frame whose chin lies at the disc's lower end. */
  private static FrameTrack track(Disc driver) {
    float s = 512f / CROP;
    float[] crop = {s, 0, 256 - s * X, 0, s, 256 - s * Y};
    float[] points = new float[2 * 68];
    for (int i = 0; i < 68; i++) {
      double angle = Math.PI * (1 - Math.min(16, i) / 16.0);
      points[2 * i] = (float) (driver.x() + driver.radius() * Math.cos(angle));
      points[2 * i + 1] = (float) (driver.y() + driver.radius() * Math.sin(angle));
    }
    return new FrameTrack(0, 0, 0, true, null, points, new float[25], crop, 0, 0, 0, 0);
  }

  /** A blue disc on white in the crop, with its coverage. */
  private static RgbImage head(float[] alpha) {
    RgbImage image = RgbImage.blank(SIZE, SIZE);
    for (int i = 0; i < alpha.length; i++) {
      double r = Math.hypot(i % SIZE + 0.5 - 32, (double) (i / SIZE) + 0.5 - 32);
      float a = (float) Math.max(0, Math.min(1, (double) NEW * SIZE / CROP - r + 0.5));
      alpha[i] = a;
      image.rgb()[3 * i] = (byte) Math.round(255 * (1 - a));
      image.rgb()[3 * i + 1] = (byte) Math.round(255 * (1 - a));
      image.rgb()[3 * i + 2] = (byte) Math.round(200 * a + 255 * (1 - a));
    }
    return image;
  }

  private static HeadPaste.Pasted paste(String backdrop, RgbImage behind, Disc driver) {
    return paste(backdrop, behind, driver, frame(driver));
  }

  private static HeadPaste.Pasted paste(
      String backdrop, RgbImage behind, Disc driver, RgbImage frame) {
    ScenePlate plate = new ScenePlate(scene(), null, new HairColours());
    try (HeadPaste paste =
        new HeadPaste(plate, null, Backdrop.of(backdrop), behind, SIDE, SIDE, driver)) {
      float[] alpha = new float[SIZE * SIZE];
      return paste.paste(frame, head(alpha), alpha, track(driver));
    }
  }

  private static double distance(int i) {
    return Math.hypot(i % SIDE + 0.5 - X, (double) (i / SIDE) + 0.5 - Y);
  }

  @Test
  void theOldHeadGoesAndTheSceneComesBack() {
    RgbImage out = paste("keep", null, new Disc(X, Y, OLD)).image();
    RgbImage scene = scene();
    for (int i = 0; i < SIDE * SIDE; i++) {
      int red = out.rgb()[3 * i] & 0xff;
      int green = out.rgb()[3 * i + 1] & 0xff;
      int blue = out.rgb()[3 * i + 2] & 0xff;
      if (distance(i) < NEW - 3) {
        assertThat(new int[] {red, green, blue}).containsExactly(0, 0, 200);
      } else if (distance(i) > NEW + 2 && i / SIDE < Y + OLD - 8) {
        assertThat(red).isLessThan(6);
        assertThat(green).isCloseTo(scene.rgb()[3 * i + 1] & 0xff, within(4));
        assertThat(blue).isCloseTo(scene.rgb()[3 * i + 2] & 0xff, within(4));
      }
      if (distance(i) > CROP * 0.75) {
        assertThat(blue).isEqualTo(scene.rgb()[3 * i + 2] & 0xff);
      }
    }
  }

  @Test
  void whatTheNewHeadLeavesFreeShowsTheBackdrop() {
    RgbImage out = paste("#102030", null, new Disc(X, Y, OLD)).image();
    for (int i = 0; i < SIDE * SIDE; i++) {
      int[] rgb = {
        out.rgb()[3 * i] & 0xff, out.rgb()[3 * i + 1] & 0xff, out.rgb()[3 * i + 2] & 0xff
      };
      if (distance(i) < NEW - 3) {
        assertThat(rgb).containsExactly(0, 0, 200);
      } else if (distance(i) > NEW + 2 && i / SIDE < Y + OLD - 8) {
        assertThat(rgb[0]).isCloseTo(0x10, within(6));
        assertThat(rgb[1]).isCloseTo(0x20, within(2));
        assertThat(rgb[2]).isCloseTo(0x30, within(3));
      }
    }
  }

  @Test
  void aPictureCoversTheFrame() {
    byte[] halves = new byte[3 * 60 * 20];
    for (int i = 0; i < 60 * 20; i++) {
      halves[3 * i] = (byte) (i % 60 < 30 ? 250 : 0);
    }
    RgbImage wide = new RgbImage(60, 20, halves);
    RgbImage out = paste("hall.png", wide, new Disc(X, Y, OLD)).image();
    assertThat(out.at(2, 2, 0)).isEqualTo(250);
    assertThat(out.at(SIDE - 3, 2, 0)).isZero();
    assertThat(out.at(2, SIDE - 3, 0)).isEqualTo(250);
  }

  @Test
  void withoutABackdropAlphaSaysWhatIsThereAndColoursAreStraight() {
    HeadPaste.Pasted out = paste("transparent", null, new Disc(X, Y, OLD));
    int soft = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      int a = out.alpha()[i] & 0xff;
      if (distance(i) < NEW - 3) {
        assertThat(a).isEqualTo(255);
      } else if (distance(i) > NEW + 2 && i / SIDE < Y + OLD - 8) {
        assertThat(a).isLessThan(6);
      } else if (a > 60 && a < 200 && i / SIDE < Y) {
        // An edge of the head has the head's colour, not one mixed with black or white.
        assertThat(out.image().rgb()[3 * i + 2] & 0xff).isCloseTo(200, within(12));
        assertThat(out.image().rgb()[3 * i] & 0xff).isLessThan(30);
        soft++;
      }
    }
    assertThat(soft).isGreaterThan(20);
  }

  @Test
  void theOldHeadGoesUpToTheCropsUpperEdge() {
    int top = Y - CROP / 2;
    RgbImage out = paste("keep", null, new Disc(X, top + 28, OLD)).image();
    assertThat(out.at(X, top + 5, 0)).isLessThan(20);
    assertThat(out.at(X, top - 1, 0)).as("beyond the crop").isGreaterThan(200);
  }

  @Test
  void strandsThatTheMatteMissesGo() {
    RgbImage out = paste("keep", null, new Disc(X, Y, OLD), frame(new Disc(X, Y, OLD + 3))).image();
    assertThat(out.at(X, Y - OLD - 2, 0)).isLessThan(40);
  }

  @Test
  void fadesWhereTheBodyMeetsTheCropsEdge() {
    float[] alpha = new float[SIZE * SIZE];
    Arrays.fill(alpha, 1);
    byte[] grey = new byte[3 * SIZE * SIZE];
    Arrays.fill(grey, (byte) 200);
    RgbImage black = RgbImage.blank(SIDE, SIDE);
    Disc nobody = new Disc(-100, -100, 1);
    try (HeadPaste paste =
        new HeadPaste(
            new ScenePlate(black, null, new HairColours()),
            null,
            Backdrop.of("keep"),
            null,
            SIDE,
            SIDE,
            nobody)) {
      FrameTrack t = track(new Disc(X, Y, OLD));
      RgbImage out = paste.paste(black, new RgbImage(SIZE, SIZE, grey), alpha, t).image();
      assertThat(out.at(X, Y, 0)).isBetween(199, 201);
      assertThat(out.at(X, Y + CROP / 2 - 3, 0)).isBetween(2, 120);
      assertThat(out.at(X, Y + CROP / 2 + 1, 0)).isZero();
      assertThatThrownBy(() -> paste.paste(black, new RgbImage(SIZE, SIZE, grey), null, t))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A driver all over the frame, a new head all over the crop: nothing is free of both. */
  @Test
  void nothingBehindShowsWhereTheNewHeadFadesOutOverTheDriver() {
    float[] alpha = new float[SIZE * SIZE];
    Arrays.fill(alpha, 1);
    RgbImage head = new RgbImage(SIZE, SIZE, new byte[3 * SIZE * SIZE]);
    Disc everywhere = new Disc(X, Y, 10 * SIDE);
    try (HeadPaste paste =
        new HeadPaste(
            new ScenePlate(scene(), null, new HairColours()),
            null,
            Backdrop.of("transparent"),
            null,
            SIDE,
            SIDE,
            everywhere)) {
      byte[] covered =
          paste.paste(frame(everywhere), head, alpha, track(new Disc(X, Y, OLD))).alpha();
      for (byte a : covered) {
        assertThat(a & 0xff).isGreaterThan(240);
      }
    }
  }

  @Test
  void aPlateIsTheSceneWithoutWhoMovesBeforeIt() {
    Disc[] drivers = new Disc[24];
    FrameTrack[] tracks = new FrameTrack[24];
    for (int k = 0; k < drivers.length; k++) {
      drivers[k] = new Disc(40 + 2 * k, Y, 20);
      tracks[k] = new FrameTrack(k, k, 0, false, "", null, null, null, 0, 0, 0, 0);
    }
    int[] now = new int[1];
    Matting found =
        new Matting() {
          @Override
          public float[] coarse(RgbImage frame, float[] crop, int size, double roll) {
            throw new AssertionError("a plate looks at whole frames");
          }

          @Override
          public float[] coarse(RgbImage frame, int w, int h) {
            return drivers[now[0]].coarse(frame, w, h);
          }

          @Override
          public float[] whole(RgbImage frame) {
            throw new AssertionError("a plate needs no fine edges");
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    ScenePlate plate =
        ScenePlate.of(
            i -> {
              now[0] = i;
              return frame(drivers[i]);
            },
            Arrays.asList(tracks),
            found);
    RgbImage scene = scene();
    for (int i = 0; i < scene.rgb().length; i++) {
      // Blue and green to within a level or two; the never seen middle is filled from around.
      assertThat(plate.picture().rgb()[i] & 0xff)
          .isCloseTo(scene.rgb()[i] & 0xff, within(distance(i / 3) < 30 ? 12 : 5));
    }
    assertThat(plate.light()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kep", "#12", "#gg0000", "blurr"})
  void otherBackdropsAreRefused(String text) {
    assertThatThrownBy(() -> Backdrop.of(text))
        .hasMessageContaining("reenact.background")
        .hasMessageContaining("keep, blur, transparent");
  }

  @Test
  void lightIsTakenAPartOfTheWayAndNeverFar() {
    float[] same = {0.1f, 0.3f, -0.2f};
    new FaceLight(0.1, 0.2).toward(new FaceLight(0.1, 0.2), same);
    assertThat(same).containsExactly(new float[] {0.1f, 0.3f, -0.2f}, within(1e-6f));
    // 0.35 of a difference of 0.2 in mean; the root of 1.21 in contrast.
    float[] near = {0.1f, 0.3f};
    new FaceLight(0.1, 0.2).toward(new FaceLight(0.3, 0.242), near);
    assertThat(near[0]).isCloseTo(0.17f, within(1e-6f));
    assertThat(near[1]).isCloseTo(0.17f + 1.1f * 0.2f, within(1e-6f));
    float[] far = {0f, 0.1f};
    new FaceLight(0, 0.1).toward(new FaceLight(-0.9, 0.9), far);
    assertThat(far[0]).isCloseTo(-0.12f, within(1e-6f));
    assertThat(far[1]).isCloseTo(-0.12f + 1.15f * 0.1f, within(1e-6f));
  }

  @Test
  void hairOnShouldersIsFoundByItsColoursAndClothesAreNot() {
    // Brown hair around a pale face and down one side; blue clothes; a brown brooch apart from it.
    float[] picture = new float[3 * SIZE * SIZE];
    float[] person = new float[SIZE * SIZE];
    Arrays.fill(person, 1);
    FrameTrack t = track(new Disc(X, Y, 12));
    float[] brown = {0.1f, -0.3f, -0.6f};
    float[] pale = {0.8f, 0.6f, 0.5f};
    float[] blue = {-0.6f, -0.5f, 0.4f};
    // The chin's row in the crop.
    int chin = (int) ((Y + 12 - (Y - CROP / 2.0)) * SIZE / CROP);
    int face = (int) (12.0 * SIZE / CROP);
    for (int i = 0; i < SIZE * SIZE; i++) {
      int x = i % SIZE;
      int y = i / SIZE;
      boolean inFace = Math.abs(x - 32) < face && y > 32 - 2 * face && y < chin;
      boolean strand = x < 14;
      boolean brooch = x > 40 && x < 46 && y > chin + 8 && y < chin + 12;
      float[] colour = inFace ? pale : y < chin || strand || brooch ? brown : blue;
      for (int c = 0; c < 3; c++) {
        picture[c * SIZE * SIZE + i] = colour[c];
      }
    }
    HairColours colours = new HairColours();
    colours.learn(picture, person, t, SIZE);
    float[] found = colours.below(picture, person, t, SIZE);
    for (int y = chin + 4; y < SIZE; y++) {
      assertThat(found[y * SIZE + 5]).isEqualTo(1);
      assertThat(found[y * SIZE + 32]).isZero();
      assertThat(found[y * SIZE + 43]).isZero();
    }
    // Nothing of clothes that the hair does not fall upon, though they have its colours.
    for (int i = chin * SIZE; i < SIZE * SIZE; i++) {
      for (int c = 0; c < 3; c++) {
        picture[c * SIZE * SIZE + i] = brown[c];
      }
    }
    for (int y = 0; y < SIZE; y++) {
      for (int x = 46; x < SIZE; x++) {
        if (y < chin + 3) {
          person[y * SIZE + x] = 0;
        }
      }
    }
    found = colours.below(picture, person, t, SIZE);
    for (int y = chin + 4; y < SIZE; y++) {
      assertThat(found[y * SIZE + 5]).isEqualTo(1);
      assertThat(found[y * SIZE + 32]).isZero();
      assertThat(found[y * SIZE + 55]).isZero();
    }
  }

  @Test
  void aHoleIsFilledAndWhatIsKnownStays() {
    int w = 33;
    int h = 21;
    float[][] plane = new float[1][w * h];
    float[] weight = new float[w * h];
    for (int i = 0; i < w * h; i++) {
      boolean known = Math.hypot(i % w - 16, (double) (i / w) - 10) > 6;
      weight[i] = known ? 1 : 0;
      plane[0][i] = known ? i % w : 1000;
    }
    PushPull.fill(plane, weight, w, h);
    for (int i = 0; i < w * h; i++) {
      boolean known = Math.hypot(i % w - 16, (double) (i / w) - 10) > 6;
      assertThat(plane[0][i]).isCloseTo(i % w, within(known ? 0f : 4f));
    }
  }
}
