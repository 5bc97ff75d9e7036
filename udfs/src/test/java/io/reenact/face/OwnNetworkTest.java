package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.nn.TestImages;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.FaceModel;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tracker's networks by our own kernels, against OpenCV. */
class OwnNetworkTest {
  @BeforeEach
  void runs() {
    Assumptions.assumeTrue(NativeNetworks.available(), "no native networks on this machine");
  }

  @ParameterizedTest
  @CsvSource({"FACE_DETECTION, 128", "FACE_LANDMARK, 192", "SELFIE_SEGMENTATION, 256"})
  void agreesWithOpenCv(FaceModel model, int size) {
    float[] picture = TestImages.synthetic(1, size, 5);
    try (TrackingNetwork own = TrackingNetwork.load(model, size);
        TrackingNetwork openCv = new OpenCvNetwork(model, size)) {
      assertThat(own).isInstanceOf(OwnNetwork.class);
      // Twice: the second goes through memory that was used.
      own.run(TestImages.synthetic(1, size, 6));
      Map<Integer, float[]> ours = own.run(picture);
      Map<Integer, float[]> theirs = openCv.run(picture);
      assertThat(ours).containsOnlyKeys(theirs.keySet());
      theirs.forEach(
          (floats, values) -> {
            double most = 0;
            for (int i = 0; i < floats; i++) {
              assertThat((double) ours.get(floats)[i]).isNotNaN();
              most = Math.max(most, Math.abs(values[i]));
            }
            for (int i = 0; i < floats; i++) {
              assertThat(ours.get(floats)[i])
                  .as("%d of %d", i, floats)
                  .isCloseTo(values[i], within((float) (1e-4 * most)));
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"FACE_DETECTION, 128", "FACE_LANDMARK, 192", "SELFIE_SEGMENTATION, 256"})
  void wideVectorsGiveTheSame(FaceModel model, int size) {
    Assumptions.assumeTrue(NativeNetworks.lanes() == 16, "no AVX-512 on this machine");
    float[] picture = TestImages.synthetic(1, size, 7);
    try (TrackingNetwork network = TrackingNetwork.load(model, size)) {
      Map<Integer, float[]> wide = network.run(picture);
      System.setProperty(NativeNetworks.PROPERTY, "avx2");
      try {
        network.run(picture).forEach((n, out) -> assertThat(out).isEqualTo(wide.get(n)));
      } finally {
        System.clearProperty(NativeNetworks.PROPERTY);
      }
    }
  }
}
