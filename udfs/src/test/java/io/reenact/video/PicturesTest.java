package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Still pictures as phones and editors write them. */
class PicturesTest {
  private static final int W = 96;
  private static final int H = 64;

  @TempDir Path folder;

  private RgbImage read(String name, byte[] bytes) throws IOException {
    return Images.read(Files.write(folder.resolve(name), bytes).toString(), Clips.HADOOP);
  }

  /** EXIF 2.32, tag 274: where row 0 and column 0 of what is stored are seen. */
  private static RgbImage stored(RgbImage seen, int orientation) {
    boolean swapped = orientation >= 5;
    boolean rowFlipped =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    boolean columnFlipped =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    RgbImage to = swapped ? RgbImage.blank(H, W) : RgbImage.blank(W, H);
    for (int row = 0; row < to.height(); row++) {
      for (int column = 0; column < to.width(); column++) {
        int r = rowFlipped ? to.height() - 1 - row : row;
        int c = columnFlipped ? to.width() - 1 - column : column;
        for (int i = 0; i < 3; i++) {
          to.rgb()[3 * (row * to.width() + column) + i] =
              (byte) (swapped ? seen.at(r, c, i) : seen.at(c, r, i));
        }
      }
    }
    return to;
  }

  private static byte[] exif(int orientation, boolean little) {
    ByteBuffer b = ByteBuffer.allocate(26);
    b.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    b.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M')).putShort((short) 42);
    b.putInt(8).putShort((short) 1);
    b.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return b.array();
  }

  private static byte[] inserted(byte[] file, int at, byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    for (byte[] part : parts) {
      out.write(part);
    }
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }

