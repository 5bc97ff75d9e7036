package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/**
 * RGB images with alpha into ProRes 4444, which editing programs read: every frame by itself, 10
 * bits, colours straight (not weighed by alpha), BT.709, alpha without loss.
 */
final class ProResEncoder extends VideoEncoder {
  private static final int PROFILE_4444 = 4;
  private static final int LONGEST_SIDE = 8_192;

  private ProResEncoder(String shown, double fps) {
    super(shown, "ProRes", "prores_ks", fps);
  }

  /**
   * @param shown the file, for messages
   * @throws UserError if the size is none that can be encoded
   */
  static ProResEncoder open(String shown, int width, int height, double fps) {
    Av.init();
    if (width < 1 || height < 1 || Math.max(width, height) > LONGEST_SIDE) {
      throw new BadInput(shown + " can't be ProRes of " + width + "x" + height + " pixels");
    }
    ProResEncoder encoder = new ProResEncoder(shown, fps);
    AVCodecContext context = encoder.context();
    context.width(width);
    context.height(height);
    context.pix_fmt(AV_PIX_FMT_YUVA444P10LE);
    context.profile(PROFILE_4444);
    context.colorspace(AVCOL_SPC_BT709);
    context.color_primaries(AVCOL_PRI_BT709);
    context.color_trc(AVCOL_TRC_BT709);
    // Same frames, same bytes: no library version in the file.
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
    encoder.open(FromRgb.withAlpha(width, height, AVCOL_SPC_BT709), Map.of("alpha_bits", "16"));
    return encoder;
  }
}
