package io.reenact.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.metric.FeatureMoments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class FrechetTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("key STRING, result BOOLEAN, features ARRAY<FLOAT>");
  private final Frechet frechet = new Frechet();

  private static Row row(boolean result, float[] v) {
    List<Float> values = new ArrayList<>();
    for (float x : v) {
      values.add(x);
    }
    return new GenericRowWithSchema(
        new Object[] {"k", result, CollectionConverters.asScala(values).toSeq()}, SCHEMA);
  }

  /** However rows are spread, it is the distance of all of them. */
  @Test
  void piecesGiveTheDistanceOfTheWhole() {
    Random random = new Random(3);
    FeatureMoments results = new FeatureMoments(3);
    FeatureMoments drivers = new FeatureMoments(3);
    List<Frechet.Moments> pieces = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      pieces.add(frechet.zero());
    }
    for (int i = 0; i < 60; i++) {
      boolean result = i % 3 != 0;
      float[] v = new float[3];
      for (int k = 0; k < 3; k++) {
        v[k] = (float) random.nextGaussian() + (result ? 1 : 0);
      }
      (result ? results : drivers).add(v);
      // The last piece sees nothing.
      pieces.set(i % 7 % 3, frechet.reduce(pieces.get(i % 7 % 3), row(result, v)));
    }
    Frechet.Moments all = frechet.zero();
    for (Frechet.Moments piece : pieces) {
      all = frechet.merge(all, piece);
    }
    Frechet.Distance d = frechet.finish(all);
    assertThat(d.value()).isCloseTo(results.frechet(drivers), within(1e-9));
    assertThat(d.results()).isEqualTo(40);
    assertThat(d.drivers()).isEqualTo(20);
  }

  @Test
  void oneFrameHasNoDistance() {
    Frechet.Moments one = frechet.reduce(frechet.zero(), row(true, new float[] {1}));
    assertThat(frechet.finish(one).value()).isNaN();
  }
}
