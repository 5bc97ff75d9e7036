package io.reenact.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("models")
class SynthTest {
  private final HeadModel model;
  private final SynthRenderer renderer;

  /**
   * The stand-in, which every clone has; with {@code -Dreenact.slow=true} the real head model too,
   * where it is at hand.
   */
  static Stream<HeadModel> models() {
    Path path = Path.of(System.getProperty("reenact.root", ".")).resolve("../shared/head-model");
    Stream<HeadModel> standIn = Stream.of(StandInHead.make());
    return Boolean.getBoolean("reenact.slow") && Files.exists(path.resolve("head_model.json"))
        ? Stream.concat(standIn, Stream.of(HeadModel.load(path)))
        : standIn;
  }

  SynthTest(HeadModel model) {
    this.model = model;
    this.renderer = new SynthRenderer(model);
  }

  @Test
  void drawsTheSameFrameAgain() {
    SyntheticPerson p = SyntheticPerson.sample(5);
    FrameState s = MotionCurve.speech(model, 3).at(1.7);
    SynthFrame a = renderer.render(p, s, Camera.neutral(), 96);
    SynthRenderer other = new SynthRenderer(model);
    other.render(SyntheticPerson.sample(6), FrameState.neutral(model), Camera.neutral(), 64);
    SynthFrame b = other.render(SyntheticPerson.sample(5), s, Camera.neutral(), 96);
    assertThat(b.image().rgb()).isEqualTo(a.image().rgb());
    assertThat(b.matte()).isEqualTo(a.matte());
    assertThat(b.landmarks2d()).isEqualTo(a.landmarks2d());
  }

  @Test
  void moreSamplesComeNearerToTheTruth() {
    SyntheticPerson p = SyntheticPerson.sample(5);
    FrameState s = FrameState.neutral(model);
    float[] two = renderer.render(p, s, Camera.neutral(), 64).matte();
    float[] four = new SynthRenderer(model, 4, true).render(p, s, Camera.neutral(), 64).matte();
    // 16 x 16 samples a pixel.
    float[] large = renderer.render(p, s, Camera.neutral(), 512).matte();
    double atTwo = 0;
    double atFour = 0;
    for (int i = 0; i < 64 * 64; i++) {
      double truth = 0;
      for (int k = 0; k < 64; k++) {
        truth += large[(i / 64 * 8 + k / 8) * 512 + i % 64 * 8 + k % 8] / 64;
      }
      atTwo += Math.abs(two[i] - truth);
      atFour += Math.abs(four[i] - truth);
    }
    assertThat(atFour).isLessThan(0.7 * atTwo);
  }

  @Test
  void withoutARoomPixelsHoldThePersonsOwnColour() {
    SyntheticPerson p = SyntheticPerson.sample(5);
    FrameState s = FrameState.neutral(model);
    SynthFrame room = renderer.render(p, s, Camera.neutral(), 96);
    SynthFrame alone = new SynthRenderer(model, 2, false).render(p, s, Camera.neutral(), 96);
    assertThat(alone.matte()).isEqualTo(room.matte());
    int mixed = 0;
    for (int i = 0; i < 3 * 96 * 96; i++) {
      float share = alone.matte()[i / 3];
      byte own = alone.image().rgb()[i];
      if (share == 1) {
        assertThat(own).isEqualTo(room.image().rgb()[i]);
      } else if (share == 0) {
        assertThat(own).isZero();
      } else if (own != room.image().rgb()[i]) {
        mixed++;
      }
    }
    assertThat(mixed).isGreaterThan(500);
  }

  @Test
  void projectsLandmarksWithTheCamera() {
    Camera camera = Camera.orbit(0.3, 0.1, 0.05);
    SynthFrame f =
        renderer.render(
            SyntheticPerson.sample(8), MotionCurve.speech(model, 1).at(0.4), camera, 128);
    for (int i = 0; i < 68; i++) {
      float[] p = f.landmarks3d();
      double[] xy = camera.project(p[3 * i], p[3 * i + 1], p[3 * i + 2], 128, 128);
      assertThat((double) f.landmarks2d()[2 * i]).isCloseTo(xy[0], within(0.01));
      assertThat((double) f.landmarks2d()[2 * i + 1]).isCloseTo(xy[1], within(0.01));
    }
  }

  @Test
  void knowsWhichSideIsHidden() {
    SyntheticPerson bald = baldPerson();
    boolean[] front =
        renderer.render(bald, FrameState.neutral(model), Camera.neutral(), 128).visibility();
    boolean[] left =
        renderer.render(bald, FrameState.neutral(model), Camera.orbit(1.2, 0, 0), 128).visibility();
    // 36 is the subject's right outer eye corner, 45 the left; the camera went to the left.
    assertThat(front[36]).isTrue();
    assertThat(front[45]).isTrue();
    assertThat(left[36]).isFalse();
    assertThat(left[45]).isTrue();
  }

  private static SyntheticPerson baldPerson() {
    for (long seed = 0; ; seed++) {
      SyntheticPerson p = SyntheticPerson.sample(seed);
      if (p.hairStyle() == SyntheticPerson.HairStyle.BALD
          && p.glasses() == SyntheticPerson.Glasses.NONE) {
        return p;
      }
    }
  }

