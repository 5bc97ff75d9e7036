package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_write;

import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Sound as an array of floats for each channel, between FFmpeg's frames and its queue. */
final class PlanarSamples {
  private final float[][] channels;

  private PlanarSamples(float[][] channels) {
    this.channels = channels;
  }

  /** Silence. */
  static PlanarSamples silence(int channels, int count) {
    return new PlanarSamples(new float[channels][count]);
  }

  /** A copy of a frame of planar floats. */
  static PlanarSamples of(AVFrame frame, int channels) {
    float[][] copy = new float[channels][frame.nb_samples()];
    for (int c = 0; c < channels; c++) {
      new FloatPointer(frame.data(c)).get(copy[c]);
    }
    return new PlanarSamples(copy);
  }

  /** How long it is. */
  int count() {
    return channels[0].length;
  }

  /** This sound, made longer or shorter by linear interpolation. */
  PlanarSamples stretched(int count) {
    float[][] to = new float[channels.length][count];
    double step = count > 1 ? (count() - 1.0) / (count - 1) : 0;
    for (int c = 0; c < to.length; c++) {
      float[] from = channels[c];
      for (int i = 0; i < count; i++) {
        int left = (int) (i * step);
        int right = Math.min(from.length - 1, left + 1);
        float share = (float) (i * step - left);
        to[c][i] = from[left] + share * (from[right] - from[left]);
      }
    }
    return new PlanarSamples(to);
  }

  /** What comes after the first samples. */
  PlanarSamples without(int first) {
    float[][] to = new float[channels.length][];
    for (int c = 0; c < to.length; c++) {
      to[c] = java.util.Arrays.copyOfRange(channels[c], first, count());
    }
    return new PlanarSamples(to);
  }

  /** Puts all into a queue. */
  void write(AVAudioFifo queue) {
    FloatPointer[] natives = new FloatPointer[channels.length];
    for (int c = 0; c < natives.length; c++) {
      natives[c] = new FloatPointer(channels[c]);
    }
    try (PointerPointer<FloatPointer> pointers = new PointerPointer<>(natives)) {
      Av.check(av_audio_fifo_write(queue, pointers, count()), "sound");
    } finally {
      for (FloatPointer p : natives) {
        p.close();
      }
    }
  }
}
