package io.reenact.video;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * H.264 as television codes it: a picture for each field (ITU-T H.264, 7.3), here of uncompressed
 * macroblocks, since no free encoder writes such streams.
 */
final class FieldPictures {
  static final int SIDE = 64;
  private static final int PCM = 25;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int bits;
  private int count;

  private FieldPictures() {}

  /** A bright bar that moves by six pixels a field. */
  static Path write(Path file, int frames) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      out.write(sequence());
      out.write(picture());
      for (int field = 0; field < 2 * frames; field++) {
        out.write(field(field));
      }
    }
    return file;
  }

  private static byte[] sequence() {
    FieldPictures b = new FieldPictures();
    b.put(8, 77).put(8, 0).put(8, 30).golomb(0);
    // 8 bits of frame number, shown as decoded, a reference frame, the size in map units.
    b.golomb(4).golomb(2).golomb(1).put(1, 0).golomb(SIDE / 16 - 1).golomb(SIDE / 32 - 1);
    // Fields may be; no macroblock pairs; inference for 8 x 8; not cropped; no VUI.
    return b.put(1, 0).put(1, 0).put(1, 1).put(1, 0).put(1, 0).unit(0x67);
  }

  private static byte[] picture() {
    FieldPictures b = new FieldPictures();
    b.golomb(0).golomb(0).put(2, 0).golomb(0).golomb(0).golomb(0).put(3, 0);
    return b.golomb(0).golomb(0).golomb(0).put(3, 0).unit(0x68);
  }

  private static byte[] field(int number) {
    boolean first = number == 0;
    FieldPictures b = new FieldPictures();
    b.golomb(0).golomb(7).golomb(0).put(8, number / 2 % 256).put(1, 1).put(1, number % 2);
    if (first) {
      b.golomb(0).put(1, 0);
    }
    b.put(1, 0).golomb(0);
    for (int top = 0; top < SIDE / 2; top += 16) {
      for (int left = 0; left < SIDE; left += 16) {
        b.golomb(PCM).align();
        for (int i = 0; i < 256; i++) {
          boolean bar = Math.floorMod(left + i % 16 - 6 * number, SIDE) < 16;
          b.put(8, bar ? 200 : 40 + 2 * (top + i / 16));
        }
        for (int i = 0; i < 128; i++) {
          b.put(8, 128);
        }
      }
    }
    return b.unit(first ? 0x65 : 0x61);
  }

  private FieldPictures put(int width, int value) {
    for (int i = width - 1; i >= 0; i--) {
      bits = bits << 1 | (value >> i & 1);
      if (++count == 8) {
        bytes.write(bits);
        bits = 0;
        count = 0;
      }
    }
    return this;
  }

  /** Exp-Golomb code of a number from 0; of a signed 0, too. */
  private FieldPictures golomb(int value) {
    int length = 32 - Integer.numberOfLeadingZeros(value + 1);
    return put(length - 1, 0).put(length, value + 1);
  }

  private void align() {
    while (count > 0) {
      put(1, 0);
    }
  }

  /** As a unit of the byte stream, ITU-T H.264, annex B. */
  private byte[] unit(int header) {
    put(1, 1).align();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 1, (byte) header});
    int zeros = 0;
    for (byte b : bytes.toByteArray()) {
      if (zeros >= 2 && b >= 0 && b <= 3) {
        out.write(3);
        zeros = 0;
      }
      out.write(b);
      zeros = b == 0 ? zeros + 1 : 0;
    }
    return out.toByteArray();
  }
}
