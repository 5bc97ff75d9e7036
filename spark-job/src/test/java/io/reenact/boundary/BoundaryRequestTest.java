package io.reenact.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryRequestTest {
  private static final LatentSource SOME = new LatentSource.Generated(20, 1, false);

  @Test
  void whatIsOutOfItsRangeIsNamed() {
    refused("a/b", 0.3, 1e-3, "--name 'a/b'");
    refused("a", 0, 1e-3, "--share must be above 0 and at most 0.5, not 0.0");
    refused("a", 0.51, 1e-3, "--share");
    refused("a", Double.NaN, 1e-3, "--share");
    refused("a", 0.3, 0, "--regularisation must be above 0, not 0.0");
    assertThatThrownBy(() -> new LatentSource.Generated(19, 1, false))
        .isInstanceOf(UserError.class)
        .hasMessage("--samples must be at least 20, not 19");
  }

  private static void refused(String name, double share, double regularisation, String why) {
    assertThatThrownBy(
            () -> new BoundaryRequest(name, SOME, "age", share, regularisation, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void otherLatentsChangeNothingElse() {
    BoundaryRequest request =
        new BoundaryRequest("old", SOME, "age", 0.2, 0.01, List.of(" smile", "gender "));
    LatentSource table = new LatentSource.Listed("t.csv", null);
    assertThat(request.of(table))
        .isEqualTo(new BoundaryRequest("old", table, "age", 0.2, 0.01, List.of("smile", "gender")));
  }
}
