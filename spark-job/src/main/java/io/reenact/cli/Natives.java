package io.reenact.cli;

import ai.djl.engine.Engine;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/**
 * Loads every native library once, which unpacks them into the caches: an image that ran this has
 * them baked in. See conf/k8s/Dockerfile.
 */
public final class Natives {
  private Natives() {}

  /** Prints what was loaded; fails if anything is missing. */
  public static void main(String[] args) {
    Engine torch = Engine.getEngine("PyTorch");
    System.out.println("PyTorch " + torch.getVersion() + ", GPUs: " + torch.getGpuCount());
    Loader.load(avutil.class);
    System.out.println("FFmpeg " + avutil.av_version_info().getString());
    Loader.load(org.bytedeco.opencv.global.opencv_dnn.class);
    System.out.println("OpenCV " + org.bytedeco.opencv.global.opencv_core.CV_VERSION);
  }
}
