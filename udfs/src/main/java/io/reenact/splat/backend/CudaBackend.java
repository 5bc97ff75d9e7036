package io.reenact.splat.backend;

import io.reenact.splat.Rasterizer;
import io.reenact.splat.cuda.CudaRasterizer;

/** CUDA on an NVIDIA GPU. */
final class CudaBackend implements Backend {
  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public boolean suits(Place place) {
    return place.onGpu();
  }

  @Override
  public boolean available() {
    return CudaRasterizer.devices() > 0;
  }

  /** Beside networks on the CPU it draws on the first GPU. */
  @Override
  public Rasterizer open(Place place) {
    return place.onGpu()
        ? new CudaRasterizer(place.gpu(), place.deterministic())
        : new ThroughHost(new CudaRasterizer(0, place.deterministic()));
  }
}
