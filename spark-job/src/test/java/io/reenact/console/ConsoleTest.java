package io.reenact.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void nothingFollowsTheLastLine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    console.line("one");
    console.last("two");
    console.line("three");
    console.failure("track", "anna", "four");
    console.stage("invert", 1, 0);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("one", "two");
  }
}
