package io.reenact.inversion;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.nn.Autograd;
import io.reenact.nn.Busy;
import io.reenact.nn.Compute;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.Colours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A step of joint tuning of drawn frames, the same on every device: whether a GPU computes what the
 * CPU does, and how busy it is with it. Holds a generator and networks until closed, on the thread
 * that made it.
 */
public final class StepCheck implements AutoCloseable {
  private static final int FRAMES = 2;

  /** Of a latent's first floats, how far from the mean. */
  private static final float AWAY = 0.3f;

  private final GpuUnit gpu;
  private final Generator generator;
  private final FaceNetworks networks;
  private final Painter painter;
  private final RenderStep step;
  private final List<RenderStep.Item> items = new ArrayList<>();
  private final Device device;
  private final int size;

  /**
   * What a step gave.
   *
   * @param loss of it
   * @param latents its gradient by latents, a frame a row
   * @param weights its gradient by the generator's weights, each parameter's length
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by apart()
  public record Outcome(double loss, float[][] latents, float[] weights) {
    /** The greatest relative difference between two outcomes: of loss, latents and weights. */
    public double apart(Outcome other) {
      double most = Math.abs(loss - other.loss) / Math.abs(other.loss);
      for (int i = 0; i < latents.length; i++) {
        most = Math.max(most, apart(latents[i], other.latents[i]));
      }
      return Math.max(most, apart(weights, other.weights));
    }

    private static double apart(float[] a, float[] b) {
      double difference = 0;
      double size = 0;
      for (int i = 0; i < a.length; i++) {
        difference += Math.pow(a[i] - b[i], 2);
        size += Math.pow(b[i], 2);
      }
      return Math.sqrt(difference / size);
    }
  }

  /**
   * What steps cost.
   *
   * @param seconds of one
   * @param busy share of the device's time that it computed, 0 to 1
   */
  public record Pace(double seconds, double busy) {}

  /**
   * @param bundle the generator
   * @param compute where
   * @param size of the pictures, pixels a side
   */
  public StepCheck(GeneratorBundle bundle, Compute compute, int size) {
    this.size = size;
    device = compute.device();
    gpu = GpuUnit.begin(device);
    generator = Generator.load(bundle, device, true);
    networks = FaceNetworks.bundled(device, true);
    painter = Painter.of(generator, 1, compute.deterministic());
    FaceCrops crops = new FaceCrops(CohortInverter.alignment(bundle), 0);
    ExpressionEmphasis emphasis = ExpressionEmphasis.of(InversionSettings.quick());
    PictureLosses losses = new PictureLosses(networks, crops, emphasis);
    step = new RenderStep(painter, losses, size, compute.precision());
    PixelLoss pixels = new PixelLoss(size);
    List<LossTerm> terms =
        List.of(
            new PixelTerm(1, pixels, InversionSettings.quick().emphasis().regions()),
            new PerceptualTerm(1, false));
    float[] mean = bundle.latentStats().mean();
    for (int i = 0; i < FRAMES; i++) {
      Camera camera = Camera.orbit(0.2 * i, 0.1, 0);
      items.add(
          new RenderStep.Item(
              mean, camera, target(mean, camera, i), Colours.white(), terms, 1, null, null, 0));
    }
  }

  /** A picture of another latent, whatever it shows; regions in stripes, so that each counts. */
  private TargetFrame target(float[] mean, Camera camera, int frame) {
    float[] latent = mean.clone();
    Random random = new Random(frame);
    for (int k = 0; k < latent.length; k++) {
      latent[k] += AWAY * (float) random.nextGaussian();
    }
    byte[] rgb = new byte[3 * size * size];
    try (Heads heads = painter.heads(new float[][] {latent})) {
      float[] image = heads.draw(0, camera, size, size, Colours.white()).image();
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) Math.round(127.5 * (Math.max(-1, Math.min(1, image[i])) + 1));
      }
    }
    byte[] matte = new byte[size * size];
    Arrays.fill(matte, (byte) 255);
    byte[] region = new byte[size * size];
    for (int i = 0; i < region.length; i++) {
      region[i] = (byte) (i / 16 % Regions.COUNT);
    }
    return new TargetFrame(
        frame, 0, 0, camera, size, rgb, matte, region, new float[136], new float[3]);
  }

  /** One step. */
  public Outcome run() {
    generator.parameters().values().forEach(Autograd::clearGradient);
    RenderStep.Outcome out = step.run(items);
    float[] sizes = new float[generator.parameters().size()];
    int i = 0;
    for (NDArray weight : generator.parameters().values()) {
      try (NDArray gradient = Autograd.gradient(weight);
          NDArray square = gradient.square();
          NDArray sum = square.sum()) {
        sizes[i++] = (float) Math.sqrt(sum.toFloatArray()[0]);
      }
    }
    return new Outcome(out.loss(), out.latents(), sizes);
  }

  /**
   * Steps for some seconds, after some that warm up.
   *
   * @throws IOException if a GPU's use can't be asked for
   */
  public Pace pace(double seconds) throws IOException {
    run();
    run();
    long start = System.nanoTime();
    int steps = 0;
    try (Busy busy = new Busy(device)) {
      double took;
      do {
        step.run(items);
        steps++;
        took = (System.nanoTime() - start) / 1e9;
      } while (took < seconds);
      return new Pace(took / steps, busy.share());
    }
  }

  @Override
  public void close() {
    painter.close();
    networks.close();
    generator.close();
    gpu.close();
  }
}
