"""Inversion and tuning steps in plain PyTorch, as a researcher would write them.

Usage: torch_tuning.py BUNDLE SIZE THREADS FOLDER

FOLDER holds raw little-endian floats: latents.f32 [n, w], rgb.f32 [n, 3, S, S] in [-1, 1],
matte.f32 [n, S, S] and weight.f32 [n, S, S]. Prints milliseconds of an inversion step (5 frames,
latents only) and of a tuning step (2 frames, latents and weights), and of their rasterizer parts;
pixel losses only.
"""

import json
import sys
import time

import numpy
import torch

import torch_rasterizer


def pixel_loss(image, target, weight):
    """Weighted L1, half the L1 of the gradient, half the L1 of the 4x pooled difference."""
    norm = 1 / (3 * weight.sum())
    d = image - target
    w = weight[None]
    loss = (d.abs() * w).sum()
    for axis in (1, 2):
        n = d.shape[axis]
        step = d.narrow(axis, 1, n - 1) - d.narrow(axis, 0, n - 1)
        least = torch.minimum(w.narrow(axis, 1, n - 1), w.narrow(axis, 0, n - 1))
        loss = loss + 0.5 * (step.abs() * least).sum()
    pooled = 16 * torch.nn.functional.avg_pool2d((d * w)[None], 4)
    return norm * (loss + 0.5 * pooled.abs().sum())


def read(folder, name, *shape):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f32", dtype="<f4")).view(*shape)


class Timer:
    """Seconds that the rasterizer's forward passes take; its backward is told apart by a hook."""

    def __init__(self):
        self.seconds = 0.0


def step(synthesis, latents, frames, data, size, optimiser, timer):
    rgb, matte, weight = data
    optimiser.zero_grad(set_to_none=True)
    g = synthesis(torch.stack([latents[i] for i in frames])[:, None, :])
    # The graph is cut at the Gaussians only to time the rasterizer by itself.
    leaf = g.detach().requires_grad_(True)
    start = time.perf_counter()
    loss = 0.0
    for k, i in enumerate(frames):
        background = float(torch.rand(1)) * 2 - 1
        image = torch_rasterizer.render(leaf[k], size, background)
        target = background + matte[i] * (rgb[i] - background)
        loss = loss + pixel_loss(image, target, weight[i]) / len(frames)
    loss.backward()
    timer.seconds += time.perf_counter() - start
    g.backward(leaf.grad)
    optimiser.step()


def measure(name, run, timer, steps=6):
    run()
    timer.seconds = 0.0
    start = time.perf_counter()
    for _ in range(steps):
        run()
    print(f"{name}\t{(time.perf_counter() - start) / steps * 1e3:.3f}")
    print(f"{name} rasterizer and losses\t{timer.seconds / steps * 1e3:.3f}", flush=True)


def main():
    bundle, size, threads, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    manifest = json.load(open(f"{bundle}/generator.json"))
    synthesis = torch.jit.load(f"{bundle}/synthesis.pt")
    latents = read(folder, "latents", -1, manifest["w_dim"])
    n = latents.shape[0]
    data = (
        read(folder, "rgb", n, 3, size, size),
        read(folder, "matte", n, size, size),
        read(folder, "weight", n, size, size),
    )
    vectors = [row.clone().requires_grad_(True) for row in latents]
    timer = Timer()

    for p in synthesis.parameters():
        p.requires_grad_(False)
    adam = torch.optim.Adam(vectors, lr=1e-2)
    measure("inversion", lambda: step(synthesis, vectors, range(5), data, size, adam, timer), timer)

    rates = {p: g["learning_rate"] for g in manifest["fine_tune"] for p in g["parameters"]}
    groups = [{"params": vectors, "lr": 1e-2}]
    for name, p in synthesis.named_parameters():
        if name in rates:
            p.requires_grad_(True)
            groups.append({"params": [p], "lr": rates[name]})
    adam = torch.optim.Adam(groups, betas=(0.9, 0.99))
    measure("tuning", lambda: step(synthesis, vectors, [0, 3], data, size, adam, timer), timer)


if __name__ == "__main__":
    main()
