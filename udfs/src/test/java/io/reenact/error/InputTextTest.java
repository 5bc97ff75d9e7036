package io.reenact.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InputTextTest {
  private static byte[] in(String encoding, String text) {
    return text.getBytes(Charset.forName(encoding));
  }

  @Test
  void theMarkOfSpreadsheetsIsNoText() {
    assertThat(InputText.of(in("UTF-8", "\uFEFFseconds,ä\n"), "f")).isEqualTo("seconds,ä\n");
    assertThat(InputText.of(new byte[0], "f")).isEmpty();
  }

  @Test
  void charactersMayLieOnTheBorderOfABlock() {
    String text = "x".repeat((1 << 16) - 1) + "\nä€😀" + "y".repeat(1 << 17);
    assertThat(InputText.of(text.getBytes(StandardCharsets.UTF_8), "f")).isEqualTo(text);
  }

  @Test
  void otherEncodingsAreNamedWithTheLine() {
    String many = "a,b\n".repeat(40_000);
    assertThatThrownBy(() -> InputText.of(in("ISO-8859-1", many + "Zoë,b\n"), "list f"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "list f, line 40001: this is not UTF-8 but ISO-8859-1 or Windows-1252 (byte 0xEB);"
                + " save it as UTF-8");
    assertThatThrownBy(() -> InputText.of(in("windows-1252", "a\n“b”"), "f"))
        .hasMessageContaining("line 2: this is not UTF-8 but Windows-1252");
    for (String wide : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE"}) {
      assertThatThrownBy(() -> InputText.of(in(wide, "a,b\n"), "f"))
          .hasMessageContaining("line 1: this is not UTF-8 but UTF-16");
    }
    assertThatThrownBy(() -> InputText.of(new byte[] {'a', (byte) 0xc3}, "f"))
        .as("cut in the middle of a character")
        .isInstanceOf(UserError.class);
  }
}
