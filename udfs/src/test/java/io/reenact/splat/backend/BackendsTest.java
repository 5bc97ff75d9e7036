package io.reenact.splat.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.RasterizerSuite;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The same tests over every backend that this machine can run, and the choice between them. */
@ParameterizedClass
@MethodSource("available")
class BackendsTest extends RasterizerSuite {
  private final Backend backend;
  private final Place place;

  BackendsTest(Backend backend) {
    this.backend = backend;
    Place gpu = Place.gpu(0, true);
    this.place = backend.suits(gpu) ? gpu : Place.cpu(2);
  }

  static Stream<Backend> available() {
    return Rasterizers.all().stream().filter(Backend::available);
  }

  @Override
  protected Rasterizer open() {
    return backend.open(place);
  }

  @Test
  void isChosenByItsPlaceOrItsName() {
    assertThat(Rasterizers.choose(place, "auto") == backend).isEqualTo(backend.suits(place));
    assertThat(Rasterizers.choose(Place.cpu(1), backend.name())).isSameAs(backend);
    assertThat(Rasterizers.choose(Place.gpu(0, true), backend.name())).isSameAs(backend);
    assertThatThrownBy(() -> Rasterizers.choose(place, "pencil"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("-Dreenact.rasterizer=pencil")
        .hasMessageContaining("auto, cpu, cuda, java");
  }
}
