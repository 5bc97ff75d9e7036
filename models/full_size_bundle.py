#!/usr/bin/python3
"""Writes a bundle of CGS-GAN's size with random weights, to measure memory and time without a checkpoint.

512 learnt points go through a transformer of width 512 with 8 heads, 6 + (n - 1) blocks, each modulated by a w of its
own; after the sixth and every further block a level of Gaussians is read, 1, 4, 16, 64, 128, 256, 512, 1024 a point. The
blocks' inner layout is ours: it has the published sizes, not the published code. Its heads show nobody.

    /usr/bin/python3 models/full_size_bundle.py --size 512 --out /tmp/full-512
"""
import argparse
import math
import pathlib
import shutil
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent / "embedded" / "train"))
import bundle_io  # noqa: E402

LEVELS = {256: 5, 512: 6, 1024: 7, 2048: 8}
UPSAMPLE = (1, 4, 16, 64, 128, 256, 512, 1024)
POINTS, WIDTH, HEADS, FIRST = 512, 512, 8, 6


class Mapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(512, 512), nn.LeakyReLU(0.2), nn.Linear(512, 512))

    def forward(self, z):
        return self.layers(z * torch.rsqrt((z * z).mean(1, keepdim=True) + 1e-8))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.style = nn.Linear(512, 4 * WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)

    def normed(self, x, scale, shift):
        return torch.layer_norm(x, [512]) * (1 + scale.unsqueeze(1)) + shift.unsqueeze(1)

    def forward(self, x, w):
        style = self.style(w).chunk(4, 1)
        b = x.shape[0]
        q, k, v = self.qkv(self.normed(x, style[0], style[1])).reshape(b, 512, 3, 8, 64).permute(2, 0, 3, 1, 4).unbind(0)
        attention = torch.softmax(q @ k.transpose(2, 3) * 0.125, 3) @ v
        x = x + self.out(attention.transpose(1, 2).reshape(b, 512, 512))
        return x + self.down(torch.nn.functional.gelu(self.up(self.normed(x, style[2], style[3]))))


class Level(nn.Module):
    """A point's features become so many Gaussians around it."""

    def __init__(self, factor, total):
        super().__init__()
        self.factor = factor
        self.head = nn.Linear(WIDTH, 14 * factor)
        nn.init.normal_(self.head.weight, std=0.02 / math.sqrt(WIDTH))
        bias = torch.zeros(factor, 14)
        bias[:, :3] = 0.02 * torch.randn(factor, 3)
        bias[:, 3:6] = math.log(0.45 / math.sqrt(total))
        bias[:, 6:10] = torch.randn(factor, 4)
        bias[:, 10:13] = torch.randn(factor, 3)
        self.head.bias.data.copy_(bias.reshape(-1))

    def forward(self, x, points):
        g = self.head(x).reshape(x.shape[0], 512, self.factor, 14)
        xyz = (g[..., :3] + points.reshape(1, 512, 1, 3)).clamp(-0.5, 0.5)
        rest = 20 * torch.tanh(g[..., 3:] / 20)
        return torch.cat([xyz, rest], 3).reshape(x.shape[0], -1, 14)


class Synthesis(nn.Module):
    def __init__(self, levels):
        super().__init__()
        total = POINTS * sum(UPSAMPLE[:levels])
        direction = nn.functional.normalize(torch.randn(POINTS, 3), dim=1)
        self.points = nn.Parameter(direction * torch.tensor([0.17, 0.24, 0.20]))
        self.features = nn.Parameter(torch.randn(POINTS, WIDTH))
        self.blocks = nn.ModuleList([Block() for _ in range(FIRST + levels - 1)])
        self.levels = nn.ModuleList([Level(f, total) for f in UPSAMPLE[:levels]])

    def forward(self, ws):
        x = self.features.unsqueeze(0).repeat(ws.shape[0], 1, 1)
        states = []
        for i, block in enumerate(self.blocks):
            x = block(x, ws[:, i])
            if i >= 5:
                states.append(x)
        return torch.cat([level(states[k], self.points) for k, level in enumerate(self.levels)], 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, choices=sorted(LEVELS), default=512, help="pixels a side")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    levels = LEVELS[arguments.size]
    mapping, synthesis = Mapping().eval(), Synthesis(levels).eval()
    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    for name, module in (("mapping", mapping), ("synthesis", synthesis)):
        torch.jit.save(torch.jit.script(module), str(arguments.out / f"{name}.pt"))
    statistics = bundle_io.latent_statistics(mapping, 512, samples=2000, components=8)
    bundle_io.write_json(arguments.out / "latent_stats.json", statistics)
    count = POINTS * sum(UPSAMPLE[:levels])
    bundle_io.write_manifest(
        arguments.out,
        {
            "name": f"full-size-{arguments.size}",
            "kind": "gaussians",
            "version": "0",
            "licence": "Apache-2.0; random weights",
            "z_dim": 512,
            "w_dim": 512,
            "num_ws": FIRST + levels - 1,
            "w_space": "W",
            "gaussians": count,
            "image_size": arguments.size,
            "background": [1.0, 1.0, 1.0],
            "camera": {"radius": 2.7, "look_at": [0.0, 0.0, 0.2], "focal": 4.2647},
        },
    )
    parameters = sum(p.numel() for p in synthesis.parameters())
    print(f"{count} Gaussians, {parameters / 1e6:.1f} million parameters of synthesis, {arguments.out}")


if __name__ == "__main__":
    main()
