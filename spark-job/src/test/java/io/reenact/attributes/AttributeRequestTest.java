package io.reenact.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributeRequestTest {
  @Test
  void namesAndSqlStandSideBySide() {
    assertThat(AttributeRequest.labels("age, specs=glasses > 0.47,x=if(age >= 1, 2, scores[0])"))
        .containsExactly(
            Map.entry("age", "age"),
            Map.entry("specs", "glasses > 0.47"),
            Map.entry("x", "if(age >= 1, 2, scores[0])"));
  }

  @Test
  void whatIsNoNameIsRefused() {
    for (String[] bad :
        new String[][] {
          {"age,,glasses", "'' is neither a name nor name=SQL"},
          {"age=", "'age=' is neither"},
          {"a b=age", "'a b=age' is neither"},
          {"age,age=glasses", "'age' is there twice"}
        }) {
      assertThatThrownBy(() -> AttributeRequest.labels(bad[0]))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(bad[1]);
    }
  }
}
