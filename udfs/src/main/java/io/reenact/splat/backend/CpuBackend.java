package io.reenact.splat.backend;

import io.reenact.splat.Rasterizer;
import io.reenact.splat.cpu.CpuRasterizer;

/** Compiled code, or Java with the Vector API, on any machine. */
final class CpuBackend implements Backend {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public boolean suits(Place place) {
    return !place.onGpu();
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Rasterizer open(Place place) {
    return new CpuRasterizer(place.threads());
  }
}
