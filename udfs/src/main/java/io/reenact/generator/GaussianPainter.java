package io.reenact.generator;

import ai.djl.ndarray.NDManager;
import io.reenact.camera.Camera;
import io.reenact.nn.Devices;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Rasterizer;
import java.util.List;
import java.util.function.Function;

/** Draws the Gaussians that a generator ends in. */
public final class GaussianPainter implements Painter {
  private final Generator generator;
  private final Rasterizer rasterizer;

  /** Found when a head is first drawn. */
  private Eyelids lids;

  private final Smoothing smoothing;

  /** Whose looks heads keep; null: as tuning left them. */
  private OwnChanges own;

  private Generator untuned;

  /**
   * @param rasterizer becomes the painter's to close
   */
  public GaussianPainter(Generator generator, Rasterizer rasterizer) {
    this(generator, rasterizer, Smoothing.NONE);
  }

  GaussianPainter(Generator generator, Rasterizer rasterizer, Smoothing smoothing) {
    this.generator = generator;
    this.rasterizer = rasterizer;
    this.smoothing = smoothing;
  }

  static GaussianPainter of(Generator generator, int threads, boolean deterministic, int learnt) {
    return new GaussianPainter(
        generator,
        Devices.rasterizer(generator.manager().getDevice(), threads, deterministic),
        new Smoothing(learnt));
  }

  @Override
  public Generator generator() {
    return generator;
  }

  /**
   * From now on heads keep a person's looks under anyone's expression.
   *
   * @param changes the person's; null: as tuning left them
   * @param plain the generator without tuning, which stays the caller's; null only with the former
   */
  public void keep(OwnChanges changes, Generator plain) {
    own = changes;
    untuned = plain;
  }

  /** The rasterizer; it stays the painter's. */
  public Rasterizer rasterizer() {
    return rasterizer;
  }

  /** The Gaussians of both eyeballs as the generator is now; none if it does not tell. */
  public int[] eyeballs() {
    return Eyelids.of(generator).eyeballs();
  }

  @Override
  public Heads heads(float[][] latents) {
    if (lids == null) {
      lids = Eyelids.of(generator);
    }
    Synthesis made = generator.synthesize(latents, false);
    if (own != null) {
      try (Synthesis plain = untuned.synthesize(latents, false)) {
        made.hold(own, plain);
      }
    }
    if (lids.any()) {
      made.cover(lids);
    }
    return new SplatHeads(made, rasterizer, smoothing);
  }

  @Override
  public float[] background(float[] wanted) {
    return wanted;
  }

  @Override
  public <T> T by(Function<ArrayPainter, T> arrays, Function<GaussianPainter, T> host) {
    return rasterizer
        .onDevice()
        .<ArrayPainter>map(device -> new OnDevice(generator, device))
        .map(arrays)
        .orElseGet(() -> host.apply(this));
  }

  private record OnDevice(Generator generator, DeviceRasterizer rasterizer)
      implements ArrayPainter {
    @Override
    public NDManager manager() {
      return generator.manager();
    }

    @Override
    public Pictures pictures(
        float[][] latents, List<Camera> cameras, float[][] backgrounds, int size) {
      return new SplatPictures(
          generator.synthesize(latents, true), rasterizer, cameras, backgrounds, size);
    }
  }

  @Override
  public void close() {
    rasterizer.close();
  }
}
