package io.reenact.timing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.nn.Autograd;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.FaceNetworks;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * The losses' face networks forward and back to the picture, two pictures a call on one thread: our
 * own kernels beside PyTorch in the same run.
 */
public final class NetworksBenchmark implements Benchmark {
  private static final int PICTURES = 2;
  private static final double SECONDS = 1;

  @Override
  public String name() {
    return "networks";
  }

  @Override
  public void run(Rows out) throws IOException {
    Autograd.threads(1);
    compare(out, "identity, 112 px", 112, (n, x) -> n.identity().embed(x).square().sum());
    compare(
        out,
        "landmarks, 192 px",
        192,
        (n, x) -> n.landmarks().forward(x).landmarks().square().sum());
    compare(
        out,
        "perceptual distance, 128 px",
        128,
        (n, x) -> n.perceptual().distance(x, x.flip(3)).sum());
  }

  private static void compare(
      Rows out, String kase, int size, BiFunction<FaceNetworks, NDArray, NDArray> loss) {
    double ours = millis(size, loss);
    try {
      System.setProperty(NativeNetworks.PROPERTY, "torch");
      double torch = millis(size, loss);
      out.add(kase, "forward and back, a picture", ours, "ms", "PyTorch", torch / ours);
      System.setProperty(NativeNetworks.PROPERTY, "avx2");
      double narrow = millis(size, loss);
      out.add(kase, "forward and back, a picture", ours, "ms", "vectors of 8", narrow / ours);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  private static double millis(int size, BiFunction<FaceNetworks, NDArray, NDArray> loss) {
    FloatBuffer pixels = Autograd.buffer(PICTURES * 3 * size * size);
    Random random = new Random(1);
    while (pixels.hasRemaining()) {
      pixels.put(2 * random.nextFloat() - 1);
    }
    pixels.rewind();
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu())) {
      return Timing.medianMillis(
              SECONDS,
              () -> {
                try (NDManager step = networks.manager().newSubManager();
                    Autograd.Scope on = Autograd.enabled()) {
                  NDArray x = Autograd.leaf(step, pixels, new Shape(PICTURES, 3, size, size));
                  Autograd.backward(loss.apply(networks, x));
                }
              })
          / PICTURES;
    }
  }
}
