package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.nn.cpu.NativeNetworks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionNetworkTest {
  /** models/face_api_reference.py wrote what PyTorch makes of the same weights. */
  @ParameterizedTest
  @ValueSource(strings = {"native", "torch"})
  void agreesWithPyTorch(String by) {
    System.setProperty(NativeNetworks.PROPERTY, by);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        RecognitionNetwork network = new RecognitionNetwork(manager);
        NDArray picture = FaceApiReference.picture(manager, RecognitionNetwork.SIZE)) {
      assertThat(network.embed(picture).toFloatArray())
          .containsExactly(FaceApiReference.expected("recognition.json"), within(1e-5f));
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  @Test
  void bytesMeanSteps() {
    byte[] manifest =
        """
        [{"weights": [
          {"name": "a", "shape": [2], "dtype": "float32",
           "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
          {"name": "b", "shape": [1, 1], "dtype": "float32"}]}]
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] data = {2, (byte) 255, 0, 0, (byte) 0x80, 0x3f};
    ByteWeights weights = ByteWeights.parse(manifest, data);
    assertThat(weights.get("a").values()).containsExactly(0f, 126.5f);
    assertThat(weights.get("b").values()).containsExactly(1f);
    assertThat(weights.get("b").shape()).containsExactly(1, 1);
    assertThatThrownBy(() -> ByteWeights.parse(manifest, new byte[5])).hasMessageContaining("b");
    assertThatThrownBy(() -> ByteWeights.parse(manifest, new byte[7])).hasMessageContaining("1");
  }
}
