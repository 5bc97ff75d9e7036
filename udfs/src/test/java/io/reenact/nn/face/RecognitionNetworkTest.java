package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecognitionNetworkTest {
  /** models/face_api_reference.py wrote what PyTorch makes of the same weights. */
  @Test
  void agreesWithPyTorch() throws IOException {
    int n = RecognitionNetwork.SIZE;
    float[] picture = new float[3 * n * n];
    for (int i = 0; i < picture.length; i++) {
      int c = i / (n * n);
      int y = i / n % n;
      picture[i] = (float) (Math.sin(0.05 * (i % n) + c) * Math.cos(0.07 * y - 0.5 * c));
    }
    float[] expected;
    try (InputStream in = RecognitionNetworkTest.class.getResourceAsStream("recognition.json")) {
      expected = JsonMapper.builder().build().readValue(in, float[].class);
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        RecognitionNetwork network = new RecognitionNetwork(manager)) {
      float[] found = network.embed(manager.create(picture, new Shape(1, 3, n, n))).toFloatArray();
      assertThat(found).hasSize(128).containsExactly(expected, within(1e-5f));
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
