package io.reenact.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A hash of a set of names, whatever their order, that keeps none of them. */
public final class Ids {
  private final long[] sums = new long[4];

  /** Each name once. */
  public void add(String name) {
    ByteBuffer digest =
        ByteBuffer.wrap(Hashes.sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < sums.length; i++) {
      sums[i] += digest.getLong();
    }
  }

  public String hash() {
    ByteBuffer bytes = ByteBuffer.allocate(sums.length * Long.BYTES);
    for (long sum : sums) {
      bytes.putLong(sum);
    }
    return Hashes.hex(bytes.array());
  }
}
