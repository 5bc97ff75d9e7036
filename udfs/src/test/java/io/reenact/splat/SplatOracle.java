package io.reenact.splat;

import io.reenact.camera.Camera;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * 3D Gaussian Splatting in doubles, pixel by pixel over all Gaussians, without tiles; derivatives
 * by dual numbers, one parameter at a time. Slow, and written apart from the rasterizer.
 */
public final class SplatOracle {
  private final float[] params;
  private final int n;
  private final Camera camera;
  private final int width;
  private final int height;
  private final double[] background = new double[3];

  /** A projected Gaussian: centre, inverse covariance, opacity, colour. */
  private record Splat(
      int index, float depth, Dual mx, Dual my, Dual a, Dual b, Dual c, Dual opacity, Dual[] rgb) {}

  /**
   * @param image {@code [3, height, width]}
   * @param alpha {@code [height, width]}
   * @param doubtful pixels where a Gaussian is so near a threshold that single precision may decide
   *     otherwise
   */
  public record Picture(double[] image, double[] alpha, boolean[] doubtful) {}

  public SplatOracle(
      float[] params, int n, Camera camera, int width, int height, float[] background) {
    this.params = params;
    this.n = n;
    this.camera = camera;
    this.width = width;
    this.height = height;
    for (int c = 0; c < 3; c++) {
      this.background[c] = (background[c] + 1) / 2;
    }
  }

  public Picture picture() {
    List<Splat> splats = sorted();
    Picture out =
        new Picture(
            new double[3 * width * height],
            new double[width * height],
            new boolean[width * height]);
    for (int i = 0; i < width * height; i++) {
      out.doubtful[i] = pixel(splats, i, out.image, out.alpha, false);
    }
    return out;
  }

  /** Gradient of the sum of image times weights, {@code [n, 14]}. */
  public double[] gradient(float[] weights) {
    List<Splat> base = sorted();
    double[] out = new double[n * 14];
    double[] tangent = new double[3 * width * height];
    double[] unused = new double[width * height];
    for (int k = 0; k < base.size(); k++) {
      Splat s = base.get(k);
      for (int q = 0; q < 14; q++) {
        List<Splat> moved = new ArrayList<>(base);
        moved.set(k, project(s.index, q));
        double sum = 0;
        for (int i = 0; i < width * height; i++) {
          pixel(moved, i, tangent, unused, true);
          for (int c = 0; c < 3; c++) {
            sum += tangent[c * width * height + i] * weights[c * width * height + i];
          }
        }
        out[s.index * 14 + q] = sum;
      }
    }
    return out;
  }

  private boolean pixel(
      List<Splat> splats, int i, double[] image, double[] alpha, boolean wantTangent) {
    double px = i % width + 0.5;
    double py = i / width + 0.5;
    double t = 1;
    double dt = 0;
    double[] colour = new double[3];
    double[] dColour = new double[3];
    boolean doubtful = false;
    for (Splat s : splats) {
      double dx = px - s.mx.v();
      double dy = py - s.my.v();
      double power = -0.5 * (s.a.v() * dx * dx + s.c.v() * dy * dy) - s.b.v() * dx * dy;
      double a = s.opacity.v() * Math.exp(power);
      doubtful |= Math.abs(a * 255 - 1) < 1e-3 || Math.abs(a / 0.99 - 1) < 1e-5;
      if (a < 1 / 255.0) {
        continue;
      }
      double dPower =
          -0.5 * (s.a.d() * dx * dx + s.c.d() * dy * dy)
              - s.b.d() * dx * dy
              + (s.a.v() * dx + s.b.v() * dy) * s.mx.d()
              + (s.c.v() * dy + s.b.v() * dx) * s.my.d();
      double da = s.opacity.d() * Math.exp(power) + a * dPower;
      if (a > 0.99) {
        a = 0.99;
        da = 0;
      }
      double next = t * (1 - a);
      doubtful |= Math.abs(next / 1e-4 - 1) < 1e-3;
      if (next < 1e-4) {
        break;
      }
      for (int c = 0; c < 3; c++) {
        colour[c] += t * a * s.rgb[c].v();
        dColour[c] += (dt * a + t * da) * s.rgb[c].v() + t * a * s.rgb[c].d();
      }
      dt = dt * (1 - a) - t * da;
      t = next;
    }
    for (int c = 0; c < 3; c++) {
      image[c * width * height + i] =
          wantTangent
              ? 2 * (dColour[c] + dt * background[c])
              : 2 * (colour[c] + t * background[c]) - 1;
    }
    alpha[i] = 1 - t;
    return doubtful;
  }

