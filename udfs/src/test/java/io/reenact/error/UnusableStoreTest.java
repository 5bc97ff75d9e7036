package io.reenact.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;

class UnusableStoreTest {
  @Test
  void whatMayPassIsToldFromWhatMayNot() {
    UserError dead =
        UnusableStore.or("table t can't be read", new ConnectException("Connection refused"));
    assertThat(dead)
        .isInstanceOf(UnusableStore.class)
        .hasMessageStartingWith("table t can't be read: no connection to the store");
    assertThat(UnusableStore.or("table t can't be read", new IOException("Is a directory")))
        .isInstanceOf(BadInput.class)
        .hasMessage("table t can't be read: Is a directory");
    // A path that is none stays one.
    Exception colon = new IllegalArgumentException(new URISyntaxException("a:b", "Relative path"));
    assertThat(UnusableStore.or("table a:b can't be read", colon)).isInstanceOf(BadInput.class);
  }
}
