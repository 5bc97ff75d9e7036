package io.reenact.splat.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.video.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlyTest {
  private static final Provenance ORIGIN = Provenance.reenactment("Zoë\n<&>", "ben/one");

  private static byte[] file(float[] p) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlyWriter.write(Scenes.direct(p), p.length / 14, ORIGIN, out);
    return out.toByteArray();
  }

  @Test
  void comesBackAsTheSameGaussians() throws IOException {
    float[] p = Scenes.random(5000, 1, 0.4, -3);
    float[] back = Scenes.array(PlyReader.read(new ByteArrayInputStream(file(p)), "a.ply"));
    for (int i = 0; i < p.length; i++) {
      // Turned twice by 180 degrees, a quaternion is the same rotation with the other sign.
      boolean rotation = i % 14 >= 6 && i % 14 < 10;
      assertThat(back[i]).isEqualTo(rotation ? -p[i] : p[i]);
    }
  }

  @Test
  void hasTheStandardOrderAndYDown() throws IOException {
    float[] p = Scenes.random(1, 2, 0.4, -3);
    byte[] bytes = file(p);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("end_header\n") + "end_header\n".length();
    assertThat(text)
        .startsWith("ply\nformat binary_little_endian 1.0\ncomment y down")
        .contains("element vertex 1\nproperty float x\n")
        .contains("property float nz\nproperty float f_dc_0\n")
        .contains("property float opacity\nproperty float scale_0\n");
    ByteBuffer row = ByteBuffer.wrap(bytes, end, bytes.length - end).order(ByteOrder.LITTLE_ENDIAN);
    float[] v = new float[17];
    row.asFloatBuffer().get(v);
    assertThat(bytes.length - end).isEqualTo(68);
    assertThat(Arrays.copyOf(v, 3)).containsExactly(p[0], -p[1], -p[2]);
    assertThat(Arrays.copyOfRange(v, 6, 10)).containsExactly(p[10], p[11], p[12], p[13]);
    assertThat(Arrays.copyOfRange(v, 10, 13)).containsExactly(p[3], p[4], p[5]);
  }

  @Test
  void saysThatItIsSynthetic() throws IOException {
    assertThat(new String(file(Scenes.random(1, 2, 0.4, -3)), StandardCharsets.UTF_8))
        .contains("\ncomment Synthetic media made by reenact: the looks of Zoë <&> with the")
        .contains("/digitalsourcetype/trainedAlgorithmicMedia\nelement");
  }

  /** A viewer with y down must see from the turned camera what we see from ours. */
  @Test
  void showsTheSamePictureToATurnedCamera() throws IOException {
    float[] p = Scenes.random(30, 3, 0.2, -3);
    byte[] bytes = file(p);
    String text =
        new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("comment y down", "comment y");
    FloatBuffer foreign =
        PlyReader.read(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "a.ply");
    float[] label = Camera.orbit(0.3, 0.2, 0).label();
    for (int c = 0; c < 4; c++) {
      label[4 + c] = -label[4 + c];
      label[8 + c] = -label[8 + c];
    }
    float[] white = {1, 1, 1};
    try (CpuRasterizer r = new CpuRasterizer(1);
        Rendering ours = r.render(Scenes.direct(p), 30, Camera.orbit(0.3, 0.2, 0), 40, 40, white);
        Rendering theirs = r.render(foreign, 30, Camera.of(label), 40, 40, white)) {
      for (int i = 0; i < ours.image().length; i++) {
        assertThat(theirs.image()[i]).isCloseTo(ours.image()[i], within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "ply\n",
        "ply\nformat ascii 1.0\nelement vertex 0\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex -1\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 99999999999\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty float x\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty list uchar int x\n",
      })
  void namesTheFileThatItCannotRead(String text) {
    assertThatThrownBy(
            () ->
                PlyReader.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "b.ply"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("b.ply: ");
  }

  @Test
  void tellsATruncatedFile() throws IOException {
    byte[] bytes = file(Scenes.random(10, 1, 0.1, -3));
    assertThatThrownBy(
            () -> PlyReader.read(new ByteArrayInputStream(bytes, 0, bytes.length - 70), "c.ply"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ends after 8 of 10");
  }
}
