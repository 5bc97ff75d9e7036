// Helpers of the training scripts, built at run time by native.py: a triangle visibility buffer and a
// Gaussian splatter with its gradient. One thread; images are planar [3][H][W].
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

constexpr float kMinAlpha = 1.0f / 255.0f;
constexpr float kMaxAlpha = 0.99f;
constexpr float kMinTransmittance = 1e-4f;

struct Box {
  int x0, x1, y0, y1;
};

Box bounds(const float* mean, float radius, int size) {
  return {std::max(0, (int)std::ceil(mean[0] - radius - 0.5f)),
          std::min(size - 1, (int)std::floor(mean[0] + radius - 0.5f)),
          std::max(0, (int)std::ceil(mean[1] - radius - 0.5f)),
          std::min(size - 1, (int)std::floor(mean[1] + radius - 0.5f))};
}

// One splat against the image: conic halves, centre, opacity, and the power at which its alpha falls under 1/255.
struct Kernel {
  float a, b, c, mx, my, opacity, limit;

  Kernel(const float* mean, const float* conic, float opacity)
      : a(0.5f * conic[0]), b(conic[1]), c(0.5f * conic[2]), mx(mean[0]), my(mean[1]), opacity(opacity),
        limit(std::log(255 * opacity)) {}

  // The pixels x0..x1 of row y inside the box whose alpha counts; false if there are none.
  bool row(int y, const Box& box, int* x0, int* x1) const {
    float dy = y + 0.5f - my, by = b * dy;
    float root = by * by - 4 * a * (c * dy * dy - limit);
    if (root < 0) return false;
    root = std::sqrt(root);
    float half = 0.5f / a;
    *x0 = std::max(box.x0, (int)std::ceil((-by - root) * half + mx - 0.5f));
    *x1 = std::min(box.x1, (int)std::floor((-by + root) * half + mx - 0.5f));
    return *x0 <= *x1;
  }

  // Alphas of a row. A pixel whose transmittance would fall under the threshold is finished: its entry is 0 here, and its
  // transmittance becomes 0 so that nothing behind shows.
  void alphas(int y, int x0, int count, float* transmittance, float* alpha) const {
    float dy = y + 0.5f - my, by = b * dy, cy = c * dy * dy, start = x0 + 0.5f - mx;
    for (int i = 0; i < count; i++) {
      float dx = start + i;
      float value = std::min(kMaxAlpha, opacity * std::exp(-(a * dx * dx + by * dx + cy)));
      bool dead = transmittance[i] * (1 - value) < kMinTransmittance;
      transmittance[i] = dead ? 0.0f : transmittance[i];
      alpha[i] = dead ? 0.0f : value;
    }
  }
};

}  // namespace

extern "C" {

// vertices[n][3]: x, y in pixels and depth (smaller is nearer). Writes the triangle a pixel (-1: none), its
// barycentric weights of corners 1 and 2, and the depth.
void triangles(const float* vertices, const int* index, int count, int size, int* id, float* weights, float* depth) {
  std::fill(id, id + size * size, -1);
  std::fill(depth, depth + size * size, 1e30f);
  for (int k = 0; k < count; k++) {
    const float* a = vertices + 3 * index[3 * k];
    const float* b = vertices + 3 * index[3 * k + 1];
    const float* c = vertices + 3 * index[3 * k + 2];
    float area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
    if (std::fabs(area) < 1e-9f) continue;
    int x0 = std::max(0, (int)std::ceil(std::min({a[0], b[0], c[0]}) - 0.5f));
    int x1 = std::min(size - 1, (int)std::floor(std::max({a[0], b[0], c[0]}) - 0.5f));
    int y0 = std::max(0, (int)std::ceil(std::min({a[1], b[1], c[1]}) - 0.5f));
    int y1 = std::min(size - 1, (int)std::floor(std::max({a[1], b[1], c[1]}) - 0.5f));
    float inverse = 1 / area;
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        float px = x + 0.5f, py = y + 0.5f;
        float w1 = ((px - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (py - a[1])) * inverse;
        float w2 = ((b[0] - a[0]) * (py - a[1]) - (px - a[0]) * (b[1] - a[1])) * inverse;
        float w0 = 1 - w1 - w2;
        if (w0 < 0 || w1 < 0 || w2 < 0) continue;
        float z = w0 * a[2] + w1 * b[2] + w2 * c[2];
        int i = y * size + x;
        if (z >= depth[i]) continue;
        depth[i] = z;
        id[i] = k;
        weights[2 * i] = w1;
        weights[2 * i + 1] = w2;
      }
    }
  }
}

