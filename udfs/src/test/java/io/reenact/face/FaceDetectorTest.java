package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceDetectorTest {
  @Test
  void anchorsCoverTheTwoGrids() {
    float[] a = FaceDetector.anchors();
    assertThat(a).hasSize(2 * 896);
    assertThat(Arrays.copyOf(a, 6))
        .containsExactly(0.03125f, 0.03125f, 0.03125f, 0.03125f, 0.09375f, 0.03125f);
    // The first cell of the coarse grid has six anchors at its centre.
    for (int k = 512; k < 518; k++) {
      assertThat(a[2 * k]).isEqualTo(0.0625f);
      assertThat(a[2 * k + 1]).isEqualTo(0.0625f);
    }
    assertThat(a[2 * 895]).isEqualTo(0.9375f);
  }

  @Test
  void decodesABoxAroundItsAnchor() {
    float[] logits = new float[896];
    Arrays.fill(logits, -20);
    float[] boxes = new float[896 * 16];
    logits[0] = 3;
    boxes[0] = 4;
    boxes[2] = 32;
    boxes[3] = 64;
    boxes[4] = -8;
    // A square of 256 px at (100, 50): 2 px a network px; the anchor is at (8, 8) px of it.
    List<FaceDetection> found = FaceDetector.decode(boxes, logits, 100, 50, 256);
    assertThat(found).hasSize(1);
    FaceDetection d = found.get(0);
    assertThat(d.score()).isCloseTo(1 / (1 + Math.exp(-3)), within(1e-6));
    assertThat(d.x0()).isCloseTo(100 + 8 + 8 - 32, within(1e-4));
    assertThat(d.x1()).isCloseTo(100 + 8 + 8 + 32, within(1e-4));
    assertThat(d.y0()).isCloseTo(50 + 8 - 64, within(1e-4));
    assertThat(d.y1()).isCloseTo(50 + 8 + 64, within(1e-4));
    assertThat(d.keyPoints()[0]).isCloseTo(100 + 8 - 16, within(1e-4));
  }

  @Test
  void mergesWhatOverlapsByScore() {
    FaceDetection a = new FaceDetection(0.9, 0, 0, 100, 100, new double[12]);
    FaceDetection b = new FaceDetection(0.6, 10, 10, 110, 110, new double[12]);
    FaceDetection far = new FaceDetection(0.7, 300, 300, 350, 350, new double[12]);
    List<FaceDetection> merged = FaceDetector.merge(List.of(b, far, a));
    assertThat(merged).hasSize(2);
    assertThat(merged.get(0).score()).isEqualTo(0.9);
    assertThat(merged.get(0).x0()).isCloseTo(10 * 0.6 / 1.5, within(1e-9));
    assertThat(merged.get(1).x0()).isCloseTo(300, within(1e-9));
  }
}