  /** A WebP file with EXIF: RFC 9649, 2.7. */
  private static byte[] extended(byte[] webp, byte[] tiff, int orientation) {
    ByteBuffer b =
        ByteBuffer.allocate(webp.length + 26 + tiff.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(webp, 0, 4).putInt(b.capacity() - 8).put(webp, 8, 4);
    b.put("VP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).putInt(8);
    int width = (orientation >= 5 ? H : W) - 1;
    int height = (orientation >= 5 ? W : H) - 1;
    b.put((byte) width).putShort((short) 0).put((byte) height).putShort((short) 0);
    b.put(webp, 12, webp.length - 12);
    b.put("EXIF".getBytes(StandardCharsets.ISO_8859_1)).putInt(tiff.length).put(tiff);
    return b.array();
  }

  private static byte[] length(int bytes) {
    return ByteBuffer.allocate(4).putInt(bytes).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void picturesStandAsExifSays(int orientation) throws IOException {
    RgbImage seen = Clips.numbered(77, W, H);
    byte[] png = Images.png(stored(seen, orientation));
    byte[] tiff = exif(orientation, orientation % 2 == 0);
    byte[] chunk = inserted(tiff, 0, "eXIf".getBytes(StandardCharsets.ISO_8859_1));
    CRC32 crc = new CRC32();
    crc.update(chunk);
    // After the header, which takes 33 bytes.
    byte[] turned = inserted(png, 33, length(tiff.length), chunk, length((int) crc.getValue()));
    RgbImage fromPng = read("turned.png", turned);
    assertThat(fromPng.rgb()).isEqualTo(seen.rgb());
    assertThat(fromPng.width()).isEqualTo(W);
    assertThat(Images.read(turned, "turned.png").rgb()).isEqualTo(seen.rgb());

    Path plain = Files.write(folder.resolve("plain.png"), png);
    byte[] webp =
        Files.readAllBytes(
            Natives.ffmpeg(
                "-i " + plain + " -c:v libwebp -lossless 1 -pix_fmt bgra",
                folder.resolve("plain.webp")));
    assertThat(Clips.psnr(read("turned.webp", extended(webp, tiff, orientation)), seen))
        .isGreaterThan(38);
    byte[] jpeg =
        Files.readAllBytes(
            Natives.ffmpeg(
                "-i " + plain + " -pix_fmt yuvj444p -q:v 1", folder.resolve("plain.jpg")));
    byte[] segment =
        inserted(
            tiff,
            0,
            new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (8 + tiff.length)},
            "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    byte[] photo = inserted(jpeg, 2, segment);
    // What JPEG itself loses aside: turned back it is the picture without an orientation.
    // Two decoders are at work, which round differently.
    RgbImage untold = read("untold.jpg", jpeg);
    assertThat(Clips.psnr(stored(read("photo.jpg", photo), orientation), untold)).isGreaterThan(38);
    assertThat(Clips.psnr(stored(Images.read(photo, "photo.jpg"), orientation), untold))
        .isGreaterThan(38);
  }

  @ParameterizedTest
  @CsvSource({"rgba, 8", "rgba64be, 16", "ya8, 8", "ya16be, 16", "pal8, 8"})
  void hiddenColoursAreWhite(String format, int bits) throws IOException {
    BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        int hidden = (x * 7919 + y * 104_729) & 0xffffff;
        image.setRGB(x, y, x < W / 2 ? (y < H / 2 ? 0 : hidden) : 0xff406080);
      }
    }
    byte[] png = format.equals("pal8") ? palette() : png(image);
    Path from = Files.write(folder.resolve("from.png"), png);
    Path file =
        format.equals("pal8")
            ? from
            : Natives.ffmpeg("-i " + from + " -pix_fmt " + format, folder.resolve(format + ".png"));
    RgbImage decoded = Images.read(file.toString(), Clips.HADOOP);
    RgbImage plain = Images.read(Files.readAllBytes(file), file.toString());
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W / 2; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(decoded.at(x, y, c)).isEqualTo(255);
          assertThat(plain.at(x, y, c)).isEqualTo(255);
        }
      }
    }
    assertThat(decoded.at(3 * W / 4, H / 2, 1)).isBetween(0x58, 0x68);
    assertThat(plain.at(3 * W / 4, H / 2, 1)).isBetween(0x58, 0x68);
    assertThat(bits).isPositive();
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] palette() throws IOException {
    byte[] levels = {0, 0x60};
    IndexColorModel colours =
        new IndexColorModel(8, 2, levels, levels, levels, new byte[] {0, (byte) 255});
    BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_INDEXED, colours);
    for (int y = 0; y < H; y++) {
      for (int x = W / 2; x < W; x++) {
        image.getRaster().setSample(x, y, 0, 1);
      }
    }
    return png(image);
  }

  @Test
  void transparencyOfWebmIsRespected() throws IOException {
    Path file =
        Natives.ffmpeg(
            "-f lavfi -i color=c=red@0.0:s=96x64:r=25:d=0.2,format=yuva420p -c:v libvpx-vp9"
                + " -deadline realtime -cpu-used 8 -auto-alt-ref 0",
            folder.resolve("alpha.webm"));
    assertThat(Images.read(file.toString(), Clips.HADOOP).at(40, 30, 1)).isEqualTo(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiles.heic", "tiles-turned.heic", "tiles-mirrored.heic", "phone.jpg"})
  void tiledPicturesAreWhole(String name) throws IOException {
    Path file =
        name.endsWith("jpg")
            ? Files.move(Natives.resource("tiles.heic", folder), folder.resolve(name))
            : Natives.resource(name, folder);
    RgbImage upright = Images.read(Natives.resource("tiles.png", folder).toString(), Clips.HADOOP);
    Orientation turned =
        name.contains("turned")
            ? new Orientation(3, false)
            : new Orientation(0, name.contains("mirrored"));
    assertThat(Clips.psnr(Images.read(file.toString(), Clips.HADOOP), turned.apply(upright)))
        .isGreaterThan(30);
    try (VideoReader reader = Clips.open(file.toString())) {
      assertThat(reader.info().frames()).isEqualTo(1);
      assertThat(reader.info().width()).isEqualTo(name.contains("turned") ? 90 : 100);
      assertThat(Clips.rest(reader)).hasSize(1);
      reader.seek(0);
      assertThat(reader.next()).isNotNull();
    }
  }

  @Test
  void aMissingTileIsSaid() throws IOException {
    byte[] bytes = Files.readAllBytes(Natives.resource("tiles.heic", folder));
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 120);
    assertThatThrownBy(() -> read("cut.heic", cut))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut.heic");
  }

  @Test
  void picturesOfPhonesAreTakenAndLargerOnesRefusedByTheirSize() throws IOException {
    Path large =
        Natives.ffmpeg(
            "-f lavfi -i color=c=0x406080:s=8064x6048:d=0.04 -frames:v 1 -pix_fmt yuvj420p",
            folder.resolve("large.jpg"));
    RgbImage image = Images.read(large.toString(), Clips.HADOOP);
    assertThat(image.width()).isEqualTo(8064);
    assertThat(image.at(8000, 6000, 1)).isBetween(0x5a, 0x66);
    byte[] bytes = Files.readAllBytes(large);
    for (int i = 0; i + 9 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xc0) {
        ByteBuffer.wrap(bytes).putShort(i + 5, (short) 9000).putShort(i + 7, (short) 12_000);
        break;
      }
    }
    assertThatThrownBy(() -> read("larger.jpg", bytes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("12000x9000");
  }

  /** Extensions are those of files that can be read: what FFmpeg decodes a picture with. */
  @Test
  void everyExtensionOfAPictureHasADecoderThatMayBeUsed() {
    AllowedMedia allowed = AllowedMedia.of(Clips.HADOOP);
    AVOutputFormat pictures = avformat.av_guess_format("image2", null, null);
    int found = 0;
    for (String extension :
        Settings.defaults().section("index").get("extensions").asText().split(",")) {
      int codec =
          avformat.av_guess_codec(
              pictures, (String) null, "x." + extension, null, avutil.AVMEDIA_TYPE_VIDEO);
      if (codec != avcodec.AV_CODEC_ID_NONE) {
        found++;
        assertThat(allowed.decoders())
            .as(extension)
            .contains(avcodec.avcodec_find_decoder(codec).name().getString());
      }
    }
    assertThat(found).as("extensions of pictures").isGreaterThan(3);
  }
}
