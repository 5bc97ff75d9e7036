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

// Alphas of one row of pixels; 0 where the splat does not count (too faint, or the pixel is finished).
inline void row_alpha(float* alpha, const float* transmittance, int x0, int count, float mx, float a, float by,
                      float cy, float opacity) {
  for (int i = 0; i < count; i++) {
    float dx = x0 + i + 0.5f - mx;
    float power = a * dx * dx + by * dx + cy;
    float value = std::min(kMaxAlpha, opacity * std::exp(-power));
    float t = transmittance[i];
    alpha[i] = (value < kMinAlpha || t * (1 - value) < kMinTransmittance) ? 0.0f : value;
  }
}

// A pixel whose next splat would take it under the threshold is finished: nothing behind may show.
inline void finish_row(float* transmittance, const float* alpha, int x0, int count, float mx, float a, float by,
                       float cy, float opacity) {
  for (int i = 0; i < count; i++) {
    float dx = x0 + i + 0.5f - mx;
    float value = std::min(kMaxAlpha, opacity * std::exp(-(a * dx * dx + by * dx + cy)));
    bool dead = value >= kMinAlpha && transmittance[i] * (1 - value) < kMinTransmittance;
    transmittance[i] = dead ? 0.0f : transmittance[i] * (1 - alpha[i]);
  }
}

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
    int g = order[k];
    if (radius[g] <= 0) continue;
    Box box = bounds(mean + 2 * g, radius[g], size);
    int n = box.x1 - box.x0 + 1;
    if (n <= 0) continue;
    float a = 0.5f * conic[3 * g], b = conic[3 * g + 1], c = 0.5f * conic[3 * g + 2];
    for (int y = box.y0; y <= box.y1; y++) {
      float dy = y + 0.5f - mean[2 * g + 1];
      float* t = transmittance + y * size + box.x0;
      row_alpha(alpha.data(), t, box.x0, n, mean[2 * g], a, b * dy, c * dy * dy, opacity[g]);
      for (int j = 0; j < 3; j++) {
        float* out = image + j * pixels + y * size + box.x0;
        float value = colour[3 * g + j];
        for (int i = 0; i < n; i++) out[i] += alpha[i] * t[i] * value;
      }
      finish_row(t, alpha.data(), box.x0, n, mean[2 * g], a, b * dy, c * dy * dy, opacity[g]);
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
  std::vector<float> transmittance(pixels, 1.0f), behind(pixels, 0.0f), alpha(size), v(size), w(size);
  for (int j = 0; j < 3; j++)
    for (int i = 0; i < pixels; i++) behind[i] += grad[j * pixels + i] * image[j * pixels + i];
  for (int k = 0; k < count; k++) {
    int g = order[k];
    if (radius[g] <= 0) continue;
    Box box = bounds(mean + 2 * g, radius[g], size);
    int n = box.x1 - box.x0 + 1;
    if (n <= 0) continue;
    float a = 0.5f * conic[3 * g], b = conic[3 * g + 1], c = 0.5f * conic[3 * g + 2], mx = mean[2 * g];
    float c0 = colour[3 * g], c1 = colour[3 * g + 1], c2 = colour[3 * g + 2];
    float s0 = 0, s1 = 0, s2 = 0, so = 0, sxx = 0, sxy = 0, syy = 0, sx = 0, sy = 0;
    for (int y = box.y0; y <= box.y1; y++) {
      float dy = y + 0.5f - mean[2 * g + 1];
      int start = y * size + box.x0;
      float* t = transmittance.data() + start;
      float* u = behind.data() + start;
      const float* g0 = grad + start;
      const float* g1 = g0 + pixels;
      const float* g2 = g1 + pixels;
      row_alpha(alpha.data(), t, box.x0, n, mx, a, b * dy, c * dy * dy, opacity[g]);
      float r0 = 0, r1 = 0, r2 = 0, rv = 0, rx = 0, rxx = 0;
      for (int i = 0; i < n; i++) {
        float weight = alpha[i] * t[i];
        float shade = g0[i] * c0 + g1[i] * c1 + g2[i] * c2;
        u[i] -= weight * shade;
        float slope = t[i] * shade - u[i] / (1 - alpha[i]);
        // v = dL/d(-power): alpha's own slope, none where it is capped or does not count.
        float value = (alpha[i] > 0 && alpha[i] < kMaxAlpha) ? slope * alpha[i] : 0.0f;
        float dx = box.x0 + i + 0.5f - mx;
        r0 += weight * g0[i];
        r1 += weight * g1[i];
        r2 += weight * g2[i];
        rv += value;
        rx += value * dx;
        rxx += value * dx * dx;
      }
      finish_row(t, alpha.data(), box.x0, n, mx, a, b * dy, c * dy * dy, opacity[g]);
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
