package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;

/** What the values of a frame mean as light. */
enum Light {
  /** As screens show them: BT.601, BT.709 or sRGB. */
  STANDARD("standard"),
  /** Wide colours, BT.2020, of standard dynamic range. */
  WIDE("wide colours (BT.2020)"),
  /** Perceptual quantiser, BT.2100 and SMPTE ST 2084, with BT.2020's colours. */
  PQ("high dynamic range (PQ)"),
  /** Hybrid log-gamma, BT.2100, with BT.2020's colours. */
  HLG("high dynamic range (HLG)");

  private final String shown;

  Light(String shown) {
    this.shown = shown;
  }

  /** From FFmpeg's numbers of transfer and primaries. */
  static Light of(int transfer, int primaries) {
    if (transfer == AVCOL_TRC_SMPTE2084) {
      return PQ;
    } else if (transfer == AVCOL_TRC_ARIB_STD_B67) {
      return HLG;
    }
    return primaries == AVCOL_PRI_BT2020 ? WIDE : STANDARD;
  }

  /** For messages. */
  String shown() {
    return shown;
  }
}
