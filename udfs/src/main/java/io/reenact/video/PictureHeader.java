package io.reenact.video;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the header of a JPEG, PNG or WebP file says, found without decoding. Damaged headers say
 * nothing; they never fail.
 *
 * @param width in pixels, 0 if it isn't said
 * @param height in pixels, 0 if it isn't said
 * @param orientation by EXIF 2.32, tag 274; upright if it isn't said
 */
record PictureHeader(int width, int height, Orientation orientation) {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final long PNG = 0x89504E470D0A1A0AL;

  /** Reads the header of a whole file. */
  static PictureHeader of(byte[] file) {
    Found found = new Found();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      if (bytes.getShort(0) == (short) 0xFFD8) {
        found.jpeg(bytes);
      } else if (bytes.getLong(0) == PNG) {
        found.png(bytes);
      } else if (name(bytes, 0).equals("RIFF") && name(bytes, 8).equals("WEBP")) {
        found.webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // Cut off or damaged: what was found up to there counts.
    }
    return new PictureHeader(found.width, found.height, Orientation.ofExif(found.exif));
  }

  private static String name(ByteBuffer bytes, int at) {
    byte[] name = new byte[4];
    bytes.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static final class Found {
    private int width;
    private int height;
    private int exif = 1;

    /** ITU-T T.81, B.1.1: markers up to the first scan. */
    void jpeg(ByteBuffer b) {
      int at = 2;
      while (true) {
        while ((b.get(at) & 0xff) != 0xff) {
          at++;
        }
        while ((b.get(at) & 0xff) == 0xff) {
          at++;
        }
        int marker = b.get(at++) & 0xff;
        if (marker == 0xda || marker == 0xd9) {
          return;
        }
        boolean alone = marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8);
        if (alone) {
          continue;
        }
        int length = b.getShort(at) & 0xffff;
        boolean tables = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        if (marker >= 0xc0 && marker <= 0xcf && !tables) {
          height = b.getShort(at + 3) & 0xffff;
          width = b.getShort(at + 5) & 0xffff;
        } else if (marker == 0xe1 && length > 16 && name(b, at + 2).equals("Exif")) {
          tiff(b.slice(at + 8, length - 8));
        }
        at += length;
      }
    }

    /** PNG, third edition, 5.3 and 11.3.3.2. */
    void png(ByteBuffer b) {
      width = b.getInt(16);
      height = b.getInt(20);
      int at = 8;
      while (!name(b, at + 4).equals("IEND")) {
        int length = b.getInt(at);
        if (name(b, at + 4).equals("eXIf")) {
          tiff(b.slice(at + 8, length));
        }
        at += 12 + Math.max(0, length);
      }
    }

    /** RFC 9649, 2.3 to 2.7. */
    void webp(ByteBuffer b) {
      int at = 12;
      while (true) {
        int length = b.getInt(at + 4);
        String chunk = name(b, at);
        if (chunk.equals("VP8X")) {
          width = 1 + (b.getInt(at + 12) & 0xffffff);
          height = 1 + (b.getInt(at + 14) >>> 8);
        } else if (chunk.equals("EXIF")) {
          boolean named = name(b, at + 8).equals("Exif");
          tiff(b.slice(at + 8 + (named ? 6 : 0), length - (named ? 6 : 0)));
        }
        at += 8 + length + (length & 1);
        if (length < 0) {
          return;
        }
      }
    }

    /** TIFF 6.0, section 2: the first directory. */
    private void tiff(ByteBuffer b) {
      b.order(b.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = b.getInt(4);
      int entries = b.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int at = directory + 2 + 12 * i;
        int type = b.getShort(at + 2);
        if ((b.getShort(at) & 0xffff) == ORIENTATION && (type == SHORT || type == LONG)) {
          exif = type == SHORT ? b.getShort(at + 8) : b.getInt(at + 8);
        }
      }
    }
  }
}
