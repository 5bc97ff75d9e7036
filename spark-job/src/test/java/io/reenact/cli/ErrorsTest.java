package io.reenact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.console.Console;
import io.reenact.error.BadInput;
import io.reenact.error.BadSetting;
import io.reenact.error.UnusableStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Exit codes by the kind of error. */
class ErrorsTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Errors errors =
      new Errors(new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false));

  private int code(Exception e) {
    return errors.handleExecutionException(e, null, null);
  }

  @Test
  void onlyStoresMayBeTriedAgain() {
    assertThat(code(new BadInput("clip c is damaged"))).isEqualTo(Errors.FAILED);
    assertThat(code(new BadSetting("--x is out of range"))).isEqualTo(Errors.FAILED);
    IOException gone = new UnknownHostException("store.example");
    assertThat(code(new UnusableStore("workspace w: no connection", gone))).isEqualTo(Errors.STORE);
    assertThat(code(new IllegalStateException("Spark says", new UnusableStore("w", gone))))
        .as("whoever wrapped it")
        .isEqualTo(Errors.STORE);
    assertThat(code(new UncheckedIOException("s3a://b/k", gone))).isEqualTo(Errors.STORE);
    assertThat(code(new IllegalStateException("a fault of ours"))).isEqualTo(Errors.FAILED);
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("error: "));
  }
}