  private List<Splat> sorted() {
    List<Splat> splats = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Splat s = project(i, -1);
      if (s != null) {
        splats.add(s);
      }
    }
    splats.sort(Comparator.comparingDouble(Splat::depth));
    return splats;
  }

  private Splat project(int index, int direction) {
    Dual[] p = new Dual[14];
    for (int k = 0; k < 14; k++) {
      float v = params[index * 14 + k];
      if (!Float.isFinite(v)) {
        return null;
      }
      p[k] = new Dual(v, k == direction ? 1 : 0);
    }
    Dual[][] view = view();
    Dual[] t = new Dual[3];
    for (int r = 0; r < 3; r++) {
      t[r] = dot(view[r], new Dual[] {p[0], p[1], p[2]}).add(camera.worldToCamera()[4 * r + 3]);
    }
    if (t[2].v() <= 0.2) {
      return null;
    }
    double fx = camera.focalX(width);
    double fy = camera.focalY(height);
    Dual mx = t[0].div(t[2]).mul(fx).add(camera.centreX(width));
    Dual my = t[1].div(t[2]).mul(fy).add(camera.centreY(height));
    Dual tx = limited(t[0], t[2], 1.3 * width / (2 * fx));
    Dual ty = limited(t[1], t[2], 1.3 * height / (2 * fy));
    Dual zz = t[2].mul(t[2]);
    Dual zero = Dual.of(0);
    Dual[][] jacobian = {
      {Dual.of(fx).div(t[2]), zero, tx.div(zz).mul(-fx)},
      {zero, Dual.of(fy).div(t[2]), ty.div(zz).mul(-fy)}
    };
    Dual[][] rs = rotation(p[6], p[7], p[8], p[9]);
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        rs[r][c] = rs[r][c].mul(p[3 + c].exp());
      }
    }
    Dual[][] m = product(product(jacobian, view), rs);
    Dual[][] cov = product(m, transposed(m));
    Dual a = cov[0][0].add(0.3);
    Dual b = cov[0][1];
    Dual c = cov[1][1].add(0.3);
    Dual det = a.mul(c).sub(b.mul(b));
    Dual opacity = Dual.of(1).div(Dual.of(1).add(p[13].mul(-1).exp()));
    Dual[] rgb = new Dual[3];
    for (int k = 0; k < 3; k++) {
      Dual raw = p[10 + k].mul(0.28209479177387814).add(0.5);
      rgb[k] = raw.v() > 0 ? raw : zero;
    }
    return new Splat(
        index, (float) t[2].v(), mx, my, c.div(det), b.mul(-1).div(det), a.div(det), opacity, rgb);
  }

  private Dual[][] view() {
    double[] m = camera.worldToCamera();
    Dual[][] v = new Dual[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        v[r][c] = Dual.of(m[4 * r + c]);
      }
    }
    return v;
  }

  /** 3DGS keeps x / z within a limit, and then sees x as a constant. */
  private static Dual limited(Dual x, Dual z, double limit) {
    double ratio = x.v() / z.v();
    return Math.abs(ratio) <= limit ? x : z.mul(Math.signum(ratio) * limit).detached();
  }

  private static Dual[][] rotation(Dual w, Dual x, Dual y, Dual z) {
    Dual norm = w.mul(w).add(x.mul(x)).add(y.mul(y)).add(z.mul(z)).sqrt();
    w = w.div(norm);
    x = x.div(norm);
    y = y.div(norm);
    z = z.div(norm);
    // The columns are q e q*, for each axis e.
    Dual[][] r = new Dual[3][3];
    for (int c = 0; c < 3; c++) {
      Dual[] e = {
        Dual.of(0), Dual.of(c == 0 ? 1 : 0), Dual.of(c == 1 ? 1 : 0), Dual.of(c == 2 ? 1 : 0)
      };
      Dual[] q = {w, x, y, z};
      Dual[] back = {w, x.mul(-1), y.mul(-1), z.mul(-1)};
      Dual[] turned = hamilton(hamilton(q, e), back);
      for (int k = 0; k < 3; k++) {
        r[k][c] = turned[k + 1];
      }
    }
    return r;
  }

  private static Dual[] hamilton(Dual[] a, Dual[] b) {
    return new Dual[] {
      a[0].mul(b[0]).sub(a[1].mul(b[1])).sub(a[2].mul(b[2])).sub(a[3].mul(b[3])),
      a[0].mul(b[1]).add(a[1].mul(b[0])).add(a[2].mul(b[3])).sub(a[3].mul(b[2])),
      a[0].mul(b[2]).sub(a[1].mul(b[3])).add(a[2].mul(b[0])).add(a[3].mul(b[1])),
      a[0].mul(b[3]).add(a[1].mul(b[2])).sub(a[2].mul(b[1])).add(a[3].mul(b[0]))
    };
  }

  private static Dual dot(Dual[] a, Dual[] b) {
    Dual sum = Dual.of(0);
    for (int i = 0; i < a.length; i++) {
      sum = sum.add(a[i].mul(b[i]));
    }
    return sum;
  }

  private static Dual[][] transposed(Dual[][] a) {
    Dual[][] t = new Dual[a[0].length][a.length];
    for (int r = 0; r < a.length; r++) {
      for (int c = 0; c < a[0].length; c++) {
        t[c][r] = a[r][c];
      }
    }
    return t;
  }

  private static Dual[][] product(Dual[][] a, Dual[][] b) {
    Dual[][] columns = transposed(b);
    Dual[][] out = new Dual[a.length][columns.length];
    for (int r = 0; r < a.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        out[r][c] = dot(a[r], columns[c]);
      }
    }
    return out;
  }
}