  @Test
  void hairIsAShareOfThePersonAndLongHairCoversMoreThanABeard() {
    double[] most = new double[SyntheticPerson.HairStyle.values().length];
    for (int i = 0; i < 40; i++) {
      SyntheticPerson p = SyntheticPerson.sample(i);
      SynthFrame f = renderer.render(p, FrameState.neutral(model), Camera.neutral(), 64);
      double hair = 0;
      for (int k = 0; k < f.hair().length; k++) {
        assertThat(f.hair()[k]).isBetween(0f, f.matte()[k] + 1e-6f);
        hair += f.hair()[k] / f.hair().length;
      }
      assertThat(f.hair()[36 * 64 + 32]).as("on the nose").isZero();
      int style = p.hairStyle().ordinal();
      most[style] = Math.max(most[style], hair);
    }
    assertThat(most[SyntheticPerson.HairStyle.LONG.ordinal()])
        .isGreaterThan(0.15)
        .isGreaterThan(3 * most[SyntheticPerson.HairStyle.BALD.ordinal()]);
  }

  @Test
  void drawsPeopleWholeAndUnlike() {
    double[] means = new double[12];
    for (int i = 0; i < means.length; i++) {
      SynthFrame f =
          renderer.render(
              SyntheticPerson.sample(i), FrameState.neutral(model), Camera.neutral(), 64);
      double cover = 0;
      for (float m : f.matte()) {
        cover += m / f.matte().length;
      }
      assertThat(cover).as("share of person %d", i).isBetween(0.3, 0.95);
      assertThat(f.matte()[32 * 64 + 32]).isEqualTo(1f);
      for (byte b : f.image().rgb()) {
        means[i] += (b & 0xff) / (double) f.image().rgb().length;
      }
    }
    assertThat(java.util.Arrays.stream(means).map(Math::round).distinct().count()).isGreaterThan(8);
  }

  @Test
  void movesTheFaceAndShutsTheEyes() {
    MotionCurve curve = MotionCurve.speech(model, 12);
    int jaw = model.expression("jawOpen");
    int blink = model.expression("eyeBlink_L");
    double widest = 0;
    double shut = 0;
    for (int i = 0; i < 500; i++) {
      FrameState s = curve.at(i / 50.0);
      widest = Math.max(widest, s.expression()[jaw]);
      shut = Math.max(shut, s.expression()[blink]);
      for (float e : s.expression()) {
        assertThat(e).isBetween(0f, 1f);
      }
    }
    assertThat(widest).isGreaterThan(0.3);
    assertThat(shut).isGreaterThan(0.95);
    FrameState later = curve.at(0.5000001);
    assertThat(later.headYaw()).isCloseTo(curve.at(0.5).headYaw(), within(1e-5));
  }

  @Test
  void opensTheMouthInThePicture() {
    FrameState shut = FrameState.neutral(model);
    float[] e = new float[model.expressions().size()];
    e[model.expression("jawOpen")] = 0.8f;
    FrameState open = new FrameState(e, 0, 0, 0, 0, 0, new double[3]);
    SyntheticPerson p = SyntheticPerson.sample(2);
    float[] a = renderer.render(p, shut, Camera.neutral(), 128).landmarks2d();
    float[] b = renderer.render(p, open, Camera.neutral(), 128).landmarks2d();
    double before = a[2 * 66 + 1] - a[2 * 62 + 1];
    double after = b[2 * 66 + 1] - b[2 * 62 + 1];
    assertThat(after).isGreaterThan(before + 6);
  }

  @Test
  void writesTheSameClipAndTruthAgain(@TempDir Path dir) throws IOException {
    ClipSettings settings = new ClipSettings(64, 25, 0.4, 0.8, 1, 2, Quality.STANDARD, false);
    SampleCorpus corpus = new SampleCorpus(renderer, settings, 7);
    Configuration hadoop = new Configuration();
    Path a = dir.resolve("a.mp4");
    List<FrameTruth> rows = corpus.write(0, 0, a.toString(), hadoop, n -> {});
    assertThat(rows).hasSize(10);
    assertThat(rows.get(1).ptsUs()).isEqualTo(40_000);
    Path b = dir.resolve("b.mp4");
    List<FrameTruth> again =
        new SampleCorpus(new SynthRenderer(model), settings, 7)
            .write(0, 0, b.toString(), hadoop, n -> {});
    assertThat(b).hasSameBinaryContentAs(a);
    assertThat(again).usingRecursiveComparison().isEqualTo(rows);
  }

