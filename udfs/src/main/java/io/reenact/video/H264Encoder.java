package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** RGB images into H.264 packets. */
final class H264Encoder extends VideoEncoder {
  private static final Logger LOG = LoggerFactory.getLogger(H264Encoder.class);

  /** What OpenH264 takes, in pixels; encoders of cards refuse some of it when they are opened. */
  private static final int SHORTEST_SIDE = 16;

  private static final int LONG_SIDE = 3_840;
  private static final int SHORT_SIDE = 2_160;
  private static final int LINES_OF_HD = 720;
  private static final double KEY_FRAME_SECONDS = 2;

  static void requireSize(String shown, int width, int height) {
    int longer = Math.max(width, height);
    int shorter = Math.min(width, height);
    if (shorter < SHORTEST_SIDE || longer > LONG_SIDE || shorter > SHORT_SIDE) {
      throw new BadInput(
          shown
              + " can't be H.264 of "
              + width
              + "x"
              + height
              + " pixels; choose a size from 16x16 to 3840x2160");
    }
  }

  private H264Encoder(String shown, H264Coder coder, double fps) {
    super(shown, coder.toString(), coder.encoder(), fps);
  }

  /**
   * Opens the one that an encoding asks for, or the CPU's where a card's does not take the size or
   * all its sessions are in use.
   *
   * @param shown the file, for messages
   * @throws UserError if the size is none that can be encoded
   */
  static H264Encoder open(String shown, int width, int height, double fps, VideoEncoding how) {
    return openOrOnCpu(how.coder(), shown, width, height, fps, how);
  }

  static H264Encoder openOrOnCpu(
      H264Coder coder, String shown, int width, int height, double fps, VideoEncoding how) {
    if (coder != H264Coder.OPENH264) {
      try {
        return open(coder, shown, width, height, fps, how);
      } catch (IllegalStateException e) {
        LOG.info("{} is encoded on the CPU: {}", shown, e.getMessage());
      }
    }
    return open(H264Coder.OPENH264, shown, width, height, fps, how);
  }

  /**
   * Opens a set one.
   *
   * @throws IllegalStateException if it can't be opened
   */
  static H264Encoder open(
      H264Coder coder, String shown, int width, int height, double fps, VideoEncoding how) {
    Av.init();
    requireSize(shown, width, height);
    H264Encoder encoder = new H264Encoder(shown, coder, fps);
    boolean hd = height >= LINES_OF_HD;
    AVCodecContext context = encoder.context();
    context.width((width + 1) / 2 * 2);
    context.height((height + 1) / 2 * 2);
    context.pix_fmt(AV_PIX_FMT_YUV420P);
    context.bit_rate(how.quality().bitRate(width, height, fps));
    context.gop_size((int) Math.max(1, Math.round(KEY_FRAME_SECONDS * fps)));
    context.max_b_frames(0);
    context.profile(AV_PROFILE_H264_HIGH);
    context.colorspace(hd ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M);
    context.color_primaries(hd ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M);
    context.color_trc(hd ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M);
    context.chroma_sample_location(AVCHROMA_LOC_LEFT);
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    Map<String, String> options = new TreeMap<>(coder.options());
    if (coder == H264Coder.NVENC) {
      options.put("gpu", String.valueOf(how.gpu()));
    }
    encoder.open(FromRgb.opaque(width, height, context.colorspace()), options);
    return encoder;
  }
}
