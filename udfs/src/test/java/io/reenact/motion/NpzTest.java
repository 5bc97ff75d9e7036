package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.generator.Npy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class NpzTest {
  private static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> all = new HashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        all.put(e.getName(), in.readAllBytes());
      }
    }
    return all;
  }

  @Test
  void framesAreRowsAndThoseWithoutAFaceAreNaN() throws IOException {
    MotionSequence motion =
        new MotionSequence(
            List.of("jawOpen", "eyeBlink_L"),
            List.of(
                new MotionFrame(
                    40_000, new float[] {0.5f, 0.25f}, 0.1, 0.2, new HeadAngles(0.3, 0.4, 0.5), 1),
                MotionFrame.none(80_000)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MotionFiles.npz(motion, out);
    Map<String, byte[]> all = entries(out.toByteArray());
    assertThat(all.keySet())
        .containsExactlyInAnyOrder(
            "names.npy", "pts_us.npy", "expression.npy", "gaze.npy", "head.npy", "confidence.npy");
    Npy expression = Npy.parse(all.get("expression.npy"), "expression");
    assertThat(expression.shape()).containsExactly(2, 2);
    assertThat(expression.data()).containsExactly(0.5f, 0.25f, Float.NaN, Float.NaN);
    assertThat(Npy.parse(all.get("head.npy"), "head").data())
        .containsExactly(0.3f, 0.4f, 0.5f, Float.NaN, Float.NaN, Float.NaN);
    assertThat(Npy.parse(all.get("confidence.npy"), "confidence").shape()).containsExactly(2);
    // NumPy's header is a multiple of 64 bytes; int64 and four bytes a character follow it.
    byte[] times = all.get("pts_us.npy");
    assertThat(header(times)).contains("'descr': '<i8'").contains("'shape': (2,)");
    assertThat(data(times).getLong(0)).isEqualTo(40_000);
    byte[] names = all.get("names.npy");
    assertThat(header(names)).contains("'descr': '<U10'");
    assertThat(data(names).getInt(40)).isEqualTo('e');
    assertThat(data(names).capacity()).isEqualTo(80);
  }

  private static int start(byte[] npy) {
    int start = 10 + ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    assertThat(start % 64).isZero();
    return start;
  }

  private static String header(byte[] npy) {
    return new String(npy, 0, start(npy), StandardCharsets.US_ASCII);
  }

  private static ByteBuffer data(byte[] npy) {
    int start = start(npy);
    return ByteBuffer.wrap(npy, start, npy.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    MotionSequence motion =
        new MotionSequence(
            List.of("jawOpen", "eyeBlink_L"),
            List.of(
                new MotionFrame(
                    40_000, new float[] {0.5f, 0.25f}, 0.1, 0.2, new HeadAngles(0.3, 0.4, 0.5), 1),
                MotionFrame.none(80_000)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MotionFiles.npz(motion, out);
    MotionSequence read = NpzReader.parse(out.toByteArray(), "a.npz");
    assertThat(read.shapes()).isEqualTo(motion.shapes());
    assertThat(read.frames().get(0).expression()).containsExactly(0.5f, 0.25f);
    assertThat(read.frames().get(0).ptsUs()).isEqualTo(40_000);
    assertThat(read.frames().get(0).gazePitch()).isEqualTo(0.2f);
    assertThat(read.frames().get(0).head().roll()).isEqualTo(0.5f);
    assertThat(read.frames().get(1).seen()).isFalse();
    byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), 200);
    assertThatThrownBy(() -> NpzReader.parse(cut, "a.npz"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.npz");
    assertThatThrownBy(() -> NpzReader.parse(new byte[0], "a.npz"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.npz has no array names");
  }

  /** Two frames of one coefficient, with one array in another's place. */
  private static byte[] file(String array, float... values) throws IOException {
    Npz npz = new Npz().strings("names", List.of("jawOpen"));
    Map<String, float[]> all =
        new LinkedHashMap<>(
            Map.of(
                "expression", new float[] {0.5f, 0.25f},
                "gaze", new float[4],
                "head", new float[6],
                "confidence", new float[] {1, 1},
                "pts_us", new float[] {0, 40_000}));
    all.put(array, values);
    all.forEach((name, v) -> npz.floats(name, 0, v));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    npz.write(out);
    return out.toByteArray();
  }

  private static void refused(String says, String array, float... values) throws IOException {
    byte[] file = file(array, values);
    assertThatThrownBy(() -> NpzReader.parse(file, "a.npz"))
        .isInstanceOf(UserError.class)
        .message()
        .contains("a.npz", says)
        .doesNotContain("\n");
  }

  @Test
  void whatCantBeReadIsSaidInALine() throws IOException {
    assertThat(NpzReader.parse(file("unknown", 1), "a.npz").frames()).hasSize(2);
    refused("does not increase at row 1", "pts_us", 40_000, 40_000);
    refused("has 3 numbers, not 2", "expression", 0, 0, 0);
    refused("has 2 numbers, not 4", "gaze", 0, 0);
    refused("no frame with a face", "expression", Float.NaN, Float.NaN);
    refused("array gaze", "gaze", 0, 0, Float.NaN, 0);
    refused("at row 0", "head", 0, 0, Float.POSITIVE_INFINITY, 0, 0, 0);
    refused("does not hold strings", "names", 1);
  }

  @Test
  void aMotionWithoutAFaceIsRefusedAgain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MotionFiles.npz(new MotionSequence(List.of("jawOpen"), List.of(MotionFrame.none(0))), out);
    assertThatThrownBy(() -> NpzReader.parse(out.toByteArray(), "a.npz"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.npz has no frame with a face");
  }
}
