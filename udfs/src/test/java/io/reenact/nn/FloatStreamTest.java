package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatStreamTest {
  /** None, and on both sides of the borders of pieces; against the JDK's own writer. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_075})
  void bytesAreThoseOfSingleFloats(int count) throws IOException {
    float[] values = new float[count];
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    DataOutputStream single = new DataOutputStream(expected);
    single.writeInt(count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(0.1 * i) * i;
      single.writeFloat(values[i]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FloatStream.write(new DataOutputStream(bytes), values);
    assertThat(bytes.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(FloatStream.read(in(bytes.toByteArray()))).isEqualTo(values);
    byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 1);
    assertThatThrownBy(() -> FloatStream.read(in(cut))).isInstanceOf(EOFException.class);
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
