package io.reenact.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** RGB images into the packets of a video. Times are microseconds. */
interface PictureEncoder extends AutoCloseable {
  /** The encoder's state, with the stream's header; owned by this object. */
  AVCodecContext context();

  /** Units of the packets' times: microseconds. */
  AVRational base();

  /**
   * Encodes an image; then call {@link #receive}.
   *
   * @param alpha coverage, {@code [height * width]} from 0 to 255; null where the video has none
   */
  void send(RgbImage image, byte[] alpha, long timeUs);

  /** No more images come. */
  void end();

  /** The next packet, valid until the next call; null if there is none now. */
  AVPacket receive();

  @Override
  void close();
}
