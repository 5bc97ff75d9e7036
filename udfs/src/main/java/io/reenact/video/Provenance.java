package io.reenact.video;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.commons.text.StringEscapeUtils;

/**
 * What a picture or video says of its own origin, so that nobody takes it for a recording: a
 * sentence, and XMP with the IPTC's DigitalSourceType. The same origin gives the same bytes.
 *
 * @param kind how it was made
 * @param sentence for people
 */
public record Provenance(Kind kind, String sentence) {
  private static final String SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/";

  /** The uuid of boxes that hold XMP, of the XMP specification, part 3. */
  private static final String XMP_BOX = "be7acfcb97a942e89c71999491e3afac";

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

  private static final int PNG_HEADER = 8 + 25;

  /** The IPTC's terms. */
  public enum Kind {
    /** Made by a model that was trained on recordings or scans of people. */
    GENERATED("trainedAlgorithmicMedia"),
    /** Recordings with generated parts in them or beside them. */
    COMPOSITE("compositeWithTrainedAlgorithmicMedia");

    private final String term;

    Kind(String term) {
      this.term = term;
    }

    /** The term's URI. */
    public String uri() {
      return SOURCE_TYPES + term;
    }
  }

  /**
   * Of one person driven by another.
   *
   * @param source whose looks
   * @param driver whose expressions, such as {@code identity/clip}; null: by numbers
   */
  public static Provenance reenactment(String source, String driver) {
    return new Provenance(
        Kind.GENERATED,
        "Synthetic media made by reenact: the looks of "
            + source
            + " with "
            + (driver == null
                ? "an expression by numbers."
                : "the expressions of " + driver + "."));
  }

  /** Of a head that nobody drives. */
  public static Provenance head() {
    return new Provenance(Kind.GENERATED, "Synthetic media made by reenact: a generated head.");
  }

  /** Of a synthetic corpus's clips, and of what was made for them. */
  public static Provenance person() {
    return new Provenance(
        Kind.GENERATED, "Synthetic media made by reenact: a person who doesn't exist.");
  }

  /** The same, of a picture in which recordings are seen as well. */
  public Provenance composite() {
    return new Provenance(Kind.COMPOSITE, sentence);
  }

  /** The sentence and the kind's URI in one line, for formats that hold comments only. */
  public String comment() {
    return CONTROLS.matcher(sentence).replaceAll(" ") + " " + kind.uri();
  }

  /** An XMP packet, UTF-8. */
  byte[] xmp() {
    String text =
        String.format(
            Locale.ROOT,
            """
        <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
        <xmp:CreatorTool>reenact</xmp:CreatorTool>
        <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>\
        """,
            kind.uri(),
            StringEscapeUtils.escapeXml10(sentence));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The packet as a box at the end of an mp4. */
  byte[] mp4Box() {
    byte[] xmp = xmp();
    return ByteBuffer.allocate(24 + xmp.length)
        .putInt(24 + xmp.length)
        .put("uuid".getBytes(StandardCharsets.US_ASCII))
        .put(HexFormat.of().parseHex(XMP_BOX))
        .put(xmp)
        .array();
  }

  /** A PNG with the packet and the sentence in it, right behind its header. */
  public byte[] inPng(byte[] png) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + 2048);
    out.write(png, 0, PNG_HEADER);
    out.writeBytes(chunk("XML:com.adobe.xmp", xmp()));
    out.writeBytes(chunk("Comment", sentence.getBytes(StandardCharsets.UTF_8)));
    out.write(png, PNG_HEADER, png.length - PNG_HEADER);
    return out.toByteArray();
  }

  /** An iTXt chunk, not compressed, of no language. */
  private static byte[] chunk(String keyword, byte[] text) {
    byte[] key = keyword.getBytes(StandardCharsets.ISO_8859_1);
    // Behind the keyword: its end, no compression, its method, and two empty texts' ends.
    int length = key.length + 5 + text.length;
    ByteBuffer chunk = ByteBuffer.allocate(12 + length);
    chunk.putInt(length).put("iTXt".getBytes(StandardCharsets.US_ASCII));
    chunk.put(key).put(new byte[5]).put(text);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + length);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
