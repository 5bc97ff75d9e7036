package io.reenact.splat.backend;

import io.reenact.splat.Rasterizer;
import io.reenact.splat.cpu.CpuRasterizer;

/**
 * The CPU's without compiled code: what {@link CpuBackend} is where that does not run. Never chosen
 * otherwise, since it draws the same bits more slowly.
 */
final class JavaBackend implements Backend {
  @Override
  public String name() {
    return "java";
  }

  @Override
  public boolean suits(Place place) {
    return false;
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Rasterizer open(Place place) {
    return CpuRasterizer.inJava(place.threads());
  }
}
