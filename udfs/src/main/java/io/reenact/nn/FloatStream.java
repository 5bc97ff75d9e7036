package io.reenact.nn;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Arrays of floats in streams: their number, then the values, big-endian. */
public final class FloatStream {
  private static final int PIECE = 1 << 16;

  private FloatStream() {}

  /** Writes an array piece by piece, so that no copy of all of it is made. */
  public static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    ByteBuffer piece = ByteBuffer.allocate(Float.BYTES * Math.min(PIECE, values.length));
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      piece.asFloatBuffer().put(values, from, count);
      out.write(piece.array(), 0, Float.BYTES * count);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws java.io.EOFException if the stream ends before
   */
  public static float[] read(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] piece = new byte[Float.BYTES * Math.min(PIECE, values.length)];
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      in.readFully(piece, 0, Float.BYTES * count);
      ByteBuffer.wrap(piece).asFloatBuffer().get(values, from, count);
    }
    return values;
  }
}
