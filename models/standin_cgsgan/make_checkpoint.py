#!/usr/bin/python3
"""Writes a checkpoint of the stand-in classes, and what it gives for some z, to test export_cgsgan.py without CGS-GAN.

    /usr/bin/python3 models/standin_cgsgan/make_checkpoint.py --out /tmp/standin
    /usr/bin/python3 models/export_cgsgan.py --checkpoint /tmp/standin/network.pkl --code models/standin_cgsgan --out /tmp/standin/bundle
"""
import argparse
import pathlib
import pickle
import sys
import types

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--levels", type=int, default=2)
    parser.add_argument("--points", type=int, default=24)
    parser.add_argument("--width", type=int, default=32)
    arguments = parser.parse_args()
    sys.path.insert(0, str(HERE))
    rasterizer = types.ModuleType("diff_gaussian_rasterization")
    rasterizer.GaussianRasterizer = None
    sys.modules["diff_gaussian_rasterization"] = rasterizer
    from training.cgs_generator import CGSGenerator

    torch.manual_seed(3)
    generator = CGSGenerator(levels=arguments.levels, points=arguments.points, width=arguments.width).eval()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with open(arguments.out / "network.pkl", "wb") as file:
        pickle.dump({"G": None, "D": None, "G_ema": generator, "training_set_kwargs": None}, file)
    with torch.no_grad():
        z = torch.randn(3, 512)
        ws = generator.mapping(z, torch.zeros(3, 25))
        parts = generator.synthesis(ws, torch.zeros(3, 25), render_output=False)["gaussian_params"]
    keys = ("_xyz", "_scaling", "_rotation", "_features_dc", "_opacity")
    gaussians = [torch.cat([g[k].flatten(1) for k in keys], 1) for g in parts]
    for name, value in (("z", z), ("w", ws[:, 0]), ("gaussians", torch.stack(gaussians))):
        np.save(arguments.out / f"{name}.npy", value.contiguous().numpy())


if __name__ == "__main__":
    main()
