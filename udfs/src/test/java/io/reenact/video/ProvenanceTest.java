package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What files say of where they come from, read by others. */
class ProvenanceTest {
  private static final Provenance ORIGIN = Provenance.reenactment("Zoë <&>", "ben/one");
  private static final String SENTENCE =
      "Synthetic media made by reenact: the looks of Zoë <&> with the expressions of ben/one.";
  private static final String TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  @TempDir Path folder;

  private String video(String name) {
    String uri = folder.resolve(name).toString();
    try (VideoWriter writer =
        VideoWriter.create(uri, Clips.HADOOP, 64, 48, 25, Quality.DRAFT, ORIGIN)) {
      for (int i = 0; i < 5; i++) {
        writer.write(Clips.numbered(i, 64, 48), 40_000L * i);
      }
      writer.finish();
    }
    return uri;
  }

  /** A file's metadata as FFmpeg reads it, XMP included. */
  private static Map<String, String> metadata(String uri) {
    AVFormatContext format = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    avutil.av_dict_set(options, "export_xmp", "1", 0);
    assertThat(avformat.avformat_open_input(format, uri, null, options)).isZero();
    Map<String, String> found = new HashMap<>();
    AVDictionaryEntry entry = null;
    while ((entry = avutil.av_dict_iterate(format.metadata(), entry)) != null) {
      found.put(
          entry.key().getString(StandardCharsets.UTF_8),
          entry.value().getString(StandardCharsets.UTF_8));
    }
    avformat.avformat_close_input(format);
    avutil.av_dict_free(options);
    return found;
  }

  private static void says(String xmp, String type) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xmp.getBytes(StandardCharsets.UTF_8)));
    NodeList types =
        document.getElementsByTagNameNS(
            "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType");
    assertThat(types.item(0).getTextContent()).isEqualTo(type);
    NodeList words =
        document.getElementsByTagNameNS("http://purl.org/dc/elements/1.1/", "description");
    assertThat(words.item(0).getTextContent().strip()).isEqualTo(SENTENCE);
  }

  @Test
  void videosSayItWithTheSameBytes() throws Exception {
    String uri = video("a.mp4");
    Map<String, String> found = metadata(uri);
    assertThat(found).containsEntry("comment", SENTENCE);
    assertThat(found.get("description")).isEqualTo(SENTENCE + " " + TYPE);
    says(found.get("xmp"), TYPE);
    assertThat(Files.readAllBytes(Path.of(video("b.mp4"))))
        .isEqualTo(Files.readAllBytes(Path.of(uri)));
    try (VideoReader reader = Clips.open(uri)) {
      assertThat(reader.info().frames()).isEqualTo(5);
    }
  }

  @Test
  void joinedVideosSayItToo() throws Exception {
    String joined = folder.resolve("j.mp4").toString();
    VideoConcat.join(
        java.util.List.of(
            new VideoConcat.Segment(video("a.mp4"), 0),
            new VideoConcat.Segment(video("b.mp4"), 200_000)),
        joined,
        Clips.HADOOP,
        null,
        ORIGIN.composite());
    says(
        metadata(joined).get("xmp"),
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia");
    try (VideoReader reader = Clips.open(joined)) {
      assertThat(reader.presentationTimesUs()).hasSize(10);
    }
  }

  @Test
  void picturesSayIt() throws Exception {
    RgbImage image = Clips.numbered(3, 64, 48);
    byte[] png = Images.png(image, ORIGIN);
    assertThat(Images.read(png, "p").rgb()).isEqualTo(image.rgb());
    Map<String, String> texts = texts(png);
    assertThat(texts).containsEntry("Comment", SENTENCE);
    says(texts.get("XML:com.adobe.xmp"), TYPE);
  }

  private static Map<String, String> texts(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      IIOMetadata metadata = reader.getImageMetadata(0);
      Map<String, String> found = new HashMap<>();
      NodeList entries =
          ((org.w3c.dom.Element) metadata.getAsTree("javax_imageio_png_1.0"))
              .getElementsByTagName("iTXtEntry");
      for (int i = 0; i < entries.getLength(); i++) {
        var attributes = entries.item(i).getAttributes();
        found.put(
            attributes.getNamedItem("keyword").getNodeValue(),
            attributes.getNamedItem("text").getNodeValue());
      }
      return found;
    } finally {
      reader.dispose();
    }
  }
}
