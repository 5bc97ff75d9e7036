package io.reenact.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/** Real frames where the shared clips are at hand, and images that need none. */
public final class TestImages {
  private TestImages() {}

  static Path clip(int number) {
    Path root = Path.of(System.getProperty("reenact.root", "..")).toAbsolutePath();
    for (Path p = root; p != null; p = p.getParent()) {
      Path clip = p.resolve("shared/videos/p00" + number + ".mp4");
      if (Files.exists(clip)) {
        return clip;
      }
    }
    return root.resolveSibling("shared/videos/p00" + number + ".mp4");
  }

  public static boolean haveClips() {
    return Files.exists(clip(1)) && Files.exists(clip(4));
  }

  /** Every {@code every}-th frame of a clip. */
  public static List<RgbImage> frames(int clip, int count, int every) throws IOException {
    List<RgbImage> result = new ArrayList<>();
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(clip(clip).toFile())) {
      avutil.av_log_set_level(avutil.AV_LOG_QUIET);
      grabber.setPixelFormat(avutil.AV_PIX_FMT_RGB24);
      grabber.start();
      for (int i = 0; result.size() < count; i++) {
        Frame f = grabber.grabImage();
        if (f == null) {
          break;
        }
        if (i % every == 0) {
          ByteBuffer pixels = (ByteBuffer) f.image[0];
          byte[] rgb = new byte[3 * f.imageWidth * f.imageHeight];
          for (int y = 0; y < f.imageHeight; y++) {
            pixels.position(y * f.imageStride);
            pixels.get(rgb, 3 * y * f.imageWidth, 3 * f.imageWidth);
          }
          result.add(new RgbImage(f.imageWidth, f.imageHeight, rgb));
        }
      }
    }
    return result;
  }

  public static NDArray array(NDManager m, RgbImage image) {
    return m.create(image.toChw(), new Shape(1, 3, image.height(), image.width()));
  }

  /** Follows the face from the image's middle: the dense landmarks in px. */
  public static float[] dense(NDManager m, LandmarkNetwork network, RgbImage image) {
    try (NDManager s = m.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray x = array(s, image);
      float side = Math.min(image.width(), image.height()) * 0.9f;
      float cx = image.width() / 2f;
      float cy = image.height() / 2f;
      float[] box = {cx - side / 2, cy - side / 2, cx + side / 2, cy + side / 2};
      float[] p = new float[0];
      for (int i = 0; i < 4; i++) {
        NDArray crop = CropSampler.crop(x, new float[][] {box}, LandmarkNetwork.SIZE);
        p = network.forward(crop).landmarks().toFloatArray();
        for (int k = 0; k < p.length; k++) {
          p[k] = p[k] * (box[2] - box[0]) + (k % 3 == 0 ? box[0] : k % 3 == 1 ? box[1] : 0);
        }
        box = FaceBoxes.landmarkBoxOfDense(p);
      }
      return p;
    }
  }

  /** Smooth blobs with noise on them, {@code [b, 3, size, size]} in [-1, 1]. */
  public static float[] synthetic(int b, int size, long seed) {
    Random random = new Random(seed);
    float[] x = new float[b * 3 * size * size];
    for (int plane = 0; plane < b * 3; plane++) {
      double fx = 1 + random.nextInt(5);
      double fy = 1 + random.nextInt(5);
      double phase = random.nextDouble() * 6;
      for (int i = 0; i < size * size; i++) {
        double u = (double) (i % size) / size;
        double v = (double) (i / size) / size;
        x[plane * size * size + i] =
            (float)
                (0.7 * Math.sin(6.28 * (fx * u + fy * v) + phase)
                    + 0.3 * (random.nextDouble() - 0.5));
      }
    }
    return x;
  }

  /** NCHW in [-1, 1] to NHWC, times {@code scale}, plus {@code shift}. */
  public static float[] nhwc(float[] nchw, int b, int size, float scale, float shift) {
    float[] out = new float[nchw.length];
    int n = size * size;
    for (int i = 0; i < b; i++) {
      for (int c = 0; c < 3; c++) {
        for (int k = 0; k < n; k++) {
          out[(i * n + k) * 3 + c] = nchw[(i * 3 + c) * n + k] * scale + shift;
        }
      }
    }
    return out;
  }
}
