"""3D Gaussian Splatting with batched torch operations on 16x16 tiles, gradients by autograd.

Usage: torch_rasterizer.py GAUSSIANS.f32 SIZE

Draws Gaussians [n, 14] (raw little-endian floats) with the neutral camera, and prints the
milliseconds of a forward and of a forward + backward pass, with 1 and 2 threads.
"""

import sys
import time

import numpy
import torch

TILE = 16
FOCAL = 4.2647


def project(g, size):
    """Centres [n, 2], depths [n], inverse covariances [n, 3], covariance diagonals [n, 2]."""
    # The neutral camera: at (0, 0, 2.7), looking along -z, image y down.
    flip = torch.tensor([1.0, -1.0, -1.0])
    t = g[:, 0:3] * flip + torch.tensor([0.0, 0.0, 2.7])
    f = FOCAL * size
    x, y, z = t.unbind(1)
    limit = 1.3 * 0.5 / FOCAL
    tx = (x / z).clamp(-limit, limit) * z
    ty = (y / z).clamp(-limit, limit) * z
    zero = torch.zeros_like(z)
    jacobian = torch.stack(
        [f / z, zero, -f * tx / z**2, zero, f / z, -f * ty / z**2], 1
    ).view(-1, 2, 3)
    q = torch.nn.functional.normalize(g[:, 6:10], dim=1)
    w, a, b, c = q.unbind(1)
    rotation = torch.stack(
        [
            1 - 2 * (b * b + c * c), 2 * (a * b - w * c), 2 * (a * c + w * b),
            2 * (a * b + w * c), 1 - 2 * (a * a + c * c), 2 * (b * c - w * a),
            2 * (a * c - w * b), 2 * (b * c + w * a), 1 - 2 * (a * a + b * b),
        ],
        1,
    ).view(-1, 3, 3)
    m = jacobian @ torch.diag(flip) @ (rotation * g[:, 3:6].exp()[:, None, :])
    cov = m @ m.transpose(1, 2) + 0.3 * torch.eye(2)
    ca, cb, cc = cov[:, 0, 0], cov[:, 0, 1], cov[:, 1, 1]
    det = ca * cc - cb * cb
    conic = torch.stack([cc / det, -cb / det, ca / det], 1)
    centre = torch.stack([f * x / z + 0.5 * size, f * y / z + 0.5 * size], 1)
    return centre, z, conic, torch.stack([ca, cc], 1)


def render(g, size, background=1.0):
    """Image [3, size, size] in [-1, 1]."""
    centre, z, conic, diagonal = project(g, size)
    opacity = torch.sigmoid(g[:, 13])
    rgb = (0.28209479 * g[:, 10:13] + 0.5).clamp_min(0)
    order = torch.argsort(z.detach())
    centre, conic, opacity, rgb = centre[order], conic[order], opacity[order], rgb[order]
    with torch.no_grad():
        reach = (2 * (opacity * 255).log()).clamp_min(0)
        extent = (reach[:, None] * diagonal[order]).sqrt()
        low, high = centre - extent, centre + extent
        visible = (opacity > 1 / 255) & (z[order] > 0.2)
    rows = []
    steps = torch.arange(TILE) + 0.5
    for y0 in range(0, size, TILE):
        with torch.no_grad():
            in_row = torch.nonzero(
                visible & (low[:, 1] < y0 + TILE) & (high[:, 1] > y0)
            ).squeeze(1)
            row_low, row_high = low[in_row, 0], high[in_row, 0]
        row = []
        for x0 in range(0, size, TILE):
            ids = in_row[(row_low < x0 + TILE) & (row_high > x0)]
            py, px = torch.meshgrid(y0 + steps, x0 + steps, indexing="ij")
            dx = px.reshape(1, -1) - centre[ids, 0:1]
            dy = py.reshape(1, -1) - centre[ids, 1:2]
            q = conic[ids]
            power = -0.5 * (q[:, 0:1] * dx * dx + q[:, 2:3] * dy * dy) - q[:, 1:2] * dx * dy
            alpha = (opacity[ids, None] * power.exp()).clamp_max(0.99)
            alpha = torch.where(alpha < 1 / 255, torch.zeros_like(alpha), alpha)
            after = torch.cumprod(1 - alpha, 0)
            alive = after.detach() >= 1e-4
            before = torch.cat([torch.ones_like(after[:1]), after[:-1]], 0)
            weight = torch.where(alive, alpha * before, torch.zeros_like(alpha))
            left = 1 - weight.sum(0)
            colour = rgb[ids].t() @ weight + left * (0.5 * (background + 1))
            row.append(colour.view(3, TILE, TILE))
        rows.append(torch.cat(row, 2))
    return 2 * torch.cat(rows, 1) - 1


def timed(run, seconds=4.0, least=2, long=4.0):
    """Median milliseconds; the first run, which warms up, counts only if it takes long."""
    start = time.perf_counter()
    run()
    first = time.perf_counter() - start
    if first > long:
        return first * 1e3
    times = []
    end = time.time() + seconds
    while len(times) < least or (time.time() < end and len(times) < 50):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return sorted(times)[len(times) // 2]


def main():
    path, size = sys.argv[1], int(sys.argv[2])
    data = torch.from_numpy(numpy.fromfile(path, dtype="<f4").reshape(-1, 14))
    weights = torch.randn(3, size, size, generator=torch.Generator().manual_seed(3))

    def forward():
        with torch.no_grad():
            render(data, size)

    def both():
        g = data.clone().requires_grad_(True)
        (render(g, size) * weights).sum().backward()

    for threads in (1, 2):
        torch.set_num_threads(threads)
        print(f"forward {threads}\t{timed(forward):.4f}", flush=True)
        print(f"forward+backward {threads}\t{timed(both):.4f}", flush=True)


if __name__ == "__main__":
    main()
