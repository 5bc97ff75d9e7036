#!/usr/bin/python3
"""Writes the stand-in bundle of kind image: ws and a camera in, a picture of 48 px out, as EG3D-like generators end.

A coloured ellipsoid on white, seen by rays through every pixel: w moves its eyes, mouth and shape, and paints it. Same
seed, same bundle.

    /usr/bin/python3 models/tiny_image_bundle.py --out udfs/src/test/resources/tiny-image-bundle
"""
import argparse
import pathlib
import shutil
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent / "embedded" / "train"))
import bundle_io  # noqa: E402

Z_DIM, W_DIM, LAYERS, SIZE, WAVES = 16, 16, 2, 48, 24


class Mapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(Z_DIM, 24)
        self.output = nn.Linear(24, W_DIM)

    def forward(self, z):
        return self.output(torch.tanh(self.hidden(z)))


class Synthesis(nn.Module):
    """ws[B, 2, 16], camera[B, 25] -> image[B, 3, 48, 48] in [-1, 1]: the first w shapes, the second paints."""

    def __init__(self):
        super().__init__()
        self.shape = nn.Linear(W_DIM, 6)
        self.paint = nn.Linear(W_DIM, 3 * WAVES)
        self.base = nn.Parameter(0.4 * torch.randn(WAVES, 3))
        self.frequency = nn.Parameter(2.5 * torch.randn(3, WAVES))
        self.phase = nn.Parameter(3 * torch.rand(WAVES))
        step = (torch.arange(SIZE, dtype=torch.float32) + 0.5) / SIZE
        self.register_buffer("u", step.reshape(1, SIZE).repeat(SIZE, 1).reshape(-1))
        self.register_buffer("v", step.reshape(SIZE, 1).repeat(1, SIZE).reshape(-1))
        self.register_buffer("axes", torch.tensor([0.17, 0.24, 0.20]))

    def forward(self, ws, camera):
        b = camera.shape[0]
        world = camera[:, :16].reshape(b, 4, 4)
        k = camera[:, 16:].reshape(b, 3, 3)
        x = (self.u.unsqueeze(0) - k[:, 0, 2:3]) / k[:, 0, 0:1]
        y = (self.v.unsqueeze(0) - k[:, 1, 2:3]) / k[:, 1, 1:2]
        rays = torch.stack([x, y, torch.ones_like(x)], 2) @ world[:, :3, :3].transpose(1, 2)
        code = 0.12 * torch.tanh(self.shape(ws[:, 0]))
        axes = (self.axes * (1 + code[:, :3])).unsqueeze(1)
        centre = torch.cat([0.1 * code[:, 3:5], 0.1 + 0.1 * code[:, 5:]], 1).unsqueeze(1)
        # In units of the axes the head is a ball of radius 1: where a ray comes nearest to its centre, and how near.
        origin = (world[:, :3, 3].unsqueeze(1) - centre) / axes
        ray = rays / axes
        length = (ray * ray).sum(2)
        along = -(origin * ray).sum(2) / length
        nearest = origin + along.unsqueeze(2) * ray
        inside = 1 - (nearest * nearest).sum(2)
        surface = nearest - ray * ((torch.relu(inside) + 1e-3) / length).sqrt().unsqueeze(2)
        waves = torch.sin(surface @ self.frequency + self.phase)
        mix = self.base + 0.8 * torch.tanh(self.paint(ws[:, 1])).reshape(b, 24, 3)
        colour = torch.tanh((waves @ mix) * 0.8)
        cover = torch.sigmoid(25 * inside).unsqueeze(2)
        return (1 + cover * (colour - 1)).transpose(1, 2).reshape(b, 3, 48, 48)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=2)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    mapping, synthesis = Mapping(), Synthesis()
    with torch.no_grad():
        mapping.output.weight.mul_(2.5)
        for parameter in synthesis.parameters():
            parameter.copy_(bundle_io.round_to_step(parameter, 2.0**-9))
    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    bundle_io.save_script(mapping, arguments.out / "mapping.pt")
    bundle_io.save_script(synthesis, arguments.out / "synthesis.pt")
    bundle_io.write_json(arguments.out / "latent_stats.json", bundle_io.latent_statistics(mapping, Z_DIM, components=4))
    bundle_io.write_manifest(
        arguments.out,
        {
            "name": "tiny-image",
            "kind": "image",
            "version": "0",
            "licence": "Apache-2.0",
            "z_dim": Z_DIM,
            "w_dim": W_DIM,
            "num_ws": LAYERS,
            "w_space": "W",
            "image_size": SIZE,
            "background": [1.0, 1.0, 1.0],
            "camera": {"radius": 2.7, "look_at": [0.0, 0.0, 0.2], "focal": 4.2647},
            "fine_tune": [],
        },
    )


if __name__ == "__main__":
    main()
