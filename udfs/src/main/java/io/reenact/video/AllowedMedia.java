package io.reenact.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Which of FFmpeg's decoders and containers may touch a user's file: the common ones of real
 * corpora. Rarely used ones are where its holes are found, and a file chooses by itself which ones
 * it is given to. The configuration extends both lists.
 *
 * @param decoders by FFmpeg's names
 * @param containers by FFmpeg's names of demuxers
 * @param gpuFirst whether a GPU's decoders are tried before the CPU's
 */
public record AllowedMedia(List<String> decoders, List<String> containers, boolean gpuFirst) {
  /** Hadoop property: further decoders, comma-separated. */
  public static final String DECODERS = "reenact.video.decoders";

  /** Hadoop property: further containers, comma-separated. */
  public static final String CONTAINERS = "reenact.video.containers";

  /** Hadoop property: true if GPUs decode what they can. */
  public static final String GPU_DECODES = "reenact.video.gpu_decodes";

  private static final List<String> COMMON_DECODERS =
      split(
          // Pictures of cameras, phones and the web, among them the alternatives for one codec.
          "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,"
              + "mpeg1video,mpeg2video,mpeg4,msmpeg4,msmpeg4v2,h263,flv,wmv1,wmv2,wmv3,vc1,"
              + "mjpeg,prores,dnxhd,dvvideo,ffv1,huffyuv,ffvhuff,rawvideo,theora,"
              + "png,apng,webp,gif,bmp,"
              // Sound.
              + "aac,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,libopus,vorbis,"
              + "ac3,eac3,dca,flac,alac,wmav1,wmav2,amrnb,amrwb,adpcm_ms,adpcm_ima_wav,"
              + "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,"
              + "pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_bluray,pcm_dvd");

  // Playlists and other formats that name further files are left out on purpose: a corpus file must
  // not be able to make an executor open something else.
  private static final List<String> COMMON_CONTAINERS =
      split(
          "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,ivf,gif,apng,"
              + "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,wav");

  /** The common ones and those that a configuration adds. */
  static AllowedMedia of(Configuration hadoop) {
    return new AllowedMedia(
        with(COMMON_DECODERS, hadoop.get(DECODERS, "")),
        with(COMMON_CONTAINERS, hadoop.get(CONTAINERS, "")),
        hadoop.getBoolean(GPU_DECODES, false));
  }

  private static List<String> with(List<String> common, String more) {
    List<String> all = new ArrayList<>(common);
    all.addAll(split(more));
    return List.copyOf(all);
  }

  private static List<String> split(String names) {
    return Arrays.stream(names.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** The decoders as FFmpeg's option {@code codec_whitelist}. */
  String decoderList() {
    return String.join(",", decoders);
  }

  /** The containers as FFmpeg's option {@code format_whitelist}. */
  String containerList() {
    return String.join(",", containers);
  }

  /** Whether a demuxer, which may have several names with commas between, is among them. */
  boolean container(String names) {
    return split(names).stream().anyMatch(containers::contains);
  }
}
