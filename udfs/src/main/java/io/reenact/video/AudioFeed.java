package io.reenact.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A sound track on its way into an mp4 file. Times are those of the file it comes from. */
sealed interface AudioFeed extends AutoCloseable permits AudioCopy, AudioToAac, LoopedPackets {
  /** Codec and header; owned by the feed. */
  AVCodecParameters parameters();

  /** Units of the packets' times; owned by the feed. */
  AVRational base();

  /** The next packet, valid until the next call; null at the end. */
  AVPacket next();

  @Override
  void close();
}
