#!/usr/bin/python3
"""Writes the embedded generator as a stranger: a bundle with CGS-GAN's shapes, of which nothing is known but its pictures.

z and w have 512 floats, the embedded generator's turned into them by a random rotation, and synthesis takes ten w. No
layout of z, no directions, no landmarks, no boundaries: what a checkpoint of CGS-GAN brings as a bundle. Its heads are the
embedded generator's, so commands for generators of one's own can be tried and judged without a checkpoint.

    /usr/bin/python3 models/hidden_bundle.py --out /tmp/hidden
"""
import argparse
import json
import pathlib
import shutil
import sys

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "embedded" / "train"))
import bundle_io  # noqa: E402

WIDTH, LAYERS = 512, 10


def frame(rows, random):
    """Orthonormal rows [rows, 512]."""
    return torch.linalg.qr(torch.randn(WIDTH, rows, generator=random))[0].T.contiguous()


class Mapping(nn.Module):
    """A standard normal z stays one in any orthonormal frame."""

    def __init__(self, inner, turn_z, turn_w):
        super().__init__()
        self.inner = inner
        self.register_buffer("turn_z", turn_z)
        self.register_buffer("turn_w", turn_w)

    def forward(self, z):
        return self.inner(z @ self.turn_z.T) @ self.turn_w


class Synthesis(nn.Module):
    def __init__(self, inner, turn_w):
        super().__init__()
        self.inner = inner
        self.register_buffer("turn_w", turn_w)

    def forward(self, ws):
        return self.inner(ws.mean(1, keepdim=True) @ self.turn_w.T)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    bundle = HERE / "embedded" / "bundle"
    known = json.loads((bundle / "generator.json").read_text(encoding="utf-8"))
    random = torch.Generator().manual_seed(arguments.seed)
    turn_z, turn_w = frame(known["z_dim"], random), frame(known["w_dim"], random)
    mapping = Mapping(torch.jit.load(str(bundle / "mapping.pt")), turn_z, turn_w)
    synthesis = Synthesis(torch.jit.load(str(bundle / "synthesis.pt")), turn_w)
    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    for name, module in (("mapping", mapping), ("synthesis", synthesis)):
        torch.jit.save(torch.jit.script(module.eval()), str(arguments.out / f"{name}.pt"))
    shutil.copyfile(bundle / "LICENSE.ICT-FaceKit", arguments.out / "LICENSE.ICT-FaceKit")
    bundle_io.write_json(arguments.out / "latent_stats.json", bundle_io.latent_statistics(mapping, WIDTH, samples=4000))
    kept = {k: known[k] for k in ("kind", "version", "licence", "gaussians", "image_size", "background", "camera")}
    bundle_io.write_manifest(
        arguments.out, {"name": "hidden", "z_dim": WIDTH, "w_dim": WIDTH, "num_ws": LAYERS, "w_space": "W", **kept}
    )
    print(f"use it with --set generator.bundle={arguments.out} --set generator.sha256={bundle_io.sha256(arguments.out / 'generator.json')}")


if __name__ == "__main__":
    main()
