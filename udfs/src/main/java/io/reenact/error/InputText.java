package io.reenact.error;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Users' text files. They are UTF-8, with or without the mark that Excel puts first; any other
 * encoding is refused, since names read in the wrong one are damaged without a word.
 */
public final class InputText {
  private static final int CHUNK = 1 << 16;
  private static final char MARK = '\uFEFF';

  private InputText() {}

  /**
   * The text of a file, without the mark.
   *
   * @param what to call the file in an error
   * @throws UserError if it is not UTF-8
   */
  public static String of(byte[] bytes, String what) {
    try {
      check(new ByteArrayInputStream(bytes), what);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /**
   * Reads a file to its end and looks at its encoding only.
   *
   * @param in not closed
   * @param what to call the file in an error
   * @throws UserError if it is not UTF-8: which encoding it seems to have, and the line
   */
  public static void check(InputStream in, String what) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    CharBuffer chars = CharBuffer.allocate(CHUNK);
    long line = 1;
    boolean first = true;
    boolean end = false;
    while (!end) {
      int read = in.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
      end = read < bytes.remaining();
      bytes.limit(bytes.position() + read).position(0);
      if (first && wide(bytes)) {
        throw refused(what, 1, "UTF-16");
      }
      first = false;
      CoderResult result = decoder.decode(bytes, chars.clear(), end);
      for (int i = 0; i < bytes.position(); i++) {
        line += bytes.get(i) == '\n' ? 1 : 0;
      }
      if (result.isError()) {
        throw refused(what, line, guess(bytes.get(bytes.position()) & 0xff));
      }
      bytes.compact();
    }
  }

  /** Two bytes a character: by their mark, or since one of the first two is zero. */
  private static boolean wide(ByteBuffer bytes) {
    if (bytes.limit() < 2) {
      return false;
    }
    int a = bytes.get(0) & 0xff;
    int b = bytes.get(1) & 0xff;
    return (a == 0xfe && b == 0xff) || (a == 0xff && b == 0xfe) || (a == 0) != (b == 0);
  }

  private static String guess(int badByte) {
    return String.format(
        Locale.ROOT,
        "%s (byte 0x%02X)",
        badByte < 0xa0 ? "Windows-1252" : "ISO-8859-1 or Windows-1252",
        badByte);
  }

  private static UserError refused(String what, long line, String encoding) {
    return new BadInput(
        what + ", line " + line + ": this is not UTF-8 but " + encoding + "; save it as UTF-8");
  }
}
