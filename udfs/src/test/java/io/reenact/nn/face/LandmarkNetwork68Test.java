package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.nn.cpu.NativeNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandmarkNetwork68Test {
  /** models/face_api_reference.py wrote what PyTorch makes of the same weights. */
  @ParameterizedTest
  @ValueSource(strings = {"native", "torch"})
  void agreesWithPyTorch(String by) {
    System.setProperty(NativeNetworks.PROPERTY, by);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LandmarkNetwork68 network = new LandmarkNetwork68(manager);
        NDArray picture = FaceApiReference.picture(manager, LandmarkNetwork68.SIZE)) {
      assertThat(network.read(picture).toFloatArray())
          .containsExactly(FaceApiReference.expected("landmarks68.json"), within(1e-5f));
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  /** Landmarks of 80 x 100 px around (50, 70). */
  @Test
  void itsBoxIsALittleLargerThanTheLandmarks() {
    float[] landmarks = new float[136];
    for (int i = 0; i < 68; i++) {
      landmarks[2 * i] = i % 2 == 0 ? 10 : 90;
      landmarks[2 * i + 1] = i % 4 < 2 ? 20 : 120;
    }
    assertThat(FaceBoxes.face68Box(landmarks))
        .containsExactly(new float[] {-7.5f, 12.5f, 107.5f, 127.5f}, within(1e-4f));
  }
}