  @Test
  void soundsWhenTheMouthSpeaks(@TempDir Path dir) throws IOException {
    MotionCurve curve = MotionCurve.speech(model, 9);
    short[] sound = new SpokenSound(curve, 4).samples(6);
    assertThat(sound).hasSize(6 * SpokenSound.RATE);
    // In windows of 50 ms: silence and sound both occur, and sound where syllables are spoken.
    int window = SpokenSound.RATE / 20;
    int loud = 0;
    int silent = 0;
    for (int i = 0; i + window <= sound.length; i += window) {
      double energy = 0;
      double spoken = 0;
      for (int k = 0; k < window; k++) {
        energy += (double) sound[i + k] * sound[i + k] / window;
        spoken = Math.max(spoken, curve.voice((double) (i + k) / SpokenSound.RATE).loudness());
      }
      loud += energy > 1e5 ? 1 : 0;
      silent += energy == 0 ? 1 : 0;
      assertThat(energy > 0).isEqualTo(spoken > 0);
    }
    assertThat(loud).isGreaterThan(40);
    assertThat(silent).isGreaterThan(5);

    ClipSettings settings = ClipSettings.of(64, 0.6).withAudio(true);
    Path file = dir.resolve("a.mp4");
    new SampleCorpus(renderer, settings, 7)
        .write(0, 0, file.toString(), new Configuration(), n -> {});
    try (VideoReader video =
        VideoReader.open(MediaSource.of(file.toString()), new Configuration())) {
      assertThat(video.info().audio()).isTrue();
    }
  }

  @Test
  void averagesMomentsForMotionBlur() {
    ClipSettings sharp = ClipSettings.of(96, 2).withCamera(0, 1);
    int frame = fastest(new SampleCorpus(renderer, sharp, 7).clip(0, 0));
    byte[] a = new SampleCorpus(renderer, sharp, 7).clip(0, 0).draw(renderer, frame).image().rgb();
    byte[] b =
        new SampleCorpus(renderer, sharp.withCamera(0, 4), 7)
            .clip(0, 0)
            .draw(renderer, frame)
            .image()
            .rgb();
    assertThat(roughness(b)).isLessThan(0.97 * roughness(a));
  }

  /** The frame in which the head turns fastest. */
  private static int fastest(SynthClip clip) {
    int best = 1;
    for (int i = 1; i < clip.frames(); i++) {
      if (turn(clip, i) > turn(clip, best)) {
        best = i;
      }
    }
    return best;
  }

  private static double turn(SynthClip clip, int frame) {
    return Math.abs(clip.state(frame).headYaw() - clip.state(frame - 1).headYaw());
  }

  /** Mean square of the differences between neighbours in a row. */
  private static double roughness(byte[] rgb) {
    double sum = 0;
    for (int i = 3; i < rgb.length; i++) {
      double d = (rgb[i] & 0xff) - (rgb[i - 3] & 0xff);
      sum += d * d / rgb.length;
    }
    return sum;
  }

  @Test
  void knowsTheTrueResultOfAReenactment() {
    ClipSettings settings = new ClipSettings(96, 25, 0.4, 0.8, 0, 1, Quality.STANDARD, false);
    SampleCorpus corpus = new SampleCorpus(renderer, settings, 7);
    SynthFrame own = corpus.clip(1, 0).draw(renderer, 5);
    assertThat(corpus.trueFrame(1, 1, 0, 5).image().rgb()).isEqualTo(own.image().rgb());
    SynthFrame cross = corpus.trueFrame(0, 1, 0, 5);
    SynthFrame asSource =
        renderer.render(
            corpus.person(0), corpus.clip(1, 0).state(5), corpus.clip(1, 0).camera(5), 96);
    assertThat(cross.image().rgb())
        .isEqualTo(asSource.image().rgb())
        .isNotEqualTo(own.image().rgb());
  }

  /**
   * Hair is moved by these alone, so a strand that stood off the crown or grew into it would stay.
   */
  @Test
  void strandsAreHeldBetweenTheSkinAndALayerOverIt() {
    HeadShell shell = new HeadShell(model, model.mean);
    double[] high = {1, 14, -1};
    assertThat(shell.clearance(high)).isGreaterThan(1);
    double[] direction = fromCentre(high);
    shell.pullIn(high, 0.5);
    assertThat(shell.clearance(high)).isCloseTo(0.5, within(1e-6));
    assertThat(fromCentre(high)).containsExactly(direction, within(1e-9));
    double[] kept = high.clone();
    shell.pullIn(high, 0.6);
    assertThat(high).containsExactly(kept);
    shell.pushOut(high, 0.8);
    assertThat(shell.clearance(high)).isCloseTo(0.8, within(1e-6));
  }

  private static double[] fromCentre(double[] p) {
    double[] d = new double[3];
    for (int k = 0; k < 3; k++) {
      d[k] = p[k] - HeadShell.CENTRE[k];
    }
    HairGrower.unit(d);
    return d;
  }

  @Test
  void namesAHeadModelThatItCannotRead(@TempDir Path dir) throws IOException {
    assertThatThrownBy(() -> HeadModel.load(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("head_model.json");
    Files.writeString(dir.resolve("head_model.json"), "{}");
    assertThatThrownBy(() -> HeadModel.load(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a head model");
    Files.writeString(
        dir.resolve("head_model.json"), "{\"format\":\"head-model-bin\",\"file\":\"x.bin\"}");
    Files.write(dir.resolve("x.bin"), new byte[100]);
    assertThatThrownBy(() -> HeadModel.load(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("damaged");
  }
}
