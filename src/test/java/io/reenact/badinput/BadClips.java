package io.reenact.badinput;

import io.reenact.badinput.BadInput.Expected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * A corpus folder of damaged clips, {@code <corpus>/<kind>-NNN/c.mp4}, and a few that are only
 * unusual. The same seed damages the same bytes.
 */
final class BadClips {
  private final Path corpus;
  private final Random random;
  private final List<BadInput> inputs = new ArrayList<>();
  private final byte[] mp4;
  private final byte[] png;
  private final Media media;

  private BadClips(Path corpus, Media media, long seed) throws IOException {
    this.corpus = corpus;
    this.media = media;
    this.random = new Random(seed);
    this.mp4 = media.mp4();
    this.png = media.png();
  }

  /**
   * Makes the corpus.
   *
   * @param corpus a folder to be made
   * @param video shows one face
   * @param scratch a folder for files in the making
   */
  static List<BadInput> make(Path corpus, Path video, Path scratch, long seed) throws IOException {
    BadClips clips = new BadClips(corpus, new Media(scratch, video), seed);
    clips.truncated();
    clips.flipped();
    clips.overwritten();
    clips.sizes();
    clips.counts();
    clips.empty();
    clips.containers();
    clips.noClips();
    clips.pictures();
    clips.unusual();
    clips.inputs.addAll(BadNames.make(corpus, clips.mp4));
    return List.copyOf(clips.inputs);
  }

  private void add(String kind, Expected expected, String extension, byte[] bytes)
      throws IOException {
    String identity = String.format(Locale.ROOT, "%s-%03d", kind.replace(' ', '-'), inputs.size());
    Path file = corpus.resolve(identity).resolve("c." + extension);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    inputs.add(new BadInput(kind, identity, "c", expected));
  }

  private void add(String kind, Expected expected, byte[] bytes) throws IOException {
    add(kind, expected, "mp4", bytes);
  }

  private void truncated() throws IOException {
    for (int i = 0; i < 24; i++) {
      add("truncated", Expected.EITHER, Arrays.copyOf(mp4, 1 + random.nextInt(mp4.length - 1)));
    }
  }

  private void flipped() throws IOException {
    int header = Mp4.payload(mp4, "mdat");
    for (int i = 0; i < 40; i++) {
      byte[] copy = mp4.clone();
      boolean onlyHeader = i % 2 == 0;
      int flips = 1 << (i % 8);
      for (int k = 0; k < flips; k++) {
        copy[random.nextInt(onlyHeader ? header : copy.length)] ^= (byte) (1 << random.nextInt(8));
      }
      add(onlyHeader ? "bits flipped in header" : "bits flipped", Expected.EITHER, copy);
    }
  }

  private void overwritten() throws IOException {
    for (int i = 0; i < 24; i++) {
      byte[] copy = mp4.clone();
      int from = random.nextInt(copy.length - 64);
      int to = from + 1 + random.nextInt(Math.min(4096, copy.length - from));
      byte[] noise = new byte[to - from];
      switch (i % 3) {
        case 0 -> random.nextBytes(noise);
        case 1 -> Arrays.fill(noise, (byte) 0);
        default -> System.arraycopy(copy, 0, noise, 0, Math.min(noise.length, from));
      }
      System.arraycopy(noise, 0, copy, from, noise.length);
      add("overwritten", Expected.EITHER, copy);
    }
  }

  private void sizes() throws IOException {
    int[][] sizes = {{65_535, 65_535}, {16_384, 16_384}, {1, 60_000}, {0, 0}, {32_768, 1}};
    for (int[] s : sizes) {
      add("huge size in header", Expected.EITHER, Mp4.sized(mp4, s[0], s[1]));
      int[] fixed = {s[0] << 16, s[1] << 16};
      add("huge size in header", Expected.EITHER, Mp4.with(mp4, 76, fixed, "tkhd"));
    }
    for (int side : new int[] {Integer.MAX_VALUE, 100_000, 0, -1}) {
      byte[] copy = png.clone();
      ByteBuffer.wrap(copy).putInt(16, side).putInt(20, side);
      add("huge size in header", Expected.REFUSED, "png", copy);
    }
  }

