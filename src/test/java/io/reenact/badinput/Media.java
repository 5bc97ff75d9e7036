package io.reenact.badinput;

import io.reenact.video.Images;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Small whole files to be damaged: a face for a few frames, in many containers. */
final class Media {
  private static final int SIDE = 128;
  private static final int FRAMES = 6;
  private static final Configuration LOCAL = new Configuration();

  private final Path folder;
  private final List<RgbImage> face;

  /**
   * @param folder for files in the making
   * @param video shows one face
   */
  Media(Path folder, Path video) {
    this.folder = folder;
    this.face = frames(video);
  }

  private static List<RgbImage> frames(Path video) {
    List<RgbImage> frames = new ArrayList<>();
    try (VideoReader reader = VideoReader.open(MediaSource.of(video.toString()), LOCAL)) {
      for (VideoFrame f = reader.next(); f != null; f = reader.next()) {
        frames.add(Images.resize(f.image(), SIDE, SIDE));
        if (frames.size() == FRAMES) {
          return frames;
        }
      }
    }
    throw new IllegalStateException(video + " is too short");
  }

  /** An mp4 at 25 frames a second. */
  byte[] mp4() throws IOException {
    return mp4(face, i -> i * 40_000L);
  }

  /** An mp4 of one frame. */
  byte[] single() throws IOException {
    return mp4(face.subList(0, 1), i -> 0);
  }

  /** An mp4 whose frames come after 20 ms to a second and a half. */
  byte[] variableRate() throws IOException {
    return mp4(face, i -> i * 20_000L + i * i * 41_234L);
  }

  /** An mp4 filmed with the camera lying on its side, and marked so. */
  byte[] rotated() throws IOException {
    List<RgbImage> lying = new ArrayList<>();
    for (RgbImage upright : face) {
      RgbImage image = RgbImage.blank(SIDE, SIDE);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          // Clockwise by 90 degrees takes (x, y) to (SIDE - 1 - y, x).
          int from = 3 * (x * SIDE + SIDE - 1 - y);
          System.arraycopy(upright.rgb(), from, image.rgb(), 3 * (y * SIDE + x), 3);
        }
      }
      lying.add(image);
    }
    return Mp4.turned(mp4(lying, i -> i * 40_000L));
  }

  /** A PNG. */
  byte[] png() {
    return Images.png(face.get(0));
  }

  private interface Times {
    long us(int frame);
  }

  private byte[] mp4(List<RgbImage> frames, Times times) throws IOException {
    Path file = folder.resolve("base.mp4");
    try (VideoWriter writer =
        VideoWriter.create(InputFiles.uri(file), LOCAL, SIDE, SIDE, 25, Quality.STANDARD, null)) {
      for (int i = 0; i < frames.size(); i++) {
        writer.write(frames.get(i), times.us(i));
      }
      writer.finish();
    }
    return take(file);
  }

  /** The face in another container, with an encoder of FFmpeg's own. */
  byte[] in(String format, int codec) throws IOException {
    Path file = folder.resolve("base." + format);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), SIDE, SIDE);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setFormat(format);
      recorder.setVideoCodec(codec);
      recorder.setFrameRate(25);
      if (codec == avcodec.AV_CODEC_ID_GIF) {
        recorder.setPixelFormat(avutil.AV_PIX_FMT_RGB8);
      }
      recorder.start();
      for (RgbImage image : face) {
        recorder.record(converter.getFrame(Images.toBufferedImage(image)));
      }
      recorder.stop();
    }
    return take(file);
  }

  /** Half a second of a tone and no picture. */
  byte[] sound(String format, int codec) throws IOException {
    Path file = folder.resolve("base." + format);
    int rate = 48_000;
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 1)) {
      recorder.setFormat(format);
      recorder.setAudioCodec(codec);
      recorder.setSampleRate(rate);
      recorder.start();
      short[] samples = new short[rate / 2];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (short) (8000 * Math.sin(i * 0.17));
      }
      recorder.recordSamples(rate, 1, ShortBuffer.wrap(samples));
      recorder.stop();
    }
    return take(file);
  }

  /** Sound as phones keep it. */
  byte[] sound() throws IOException {
    return sound("mp4", avcodec.AV_CODEC_ID_AAC);
  }

  private static byte[] take(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }
}
