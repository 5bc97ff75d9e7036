package io.reenact.splat.cpu;

import io.reenact.splat.Rasterizer;
import io.reenact.splat.RasterizerSuite;

/** Where compiled code does not run. */
class TilePainterTest extends RasterizerSuite {
  @Override
  protected Rasterizer open() {
    return CpuRasterizer.inJava(2);
  }
}
