package io.reenact.synth;

import io.reenact.video.Provenance;
import io.reenact.video.VideoWriter;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.hadoop.conf.Configuration;

/** Writes a clip frame by frame, with the truth of each. */
final class ClipFile {
  private ClipFile() {}

  /**
   * Writes the video.
   *
   * @param voice what is heard, if the settings want sound
   * @param progress hears how many frames are done
   */
  static List<FrameTruth> write(
      String uri,
      Configuration hadoop,
      ClipSettings settings,
      int frames,
      SpokenSound voice,
      IntFunction<SynthFrame> draw,
      BiFunction<Integer, SynthFrame, FrameTruth> truth,
      IntConsumer progress) {
    List<FrameTruth> rows = new ArrayList<>();
    int size = settings.size();
    try (SpokenSound.File sound = settings.audio() ? voice.file(frames / settings.fps()) : null;
        VideoWriter video =
            VideoWriter.create(
                uri, hadoop, size, size, settings.fps(), settings.quality(), Provenance.person())) {
      if (sound != null) {
        video.audioFrom(sound.source());
      }
      for (int i = 0; i < frames; i++) {
        SynthFrame frame = draw.apply(i);
        video.write(frame.image(), ptsUs(i, settings));
        rows.add(truth.apply(i, frame));
        progress.accept(i + 1);
      }
      video.finish();
    }
    return rows;
  }

  /** Presentation time of a frame, microseconds. */
  static long ptsUs(int frame, ClipSettings settings) {
    return Math.round(frame * 1e6 / settings.fps());
  }

  /** An 8-bit grey PNG of values in 0..1, which says where it comes from. */
  static byte[] png(float[] matte, int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < matte.length; i++) {
      data[i] = (byte) (int) (255 * matte[i] + 0.5f);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // ImageIO's own wrapper of a stream goes through a file.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Provenance.person().inPng(out.toByteArray());
  }
}
