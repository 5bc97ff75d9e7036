#!/usr/bin/python3
"""Turns a CGS-GAN checkpoint of yours into a bundle.

The checkpoint is a pickle of classes of your own CGS-GAN checkout, named by --code; nothing of it is part of this
repository. Its mapping and synthesis are traced to TorchScript on the CPU, so no GPU and no CUDA rasterizer is needed,
and the bundle runs on any device. The bundle is read back and compared with the checkpoint on random latents.
Unpickling runs code: export only checkpoints that you trust.

    /usr/bin/python3 models/export_cgsgan.py --checkpoint ffhqc_512.pkl --code ~/cgs-gan --out /data/cgsgan-512
"""
import argparse
import contextlib
import io
import pathlib
import pickle
import shutil
import sys
import tempfile
import types
import warnings

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent / "embedded" / "train"))
import bundle_io  # noqa: E402
import portable  # noqa: E402

PARTS = (("xyz", 0, 3), ("log-scale", 3, 6), ("rotation", 6, 10), ("colour", 10, 13), ("opacity", 13, 14))
TOLERANCE = 1e-4


class Refused(Exception):
    """What, where, what to do: one line."""


def line(error):
    return str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__


class Mapping(nn.Module):
    """z -> w, with the camera label at zero as the checkpoint does it."""

    def __init__(self, generator):
        super().__init__()
        self.network = generator.mapping_network
        self.labels = generator.c_dim

    def forward(self, z):
        label = torch.zeros_like(z[:, :1]).repeat(1, self.labels)
        return self.network(z, label)[:, 0]


class Synthesis(nn.Module):
    """ws[B, num_ws, 512] -> Gaussians [B, N, 14]."""

    def __init__(self, generator):
        super().__init__()
        self.points = generator._xyz
        self.network = generator.point_gen

    def forward(self, ws):
        start = torch.tanh(self.points.unsqueeze(0).repeat(ws.shape[0], 1, 1))
        xyz, scale, rotation, colour, opacity = self.network(start, ws)[:5]
        return torch.cat([xyz, scale, rotation, colour, opacity], 2)


class Unpickler(pickle.Unpickler):
    """Tensors that were saved on a GPU come to the CPU."""

    def find_class(self, module, name):
        if (module, name) == ("torch.storage", "_load_from_bytes"):
            return lambda data: torch.load(io.BytesIO(data), map_location="cpu")
        return super().find_class(module, name)


def without_cuda_rasterizer():
    """The checkout imports its CUDA rasterizer, which only drawing needs; the bundle ends at the Gaussians."""
    try:
        import diff_gaussian_rasterization  # noqa: F401
    except ImportError:
        stand_in = types.ModuleType("diff_gaussian_rasterization")
        stand_in.GaussianRasterizationSettings = stand_in.GaussianRasterizer = None
        sys.modules["diff_gaussian_rasterization"] = stand_in


def load(checkpoint, code):
    if not checkpoint.is_file():
        raise Refused(f"--checkpoint {checkpoint}: no such file; name the .pkl that you downloaded or trained")
    if not (code / "training").is_dir():
        raise Refused(f"--code {code}: no CGS-GAN checkout (it would have a folder 'training'); clone one and name it")
    sys.path.insert(0, str(code.resolve()))
    without_cuda_rasterizer()
    try:
        with open(checkpoint, "rb") as file:
            content = Unpickler(file).load()
    except ModuleNotFoundError as e:
        raise Refused(f"{checkpoint} needs the Python module {e.name}, which is neither in {code} nor installed") from e
    except (pickle.UnpicklingError, EOFError, UnicodeDecodeError, KeyError, ValueError) as e:
        raise Refused(f"{checkpoint} is no pickle of a network, or is cut off ({line(e)}); download it again") from e
    except (AttributeError, ImportError, TypeError) as e:
        raise Refused(f"{checkpoint} does not fit the checkout {code} ({line(e)}); check out the version it was made with") from e
    if not isinstance(content, dict) or "G_ema" not in content:
        raise Refused(f"{checkpoint} holds no 'G_ema'; a CGS-GAN checkpoint is a dictionary with one")
    generator = content["G_ema"]
    missing = [n for n in ("z_dim", "w_dim", "c_dim", "num_ws", "_xyz", "point_gen", "mapping_network", "mapping", "synthesis")
               if not hasattr(generator, n)]
    if missing:
        raise Refused(f"G_ema of {checkpoint} is a {type(generator).__name__} without {', '.join(missing)}: no CGS-GAN generator")
    return generator.cpu().float().eval().requires_grad_(False)


def reference(generator, ws):
    """The Gaussians as the checkpoint's own synthesis gives them."""
    label = torch.zeros(len(ws), 25)
    label[:, [0, 5, 10, 15]] = 1
    label[:, [16, 20]] = 4.2647
    label[:, [18, 21]] = 0.5
    label[:, 24] = 1
    all_of_them = generator.synthesis(ws, label, random_bg=False, render_output=False)["gaussian_params"]
    return torch.stack([
        torch.cat([g["_xyz"], g["_scaling"], g["_rotation"], g["_features_dc"][:, 0], g["_opacity"]], 1)
        for g in all_of_them
    ])


def trace(module, example):
    with warnings.catch_warnings(), without_profiler():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        script = torch.jit.trace(module.eval(), example, check_trace=False)
    portable.follow_input(script)
    return script


