package io.reenact.doctor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.Devices;
import io.reenact.nn.cpu.NativeNetworks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/** Libraries that are not Java: each is loaded and used once. */
public final class NativeChecks {
  /** The libtorch that the binding was compiled for. */
  static final String LIBTORCH = "2.7.1";

  private NativeChecks() {}

  /** PyTorch's library, and a product that it computes on the CPU. */
  public static List<Finding> libtorch() {
    String flavour = System.getenv("PYTORCH_FLAVOR");
    String where = System.getenv("PYTORCH_LIBRARY_PATH");
    String version = Engine.getEngine("PyTorch").getVersion();
    String found =
        version
            + (Devices.torchHasCuda() ? " for CUDA" : " for CPUs")
            + (where == null ? ", ours" : " of " + where + ", flavour " + flavour);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Scope off = Autograd.disabled()) {
      NDArray a = Autograd.constant(manager, new float[] {1, 2, 3, 4}, new Shape(2, 2));
      float[] square = a.matMul(a).toFloatArray();
      if (!Arrays.equals(square, new float[] {7, 10, 15, 22})) {
        return List.of(Finding.fault("libtorch", found + " computes wrongly", wrong(where)));
      }
    }
    return List.of(
        version.startsWith(LIBTORCH)
            ? Finding.ok("libtorch", found)
            : Finding.fault("libtorch", found, wrong(where)));
  }

  /** What to set where libtorch is not the one that fits. */
  static String wrong(String where) {
    return where == null
        ? "build the job again: ./submit.sh does when target/dist is gone"
        : "the binding fits "
            + LIBTORCH
            + ": conf/gpu/setup.sh makes one that does, and says what to set";
  }

  /** Decoders and encoders of video. */
  public static List<Finding> ffmpeg() {
    Loader.load(avcodec.class);
    String version = avutil.av_version_info().getString();
    for (Map.Entry<String, Boolean> need :
        Map.of(
                "libopenh264", avcodec.avcodec_find_encoder_by_name("libopenh264") != null,
                "h264", avcodec.avcodec_find_decoder_by_name("h264") != null,
                "aac", avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_AAC) != null)
            .entrySet()) {
      if (!need.getValue()) {
        return List.of(
            Finding.fault(
                "FFmpeg",
                version + " without " + need.getKey(),
                "build the job again: its own has it"));
      }
    }
    return List.of(Finding.ok("FFmpeg", version + ", H.264 both ways, AAC"));
  }

  /** The library of the face detector. */
  public static List<Finding> openCv() {
    Loader.load(org.bytedeco.opencv.global.opencv_dnn.class);
    return List.of(Finding.ok("OpenCV", org.bytedeco.opencv.global.opencv_core.CV_VERSION));
  }

  /** Our own kernels for networks on the CPU. */
  public static List<Finding> kernels() {
    return List.of(
        NativeNetworks.available()
            ? Finding.ok("CPU kernels", "ours, in vectors of " + NativeNetworks.lanes() + " floats")
            : Finding.note(
                "CPU kernels",
                "PyTorch's",
                "face networks take two to four times as long as on Linux with AVX2"));
  }
}
