package io.reenact.splat.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.BadInput;
import io.reenact.video.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;

/** The .spz writer against a reader made from the format's description. */
class SpzTest {
  private static final Provenance ORIGIN = Provenance.reenactment("Zoë", "ben/one");

  @Test
  void anotherReaderGetsTheGaussiansBack() throws IOException {
    int n = 500;
    FloatBuffer g = random(n);
    byte[] out = written(g, n);
    assertThat(out.length).isLessThan(20 * n + 100);

    try (GzipCompressorInputStream zip =
        new GzipCompressorInputStream(new ByteArrayInputStream(out))) {
      assertThat(zip.getMetaData().getComment())
          .isEqualTo(ORIGIN.comment())
          .startsWith("Synthetic media made by reenact: the looks of Zoë with")
          .endsWith("/digitalsourcetype/trainedAlgorithmicMedia");
    }
    byte[] raw = new GZIPInputStream(new ByteArrayInputStream(out)).readAllBytes();
    ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(raw).hasSize(16 + n * (9 + 1 + 3 + 3 + 3));
    assertThat(new String(raw, 0, 4, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("NGSP");
    assertThat(b.getInt(4)).isEqualTo(2);
    assertThat(b.getInt(8)).isEqualTo(n);
    assertThat(raw[12]).isZero();
    double step = Math.pow(2, -raw[13]);
    for (int i = 0; i < n; i++) {
      float[] e = new float[14];
      g.get(14 * i, e);
      double[] q = new double[4];
      for (int k = 0; k < 3; k++) {
        int p = 16 + 9 * i + 3 * k;
        int fixed = (raw[p] & 0xff) | (raw[p + 1] & 0xff) << 8 | raw[p + 2] << 16;
        assertThat(fixed * step).isCloseTo(e[k], within(step));
        double colour = ((raw[16 + 10 * n + 3 * i + k] & 0xff) / 255.0 - 0.5) / 0.15;
        assertThat(colour).isCloseTo(Math.max(-3.33, Math.min(3.33, e[10 + k])), within(0.02));
        double scale = (raw[16 + 13 * n + 3 * i + k] & 0xff) / 16.0 - 10;
        assertThat(scale).isCloseTo(e[3 + k], within(0.04));
        q[k + 1] = (raw[16 + 16 * n + 3 * i + k] & 0xff) / 127.5 - 1;
      }
      double alpha = (raw[16 + 9 * n + i] & 0xff) / 255.0;
      assertThat(alpha).isCloseTo(1 / (1 + Math.exp(-e[13])), within(0.003));
      q[0] = Math.sqrt(Math.max(0, 1 - q[1] * q[1] - q[2] * q[2] - q[3] * q[3]));
      double dot = 0;
      double length = 0;
      for (int k = 0; k < 4; k++) {
        dot += q[k] * e[6 + k];
        length += (double) e[6 + k] * e[6 + k];
      }
      assertThat(Math.abs(dot) / Math.sqrt(length)).isCloseTo(1, within(0.01));
    }
  }

  private static FloatBuffer random(int n) {
    Random r = new Random(4);
    FloatBuffer g =
        ByteBuffer.allocateDirect(4 * 14 * n).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < 14 * n; i++) {
      int k = i % 14;
      g.put((float) (k >= 3 && k < 6 ? -5 + r.nextGaussian() : r.nextGaussian()));
    }
    return g.rewind();
  }

  private static byte[] written(FloatBuffer g, int n) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SpzWriter.write(g, n, ORIGIN, out);
    return out.toByteArray();
  }

  private static FloatBuffer read(byte[] file) throws IOException {
    return SpzReader.read(new ByteArrayInputStream(file), "a.spz", 1000);
  }

  /** What was read is written as the same bytes: nothing but the rounding is lost. */
  @Test
  void ourReaderGetsThemBackToo() throws IOException {
    byte[] once = written(random(500), 500);
    FloatBuffer back = read(once);
    assertThat(back.capacity()).isEqualTo(14 * 500);
    assertThat(back.get(0)).isCloseTo(random(500).get(0), within(1e-3f));
    FloatBuffer again = read(written(back, 500));
    for (int i = 0; i < back.capacity(); i++) {
      float step = i % 14 >= 6 && i % 14 < 10 ? 0.02f : 1e-4f;
      assertThat(again.get(i)).as("%s", i).isCloseTo(back.get(i), within(step));
    }
  }

  @Test
  void whatIsNoSuchFileIsRefused() throws IOException {
    byte[] file = written(random(20), 20);
    assertThatThrownBy(() -> read(java.util.Arrays.copyOf(file, file.length / 2)))
        .hasMessageContaining("a.spz ends too early");
    assertThatThrownBy(() -> SpzReader.read(new ByteArrayInputStream(file), "a.spz", 19))
        .isInstanceOf(BadInput.class)
        .hasMessage("a.spz says that it has 20 Gaussians, not 0 to 19");
    assertThatThrownBy(() -> read(new byte[100]))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("a.spz is no .spz");
  }
}
