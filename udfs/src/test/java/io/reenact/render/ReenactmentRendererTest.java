package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.generator.Synthesis;
import io.reenact.nn.Autograd;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Provenance;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoEncoding;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReenactmentRendererTest {
  private static final float[] WHITE = {1, 1, 1};

  @Test
  void frameIsAnchorPlusOffsetUnderTheDriversCamera() {
    ReenactmentRequest request = TinyRender.request(7, new CameraMode.Driver());
    try (ReenactmentRenderer r = TinyRender.renderer(1)) {
      RenderedFrame frame = TinyRender.frames(r, request, 0, 7).get(3);
      float[] latent = TinyRender.anchor();
      float[] a = TinyRender.curve(7).value(0);
      float[] b = TinyRender.curve(7).value(1);
      for (int i = 0; i < latent.length; i++) {
        latent[i] += 0.4f * a[i] + 0.6f * b[i];
      }
      try (Synthesis s = r.generator().synthesize(new float[][] {latent}, false);
          CpuRasterizer raster = new CpuRasterizer(1);
          Rendering expected =
              raster.render(
                  s.gaussians(0),
                  s.count(),
                  Camera.orbit(0.06, -0.03, 0.03),
                  TinyRender.SIZE,
                  TinyRender.SIZE,
                  WHITE)) {
        int worst = 0;
        int dark = 0;
        RgbImage image = RgbImage.ofChw(expected.image(), TinyRender.SIZE, TinyRender.SIZE);
        for (int i = 0; i < image.rgb().length; i++) {
          int found = frame.image().rgb()[i] & 0xff;
          worst = Math.max(worst, Math.abs(found - (image.rgb()[i] & 0xff)));
          dark += found < 250 ? 1 : 0;
        }
        assertThat(worst).isLessThanOrEqualTo(1);
        assertThat(dark).as("the head is in the picture").isGreaterThan(500);
      }
      assertThat(frame.ptsUs()).isEqualTo(TinyRender.time(3));
      assertThat(frame.alpha()).hasSize(TinyRender.SIZE * TinyRender.SIZE);
    }
  }

  @Test
  void segmentsAndThreadsGiveTheSameBytes() {
    // A pass has 32 frames: the cuts are within the first, at its end and within the second.
    int frames = 53;
    int[] cuts = {0, 5, 11, 12, 32, 40, frames};
    ReenactmentRequest request = TinyRender.request(frames, new CameraMode.Driver());
    try (ReenactmentRenderer one = TinyRender.renderer(1);
        ReenactmentRenderer two = TinyRender.renderer(2)) {
      List<RenderedFrame> whole = TinyRender.frames(one, request, 0, frames);
      List<RenderedFrame> parts = new ArrayList<>();
      for (int k = 1; k < cuts.length; k++) {
        parts.addAll(TinyRender.frames(two, request, cuts[k - 1], cuts[k]));
      }
      assertThat(parts).hasSize(frames);
      for (int i = 0; i < frames; i++) {
        assertThat(parts.get(i).frame()).isEqualTo(i);
        assertThat(parts.get(i).image().rgb()).isEqualTo(whole.get(i).image().rgb());
      }
      assertThat(whole.get(0).image().rgb()).isNotEqualTo(whole.get(20).image().rgb());
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 32", "8192, 32", "20000, 26", "65536, 8", "2000000, 8", "0, 8"})
  void passesAreSmallWhereHeadsAreLarge(int gaussians, int latents) {
    assertThat(ReenactmentRenderer.batch(gaussians)).isEqualTo(latents);
  }

  @Test
  void mp4HasTheDriversFrameTimes(@TempDir Path dir) throws IOException {
    Configuration hadoop = new Configuration(false);
    ReenactmentRequest request = TinyRender.request(10, new CameraMode.Driver());
    String uri = InputFiles.uri(dir.resolve("r.mp4"));
    try (ReenactmentRenderer r = TinyRender.renderer(2);
        FrameSink sink =
            Sinks.all(
                List.of(
                    Sinks.mp4(
                        uri,
                        hadoop,
                        request,
                        VideoEncoding.onCpu(Quality.HIGH),
                        null,
                        Provenance.head()),
                    Sinks.png(
                        InputFiles.uri(dir.resolve("png")), hadoop, request, Provenance.head())))) {
      RenderStats stats = r.render(request, sink, (done, total) -> {});
      assertThat(stats.frames()).isEqualTo(10);
      assertThat(stats.seconds()).isGreaterThan(0);
    }
    try (VideoReader reader = VideoReader.open(MediaSource.of(uri), hadoop)) {
      long[] times = reader.presentationTimesUs();
      assertThat(times).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(times[i]).isEqualTo(40_000L * i);
      }
    }
    assertThat(dir.resolve("png/000010.png")).exists();
    try (var files = Files.list(dir.resolve("png"))) {
      assertThat(files.filter(f -> !f.getFileName().toString().startsWith("."))).hasSize(10);
    }
  }

  /** People of one cohort share weights, and with them a renderer. */
  @Test
  void everyoneKeepsTheirOwnLooks() {
    try (ReenactmentRenderer r = TinyRender.renderer(1)) {
      SplittableRandom random = new SplittableRandom(4);
      for (NDArray weights : r.generator().parameters().values()) {
        FloatBuffer values = Autograd.view(weights);
        for (int i = 0; i < values.limit(); i++) {
          values.put(i, (float) (values.get(i) * (1 + 0.1 * random.nextGaussian())));
        }
      }
      List<List<float[]>> own = List.of(List.of(filled(0.1f)), List.of(filled(-1)));
      List<byte[]> pictures = new ArrayList<>();
      for (int who : new int[] {0, 1, 0}) {
        r.keep(who, own.get(who));
        pictures.add(picture(r));
      }
      r.asTuned();
      byte[] tuned = picture(r);
      assertThat(pictures.get(0)).isEqualTo(pictures.get(2)).isNotEqualTo(pictures.get(1));
      assertThat(tuned).isNotIn(pictures);
      r.keep("nobody", List.of());
      assertThat(picture(r)).isEqualTo(tuned);
    }
  }

  private static float[] filled(float value) {
    float[] latent = new float[TinyRender.LATENT];
    Arrays.fill(latent, value);
    return latent;
  }

  private static byte[] picture(ReenactmentRenderer r) {
    ReenactmentRequest request =
        ReenactmentRequest.plain(filled(0.3f), TinyRender.driver(3), TinyRender.SIZE);
    return TinyRender.frames(r, request, 1, 2).get(0).image().rgb();
  }

  @Test
  void aFailingSinkEndsTheRender() {
    ReenactmentRequest request = TinyRender.request(60, new CameraMode.Driver());
    for (int threads = 1; threads <= 2; threads++) {
      try (ReenactmentRenderer r = TinyRender.renderer(threads)) {
        FrameSink full =
            f -> {
              if (f.frame() == 3) {
                throw new IOException("no space left on device");
              }
            };
        assertThatThrownBy(() -> r.render(request, full, (done, total) -> {}))
            .isInstanceOf(IOException.class)
            .hasMessage("no space left on device");
      }
    }
  }

  @Test
  void editsStrengthAndSmoothingChangeTheLatents() {
    DriverMotion driver = TinyRender.driver(11);
    float[] normal = new float[TinyRender.LATENT];
    normal[2] = 1;
    float[] anchor = TinyRender.anchor();
    FrameLatents plain = new FrameLatents(ReenactmentRequest.plain(anchor, driver, 32));
    FrameLatents edited =
        new FrameLatents(
            new ReenactmentRequest(
                anchor,
                driver,
                0.5,
                0,
                List.of(Edit.constant("age", normal, 3), Edit.constant("age", normal, -1)),
                new CameraMode.Driver(),
                32));
    float[] a = plain.at(4);
    float[] b = edited.at(4);
    for (int i = 0; i < a.length; i++) {
      float expected = anchor[i] + 0.5f * (a[i] - anchor[i]) + (i == 2 ? 2 : 0);
      assertThat(b[i]).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-5f));
    }
    FrameLatents smooth =
        new FrameLatents(
            new ReenactmentRequest(
                anchor, driver, 1, 0.08, List.of(), new CameraMode.Driver(), 32));
    double rough = 0;
    double calm = 0;
    for (int i = 1; i < 10; i++) {
      rough = Math.max(rough, bend(plain, i));
      calm = Math.max(calm, bend(smooth, i));
    }
    assertThat(calm).isLessThan(0.6 * rough);
  }

  private static double bend(FrameLatents l, int i) {
    return Math.abs(l.at(i - 1)[0] - 2 * l.at(i)[0] + l.at(i + 1)[0]);
  }

  @Test
  void mismatchesAreToldBeforeRendering() {
    assertThatThrownBy(
            () -> ReenactmentRequest.plain(new float[12], TinyRender.driver(4), TinyRender.SIZE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("16 floats")
        .hasMessageContaining("12");
    assertThatThrownBy(() -> TinyRender.driver(2, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no usable frame");
  }
}
