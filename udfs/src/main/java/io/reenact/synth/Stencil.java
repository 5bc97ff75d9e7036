package io.reenact.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.SplittableRandom;

/** Soft masks from outlines in texture coordinates, {@code [size, size]} in 0..1. */
final class Stencil {
  private Stencil() {}

  /** A filled outline, its edge softened over some texels. */
  static float[] polygon(float[] uv, int size, int soft) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = graphics(image);
    g.fill(path(uv, size, true));
    return soft(image, size, soft);
  }

  /** A line through points. */
  static float[] curve(float[] uv, int size, double width) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = graphics(image);
    g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(path(uv, size, false));
    return soft(image, size, 1);
  }

  /** Short hairs inside an outline, pointing away from the middle of the face and up. */
  static float[] strokes(float[] uv, int size, SplittableRandom r, double thickness) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = graphics(image);
    Path2D outline = path(uv, size, true);
    var box = outline.getBounds2D();
    g.setColor(new Color(255, 255, 255, 150));
    g.setStroke(new BasicStroke((float) (1.5 * thickness)));
    for (int i = 0; i < 420; i++) {
      double x = box.getMinX() + box.getWidth() * r.nextDouble();
      double y = box.getMinY() + box.getHeight() * r.nextDouble();
      if (!outline.contains(x, y)) {
        continue;
      }
      double side = Math.signum(x - size / 2.0);
      double along = Math.abs(x - size / 2.0) / size;
      double length = size * (.012 + .012 * r.nextDouble());
      double up = along < .12 ? .9 : .35 - .5 * (along - .12) / .15;
      g.draw(
          new java.awt.geom.Line2D.Double(
              x - .3 * side * length, y + .4 * up * length, x + side * length, y - up * length));
    }
    return soft(image, size, 1);
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    return g;
  }

  private static Path2D path(float[] uv, int size, boolean closed) {
    Path2D p = new Path2D.Double();
    for (int i = 0; i < uv.length; i += 2) {
      double x = uv[i] * size;
      double y = (1 - uv[i + 1]) * size;
      if (i == 0) {
        p.moveTo(x, y);
      } else {
        p.lineTo(x, y);
      }
    }
    if (closed) {
      p.closePath();
    }
    return p;
  }

  private static float[] soft(BufferedImage image, int size, int radius) {
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    float[] a = new float[size * size];
    for (int i = 0; i < a.length; i++) {
      a[i] = (data[i] & 0xff) / 255f;
    }
    for (int pass = 0; pass < 2; pass++) {
      a = box(a, size, radius, 1);
      a = box(a, size, radius, size);
    }
    return a;
  }

  private static float[] box(float[] a, int size, int radius, int step) {
    float[] out = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      int at = step == 1 ? i % size : i / size;
      float sum = 0;
      for (int d = -radius; d <= radius; d++) {
        int to = Math.max(0, Math.min(size - 1, at + d));
        sum += a[i + (to - at) * step];
      }
      out[i] = sum / (2 * radius + 1);
    }
    return out;
  }
}
