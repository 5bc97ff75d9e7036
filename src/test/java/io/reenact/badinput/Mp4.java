package io.reenact.badinput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Surgery on the bytes of mp4 files (ISO 14496-12) whose boxes lie as our writer lays them. */
final class Mp4 {
  /** From a box's four letters to its payload. */
  private static final int NAME = 4;

  private Mp4() {}

  /** Where a box's payload begins; the first box of that name after those before it. */
  static int payload(byte[] mp4, String... path) {
    String text = new String(mp4, StandardCharsets.ISO_8859_1);
    int at = 0;
    for (String name : path) {
      at = text.indexOf(name, at);
      if (at < 0) {
        throw new IllegalArgumentException("no box " + name);
      }
      at += NAME;
    }
    return at;
  }

  /** A copy with 32-bit numbers written from {@code offset} in a box's payload on. */
  static byte[] with(byte[] mp4, int offset, int[] values, String... path) {
    byte[] copy = mp4.clone();
    int at = payload(copy, path) + offset;
    for (int v : values) {
      ByteBuffer.wrap(copy).putInt(at, v);
      at += Integer.BYTES;
    }
    return copy;
  }

  /** A copy whose visual sample entry (12.1.3) claims another size. */
  static byte[] sized(byte[] mp4, int width, int height) {
    byte[] copy = mp4.clone();
    int at = payload(copy, "stsd", "avc1") + 24;
    ByteBuffer.wrap(copy).putShort(at, (short) width).putShort(at + 2, (short) height);
    return copy;
  }

  /** A copy that players turn by 90 degrees clockwise (8.3.2, version 0). */
  static byte[] turned(byte[] mp4) {
    int one = 1 << 16;
    return with(mp4, 40, new int[] {0, one, 0, -one, 0}, "tkhd");
  }

  /** A copy whose tables of samples (8.6, 8.7) hold no entry. */
  static byte[] withoutSamples(byte[] mp4) {
    byte[] copy = mp4;
    for (String table : new String[] {"stts", "stsc", "stco"}) {
      copy = with(copy, 4, new int[] {0}, table);
    }
    return with(copy, 8, new int[] {0}, "stsz");
  }

  /** A copy with a box's name replaced, so that readers skip it. */
  static byte[] renamed(byte[] mp4, String box, String name) {
    byte[] copy = mp4.clone();
    int at = payload(copy, box) - NAME;
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, copy, at, NAME);
    return copy;
  }

  /** Applies a change, or gives the file unchanged if it lacks the box. */
  static byte[] orSame(byte[] mp4, UnaryOperator<byte[]> change) {
    try {
      return change.apply(mp4);
    } catch (IllegalArgumentException e) {
      return mp4;
    }
  }
}
