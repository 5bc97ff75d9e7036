package io.reenact.video;

import org.apache.hadoop.conf.Configuration;

/**
 * How a video is encoded.
 *
 * @param quality sets the bit rate
 * @param gpu number of the GPU whose encoder does it where it has one that {@link CardCodecs} found
 *     good; -1 for the CPU
 */
public record VideoEncoding(Quality quality, int gpu) {
  /** Hadoop property: false keeps all encoding on the CPU. */
  public static final String GPU_ENCODES = "reenact.video.gpu_encodes";

  /** On the CPU. */
  public static VideoEncoding onCpu(Quality quality) {
    return new VideoEncoding(quality, -1);
  }

  /**
   * Where pictures are made.
   *
   * @param gpu its number, or -1
   * @param whole whether the video is made in one piece: only pieces by one and the same encoder
   *     can be joined, and two executors may have different cards
   */
  public static VideoEncoding of(Quality quality, int gpu, boolean whole, Configuration hadoop) {
    return whole && hadoop.getBoolean(GPU_ENCODES, true)
        ? new VideoEncoding(quality, gpu)
        : onCpu(quality);
  }

  /** Who encodes. */
  H264Coder coder() {
    return gpu >= 0 && CardCodecs.encodes(gpu) ? H264Coder.NVENC : H264Coder.OPENH264;
  }
}