// Blends `count` splats front to back. mean[n][2] px, conic[n][3] (xx, xy, yy), colour[n][3], opacity[n], radius[n]
// px (0: skip). image[3][H][W] gets the colour over `background`, transmittance[H][W] what is left.
void splat(int count, const int* order, const float* mean, const float* conic, const float* colour,
           const float* opacity, const float* radius, int size, const float* background, float* image,
           float* transmittance) {
  int pixels = size * size;
  std::fill(transmittance, transmittance + pixels, 1.0f);
  std::memset(image, 0, sizeof(float) * 3 * pixels);
  std::vector<float> alpha(size);
  for (int k = 0; k < count; k++) {
    int g = order[k], x0, x1;
    if (radius[g] <= 0) continue;
    Box box = bounds(mean + 2 * g, radius[g], size);
    Kernel kernel(mean + 2 * g, conic + 3 * g, opacity[g]);
    float c0 = colour[3 * g], c1 = colour[3 * g + 1], c2 = colour[3 * g + 2];
    for (int y = box.y0; y <= box.y1; y++) {
      if (!kernel.row(y, box, &x0, &x1)) continue;
      int n = x1 - x0 + 1;
      float* t = transmittance + y * size + x0;
      float* red = image + y * size + x0;
      float* green = red + pixels;
      float* blue = green + pixels;
      kernel.alphas(y, x0, n, t, alpha.data());
      for (int i = 0; i < n; i++) {
        float weight = alpha[i] * t[i];
        red[i] += weight * c0;
        green[i] += weight * c1;
        blue[i] += weight * c2;
        t[i] -= weight;
      }
    }
  }
  for (int j = 0; j < 3; j++)
    for (int i = 0; i < pixels; i++)
      image[j * pixels + i] += std::max(transmittance[i], 0.0f) * background[j * pixels + i];
}

// Gradient of `splat`. Walks front to back again; `image` is splat's result and grad[3][H][W] the loss's gradient to it.
void splat_backward(int count, const int* order, const float* mean, const float* conic, const float* colour,
                    const float* opacity, const float* radius, int size, const float* image, const float* grad,
                    float* d_mean, float* d_conic, float* d_colour, float* d_opacity) {
  int pixels = size * size;
  std::vector<float> transmittance(pixels, 1.0f), behind(pixels, 0.0f), alpha(size);
  for (int j = 0; j < 3; j++)
    for (int i = 0; i < pixels; i++) behind[i] += grad[j * pixels + i] * image[j * pixels + i];
  for (int k = 0; k < count; k++) {
    int g = order[k], x0, x1;
    if (radius[g] <= 0) continue;
    Box box = bounds(mean + 2 * g, radius[g], size);
    Kernel kernel(mean + 2 * g, conic + 3 * g, opacity[g]);
    float c0 = colour[3 * g], c1 = colour[3 * g + 1], c2 = colour[3 * g + 2];
    float s0 = 0, s1 = 0, s2 = 0, so = 0, sxx = 0, sxy = 0, syy = 0, sx = 0, sy = 0;
    for (int y = box.y0; y <= box.y1; y++) {
      if (!kernel.row(y, box, &x0, &x1)) continue;
      int n = x1 - x0 + 1, start = y * size + x0;
      float dy = y + 0.5f - kernel.my, first = x0 + 0.5f - kernel.mx;
      float* t = transmittance.data() + start;
      float* u = behind.data() + start;
      const float* g0 = grad + start;
      const float* g1 = g0 + pixels;
      const float* g2 = g1 + pixels;
      kernel.alphas(y, x0, n, t, alpha.data());
      float r0 = 0, r1 = 0, r2 = 0, rv = 0, rx = 0, rxx = 0;
      for (int i = 0; i < n; i++) {
        float weight = alpha[i] * t[i];
        float shade = g0[i] * c0 + g1[i] * c1 + g2[i] * c2;
        u[i] -= weight * shade;
        float slope = t[i] * shade - u[i] / (1 - alpha[i]);
        // v = dL/d(-power): alpha's own slope, none where it is capped or does not count.
        float value = (alpha[i] > 0 && alpha[i] < kMaxAlpha) ? slope * alpha[i] : 0.0f;
        float dx = first + i;
        r0 += weight * g0[i];
        r1 += weight * g1[i];
        r2 += weight * g2[i];
        rv += value;
        rx += value * dx;
        rxx += value * dx * dx;
        t[i] -= weight;
      }
      s0 += r0;
      s1 += r1;
      s2 += r2;
      so += rv;
      sx += rx;
      sy += rv * dy;
      sxx += rxx;
      sxy += rx * dy;
      syy += rv * dy * dy;
    }
    d_colour[3 * g] = s0;
    d_colour[3 * g + 1] = s1;
    d_colour[3 * g + 2] = s2;
    d_opacity[g] = opacity[g] > 0 ? so / opacity[g] : 0;
    d_conic[3 * g] = -0.5f * sxx;
    d_conic[3 * g + 1] = -sxy;
    d_conic[3 * g + 2] = -0.5f * syy;
    d_mean[2 * g] = conic[3 * g] * sx + conic[3 * g + 1] * sy;
    d_mean[2 * g + 1] = conic[3 * g + 2] * sy + conic[3 * g + 1] * sx;
  }
}
}
