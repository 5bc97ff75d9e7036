package io.reenact.video;

import java.util.Map;

/** Who encodes H.264. */
enum H264Coder {
  /** Cisco's, on the CPU: the same pictures give the same bytes on every machine. */
  OPENH264("OpenH264", "libopenh264", Map.of("allow_skip_frames", "0")),
  /** NVIDIA's, a circuit of its own beside a GPU's cores; not every card has one. */
  NVENC(
      "NVENC", "h264_nvenc", Map.of("preset", "p4", "tune", "hq", "rc", "vbr", "profile", "high"));

  private final String shown;
  private final String encoder;
  private final Map<String, String> options;

  H264Coder(String shown, String encoder, Map<String, String> options) {
    this.shown = shown;
    this.encoder = encoder;
    this.options = options;
  }

  /** FFmpeg's name of it. */
  String encoder() {
    return encoder;
  }

  /** FFmpeg's options of it. */
  Map<String, String> options() {
    return options;
  }

  @Override
  public String toString() {
    return shown;
  }
}