@contextlib.contextmanager
def without_profiler():
    """Ranges for the profiler would be traced as operations of their own."""
    kept = torch.autograd.profiler.record_function
    torch.autograd.profiler.record_function = lambda *names: contextlib.nullcontext()
    try:
        yield
    finally:
        torch.autograd.profiler.record_function = kept


def compare(folder, generator, seed):
    """Largest difference of the stored bundle to the checkpoint by part, on batches of several sizes."""
    mapping = torch.jit.load(str(folder / "mapping.pt"))
    synthesis = torch.jit.load(str(folder / "synthesis.pt"))
    random = torch.Generator().manual_seed(seed)
    worst = {name: 0.0 for name, _, _ in PARTS}
    worst["w"] = 0.0
    for batch in (1, 3):
        z = torch.randn(batch, generator.z_dim, generator=random)
        ws = generator.mapping(z, torch.zeros(batch, generator.c_dim))
        worst["w"] = max(worst["w"], (mapping(z) - ws[:, 0]).abs().max().item())
        expected, found = reference(generator, ws), synthesis(ws)
        if expected.shape != found.shape:
            raise Refused(f"the traced synthesis gives {tuple(found.shape)}, the checkpoint {tuple(expected.shape)}")
        for name, start, end in PARTS:
            apart = (found[..., start:end] - expected[..., start:end]).abs().max().item()
            worst[name] = max(worst[name], apart)
    return worst


def licence(code, out):
    """The checkout's licence travels with the bundle; what it says binds whoever uses the bundle."""
    for name in ("LICENSE", "LICENSE.txt", "LICENSE.md"):
        if (code / name).is_file():
            shutil.copyfile(code / name, out / "LICENSE.CGS-GAN")
            first = next((line.strip() for line in (code / name).read_text(errors="replace").splitlines() if line.strip()), "")
            return f"Exported from a CGS-GAN checkpoint; its licence is in LICENSE.CGS-GAN ({first}), and the weights' own terms hold"
    return "Exported from a CGS-GAN checkpoint; its checkout has no licence file: ask its authors what you may do"


def export(arguments):
    generator = load(arguments.checkpoint, arguments.code)
    out = arguments.out
    if out.exists() and not (out / "generator.json").is_file() and any(out.iterdir()):
        raise Refused(f"--out {out} is not empty and no bundle; name a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=out.name, dir=out.parent) as part:
        write(generator, arguments, pathlib.Path(part) / "bundle")
        shutil.rmtree(out, ignore_errors=True)
        (pathlib.Path(part) / "bundle").rename(out)
    print(f"use it with --set generator.bundle={out} --set generator.sha256={bundle_io.sha256(out / 'generator.json')}")


def write(generator, arguments, out):
    out.mkdir()
    z = torch.randn(2, generator.z_dim, generator=torch.Generator().manual_seed(1))
    mapping = Mapping(generator)
    try:
        w = mapping(z)
        ws = w.unsqueeze(1).repeat(1, generator.num_ws, 1)
        count = Synthesis(generator)(ws).shape[1]
        torch.jit.save(trace(mapping, z), str(out / "mapping.pt"))
        torch.jit.save(trace(Synthesis(generator), ws), str(out / "synthesis.pt"))
    except (RuntimeError, TypeError, ValueError, AttributeError) as e:
        raise Refused(f"the checkpoint's networks can't be traced ({line(e)}); is {arguments.code} the version it was made with?") from e
    bundle_io.write_json(out / "latent_stats.json", bundle_io.latent_statistics(mapping, generator.z_dim, arguments.samples))
    note = licence(arguments.code, out)
    worst = compare(out, generator, arguments.seed)
    bundle_io.write_manifest(out, {
        "name": f"cgs-gan {arguments.checkpoint.stem}",
        "kind": "gaussians",
        "version": bundle_io.sha256(arguments.checkpoint)[:12],
        "licence": note,
        "z_dim": generator.z_dim,
        "w_dim": generator.w_dim,
        "num_ws": generator.num_ws,
        "w_space": "W",
        "gaussians": count,
        "image_size": int(getattr(generator, "resolution", 512)),
        "background": [1.0, 1.0, 1.0],
        "camera": {"radius": 2.7, "look_at": [0.0, 0.0, 0.2], "focal": 4.2647},
        "largest_difference": worst,
    })
    print(f"{count} Gaussians, {generator.num_ws} latents of {generator.w_dim}")
    print("largest difference to the checkpoint: " + ", ".join(f"{name} {value:.2g}" for name, value in worst.items()))
    if max(worst.values()) > TOLERANCE:
        raise Refused(f"the bundle does not reproduce the checkpoint to {TOLERANCE:g}, and was not kept")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True, metavar="PKL")
    parser.add_argument("--code", type=pathlib.Path, required=True, metavar="DIR", help="your CGS-GAN checkout")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="BUNDLE")
    parser.add_argument("--samples", type=int, default=10000, help="z for the statistics of w")
    parser.add_argument("--seed", type=int, default=0, help="of the latents that are compared")
    try:
        with torch.no_grad():
            export(parser.parse_args())
    except Refused as e:
        sys.exit(f"export_cgsgan: {e}")


if __name__ == "__main__":
    main()
