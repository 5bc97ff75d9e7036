package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.generator.GeneratorBundle;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class OffsetReaderTest {
  @Test
  void coefficientsOfAnOffsetThatDirectionsMadeComeBack() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    OffsetReader reader = new OffsetReader(bundle);
    assertThat(reader.names())
        .hasSize(57)
        .containsAll(HeadShapes.NAMES)
        .containsAll(GazeAngles.NAMES);
    Random random = new Random(2);
    double[] p = new double[57];
    float[] offset = new float[bundle.manifest().latentSize()];
    for (int k = 0; k < p.length; k++) {
      p[k] = random.nextInt(4) == 0 ? random.nextDouble() : 0;
      float[] step = bundle.directions()[k];
      for (int i = 0; i < offset.length; i++) {
        offset[i] += (float) (p[k] * step[i % step.length]);
      }
    }
    double[] read = reader.read(offset);
    for (int k = 0; k < p.length; k++) {
      assertThat(read[k]).as(reader.names().get(k)).isCloseTo(p[k], within(0.04));
    }
  }
}