  private void counts() throws IOException {
    String[] tables = {"stts", "stsc", "stco", "stsd", "dref", "ctts", "stss", "elst"};
    for (String table : tables) {
      for (int count : new int[] {Integer.MAX_VALUE, -1, 1 << 20}) {
        add(
            "false count in header",
            Expected.EITHER,
            Mp4.orSame(mp4, b -> Mp4.with(b, 4, new int[] {count}, table)));
      }
    }
    for (int size : new int[] {Integer.MAX_VALUE, -1, 0, 1, 7}) {
      // A box's own length, which comes before its name.
      add("false count in header", Expected.EITHER, Mp4.with(mp4, -8, new int[] {size}, "moov"));
      add("false count in header", Expected.EITHER, Mp4.with(mp4, -8, new int[] {size}, "trak"));
    }
  }

  private void empty() throws IOException {
    add("empty", Expected.REFUSED, new byte[0]);
    add("empty", Expected.REFUSED, new byte[1]);
    add("empty", Expected.REFUSED, new byte[8192]);
    add("zero frames", Expected.REFUSED, Mp4.withoutSamples(mp4));
    add("zero frames", Expected.REFUSED, Mp4.renamed(mp4, "trak", "free"));
    add("zero frames", Expected.REFUSED, Arrays.copyOf(mp4, Mp4.payload(mp4, "mdat")));
    add("zero frames", Expected.REFUSED, Mp4.renamed(mp4, "moov", "skip"));
    add("sound only", Expected.REFUSED, media.sound());
    add("sound only", Expected.REFUSED, media.sound("wav", avcodec.AV_CODEC_ID_PCM_S16LE));
    add("sound only", Expected.REFUSED, media.sound("matroska", avcodec.AV_CODEC_ID_AC3));
    add("sound only", Expected.REFUSED, media.sound("mpegts", avcodec.AV_CODEC_ID_MP2));
  }

  private void containers() throws IOException {
    int mpeg4 = avcodec.AV_CODEC_ID_MPEG4;
    add("other container", Expected.USABLE, media.in("avi", mpeg4));
    add("other container", Expected.USABLE, media.in("matroska", mpeg4));
    add("other container", Expected.USABLE, media.in("mpegts", avcodec.AV_CODEC_ID_MPEG2VIDEO));
    add("other container", Expected.USABLE, media.in("flv", avcodec.AV_CODEC_ID_FLV1));
    add("other container", Expected.OPENS, media.in("gif", avcodec.AV_CODEC_ID_GIF));
    add("other container", Expected.USABLE, png);
    add("other container", Expected.USABLE, "png", mp4);
    add("unknown codec", Expected.EITHER, Mp4.renamed(mp4, "avc1", "zzzz"));
    add("unknown codec", Expected.EITHER, Mp4.renamed(mp4, "avcC", "free"));
    add("unknown codec", Expected.EITHER, Mp4.renamed(mp4, "avc1", "hvc1"));
    add("unknown codec", Expected.EITHER, Mp4.renamed(mp4, "avc1", "mp4v"));
    add("unknown codec", Expected.EITHER, Mp4.renamed(mp4, "avc1", "encv"));
  }

  private void noClips() throws IOException {
    String elsewhere = corpus.resolve("other-container-100/c.mp4").toString();
    for (String text :
        new String[] {
          "not a video\n",
          "{\"identity\": \"x\"}",
          "<html><body>404</body></html>",
          "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
          "#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n",
          "ffconcat version 1.0\nfile " + elsewhere + "\n",
          "<MPD><Period><BaseURL>file:///etc/passwd</BaseURL></Period></MPD>",
          "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5000 RTP/AVP 96\n",
          "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
          "%PDF-1.4\n",
          "x".repeat(100_000),
          "\u0000\u0000\u0000\u0018ftypmp42",
        }) {
      add("no video at all", Expected.REFUSED, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    for (int i = 0; i < 6; i++) {
      byte[] noise = new byte[1 << (4 + 2 * i)];
      random.nextBytes(noise);
      add("no video at all", Expected.EITHER, noise);
    }
  }

  private void pictures() throws IOException {
    for (int i = 0; i < 8; i++) {
      add("damaged picture", Expected.EITHER, "png", Arrays.copyOf(png, 9 + 700 * i));
      byte[] copy = png.clone();
      for (int k = 0; k < 1 << i; k++) {
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      }
      add("damaged picture", Expected.EITHER, "jpg", copy);
    }
  }

  private void unusual() throws IOException {
    add("rotated", Expected.USABLE, media.rotated());
    add("variable frame rate", Expected.USABLE, media.variableRate());
    add("one frame", Expected.USABLE, media.single());
    add("undamaged", Expected.USABLE, mp4);
    byte[] tail = Arrays.copyOf(mp4, mp4.length + 10_000);
    random.nextBytes(Arrays.copyOfRange(tail, mp4.length, tail.length));
    add("undamaged", Expected.USABLE, tail);
  }
}
