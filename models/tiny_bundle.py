#!/usr/bin/python3
"""Writes the stand-in bundle of the unit tests: the embedded generator's contract with random weights.

256 Gaussians lie on a coloured ellipsoid head; w has three layers (W+ shaped input): the first moves, the
second sizes and turns, the third colours the Gaussians. Same seed, same bundle.

    /usr/bin/python3 models/tiny_bundle.py --out udfs/src/test/resources/tiny-bundle
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

COUNT, Z_DIM, W_DIM, LAYERS = 256, 16, 16, 3
SH_C0 = 0.2820948


class TinyMapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(Z_DIM, 24)
        self.output = nn.Linear(24, W_DIM)

    def forward(self, z):
        return self.output(torch.tanh(self.hidden(z)))


class TinySynthesis(nn.Module):
    """ws[B, 3, 16] -> gaussians[B, 256, 14]."""

    def __init__(self, mean):
        super().__init__()
        self.decoder = nn.Linear(W_DIM, 12)
        self.basis_xyz = nn.Parameter(0.012 * torch.randn(12, COUNT * 3))
        self.basis_shape = nn.Parameter(0.03 * torch.randn(4, COUNT * 7))
        self.basis_colour = nn.Parameter(0.08 * torch.randn(8, COUNT * 4))
        self.mean = nn.Parameter(mean)

    def forward(self, ws):
        code = ws + torch.tanh(self.decoder(ws)).sum(2, keepdim=True) * 0.02
        size = ws.shape[0]
        count = self.mean.shape[0]
        xyz = (torch.tanh(code[:, 0, :12]) @ self.basis_xyz).reshape(size, count, 3)
        shape = (torch.tanh(code[:, 1, :4]) @ self.basis_shape).reshape(size, count, 7)
        colour = (torch.tanh(code[:, 2, :8]) @ self.basis_colour).reshape(size, count, 4)
        return self.mean + torch.cat([xyz, shape, colour], 2)


def ellipsoid():
    """Mean Gaussians [256, 14]: a head-sized ellipsoid with eyes, mouth and hair marked by colour."""
    k = torch.arange(COUNT, dtype=torch.float32) + 0.5
    y = 1 - 2 * k / COUNT
    turn = math.pi * (3 - math.sqrt(5)) * k
    ring = torch.sqrt(1 - y * y)
    unit = torch.stack([ring * torch.sin(turn), y, ring * torch.cos(turn)], 1)
    xyz = unit * torch.tensor([0.17, 0.24, 0.20])
    rgb = torch.tensor([0.80, 0.60, 0.50]).repeat(COUNT, 1)
    front = unit[:, 2] > 0.3
    hair = (unit[:, 1] > 0.55) | ((unit[:, 2] < -0.1) & (unit[:, 1] > -0.3))
    eyes = front & ((unit[:, 1] - 0.2).abs() < 0.12) & ((unit[:, 0].abs() - 0.4).abs() < 0.15)
    mouth = front & ((unit[:, 1] + 0.4).abs() < 0.1) & (unit[:, 0].abs() < 0.35)
    rgb[hair] = torch.tensor([0.25, 0.15, 0.10])
    rgb[eyes] = torch.tensor([0.10, 0.15, 0.35])
    rgb[mouth] = torch.tensor([0.70, 0.15, 0.20])
    mean = torch.zeros(COUNT, 14)
    mean[:, :3] = xyz
    mean[:, 3:6] = math.log(0.022)
    mean[:, 6] = 1
    mean[:, 10:13] = (rgb - 0.5) / SH_C0
    mean[:, 13] = 2.5
    return mean


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    mapping, synthesis = TinyMapping(), TinySynthesis(ellipsoid())
    with torch.no_grad():
        for name, parameter in synthesis.named_parameters():
            parameter.copy_(bundle_io.round_to_step(parameter, 2.0**-9))
        mapping.output.weight.mul_(2.5)

    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    bundle_io.save_script(mapping, arguments.out / "mapping.pt")
    bundle_io.save_script(synthesis, arguments.out / "synthesis.pt")
    bundle_io.write_json(arguments.out / "latent_stats.json", bundle_io.latent_statistics(mapping, Z_DIM, components=8))
    bundle_io.write_npy(arguments.out / "directions.npy", 0.1 * torch.randn(4, W_DIM))
    smile = torch.randn(1, W_DIM)
    bundle_io.write_npy(arguments.out / "boundaries" / "smile.npy", smile / smile.norm())
    nearest = lambda p: torch.cdist(p[None], synthesis.mean.detach()[:, :3]).topk(3, largest=False)
    jaw = torch.linspace(-1, 1, 68)
    points = torch.stack([0.15 * jaw, -0.1 + 0.12 * jaw * jaw, torch.full((68,), 0.15)], 1)
    distance, index = nearest(points)[0][0], nearest(points)[1][0]
    weight = torch.softmax(-distance / 0.02, 1)
    bundle_io.write_manifest(
        arguments.out,
        {
            "name": "tiny",
            "kind": "gaussians",
            "version": "0",
            "licence": "Apache-2.0",
            "z_dim": Z_DIM,
            "w_dim": W_DIM,
            "num_ws": LAYERS,
            "w_space": "W",
            "gaussians": COUNT,
            "image_size": 64,
            "background": [1.0, 1.0, 1.0],
            "camera": {"radius": 2.7, "look_at": [0.0, 0.0, 0.2], "focal": 4.2647},
            "similarity": {"scale": 0.0206, "translation": [0.0, -0.0309, 0.1382]},
            "expressions": ["jawOpen", "eyeBlink_L"],
            "gaze": ["gazeYaw", "gazePitch"],
            "z_layout": [
                {"name": "identity", "offset": 0, "length": 6},
                {"name": "appearance", "offset": 6, "length": 4},
                {"name": "mood", "offset": 10, "length": 2},
                {"name": "expression", "offset": 12, "length": 2, "scale": 6.0, "shift": 0.0},
                {"name": "gaze", "offset": 14, "length": 2, "scale": 6.0, "shift": 0.0},
            ],
            "fine_tune": [
                {"group": "decoder", "learning_rate": 1e-3, "parameters": ["decoder.weight", "decoder.bias"]},
                {"group": "basis", "learning_rate": 1e-3, "parameters": ["basis_xyz", "basis_shape", "basis_colour"]},
                {"group": "mean", "learning_rate": 1e-3, "parameters": ["mean"]},
            ],
            "directions": {
                "file": "directions.npy",
                "names": ["jawOpen", "eyeBlink_L", "gazeYaw", "gazePitch"],
                "ranges": [[0.0, 1.0], [0.0, 1.0], [-0.5, 0.5], [-0.35, 0.35]],
            },
            "landmarks68": {
                "indices": index.tolist(),
                "weights": [[round(float(x), 5) for x in row] for row in weight],
            },
            "boundaries": {"smile": {"file": "boundaries/smile.npy", "intercept": 0.0, "range": [-2.0, 2.0]}},
        },
    )


if __name__ == "__main__":
    main()
