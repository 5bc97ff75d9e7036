#!/usr/bin/python3
"""Contact sheets and figures of a bundle, on people that training never saw.

    /usr/bin/python3 models/embedded/train/evaluate.py --head-model ../shared/head-model --bundle models/embedded/bundle \
        --out /tmp/sheets [--figures mesh,entanglement,inversion]
"""
import argparse
import json
import math
import pathlib

import numpy as np
import torch

import factors
import mesh_render
import probes
import refine
import sheet
import splat
from binding import Binding
from head import HeadModel
from sampling import Sampler, with_expression
from scene import Scene, features_of

SEED = 990001
SHOWN = [{}, {"eyeBlink": 1.0}, {"jawOpen": 0.7},
         {"mouthSmile": 0.9, "mouthUpperUp": 0.4, "mouthLowerDown": 0.4, "cheekSquint": 0.5},
         {"mouthPucker": 0.9, "mouthFunnel": 0.3}, {"browInnerUp": 1.0, "browOuterUp": 1.0, "eyeWide": 1.0},
         {"browDown": 1.0, "noseSneer": 0.7, "mouthFrown": 0.6}, {"jawOpen": 0.35, "mouthStretch": 0.5, "mouthLowerDown": 0.5}]


class Bundle:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.manifest = json.loads((self.folder / "generator.json").read_text(encoding="utf-8"))
        self.mapping = torch.jit.load(str(self.folder / "mapping.pt"))
        self.synthesis = torch.jit.load(str(self.folder / "synthesis.pt"))

    def w(self, z):
        with torch.no_grad():
            return self.mapping(torch.as_tensor(np.asarray(z, np.float32)).reshape(-1, factors.Z_DIM))

    def picture(self, w, yaw=0.0, pitch=0.0, size=256):
        with torch.no_grad():
            out = self.synthesis(w.reshape(1, 1, -1))[0]
            return splat.render(out, splat.orbit(yaw, pitch), size).numpy()


def sheets(bundle, head, out, seed=SEED):
    sampler = Sampler(head.expressions, seed)
    degrees = math.pi / 180
    views = [(-45, 0), (-22, 15), (0, 0), (22, -15), (45, 0), (0, 25), (0, -25)]
    rows = []
    for _ in range(7):
        w = bundle.w(sampler.random.normal(size=factors.Z_DIM))
        rows += [bundle.picture(w, y * degrees, p * degrees) for y, p in views]
    sheet.write(out / "views.png", rows, len(views))
    rows = []
    for _ in range(5):
        person = sampler.person()
        for k, shown in enumerate(SHOWN):
            e = factors.coefficients(head.expressions, shown).numpy()
            rows.append(bundle.picture(bundle.w(with_expression(person, e, (0.3, 0.0) if k == 6 else (0, 0)))))
    sheet.write(out / "expressions.png", rows, len(SHOWN))
    rows = []
    for _ in range(4):
        a, b = bundle.w(sampler.person()), bundle.w(sampler.express(sampler.person()))
        rows += [bundle.picture(a + (b - a) * t) for t in np.linspace(0, 1, 8)]
    sheet.write(out / "interpolation.png", rows, 8)
    strips = []
    for name, mark in sorted(bundle.manifest["boundaries"].items()):
        normal = torch.from_numpy(np.load(bundle.folder / mark["file"]))
        rows = []
        for _ in range(3):
            w = bundle.w(sampler.person())
            here = float((w * normal).sum()) + mark["intercept"]
            low, high = mark["range"]
            rows += [bundle.picture(w + normal * (target - here)) for target in np.linspace(low, high, 7)]
        sheet.write(out / f"edit-{name}.png", rows, 7)
        strips += [r[:, ::2, ::2] for r in rows[:14]]
    sheet.write(out / "boundaries.jpg", strips, 14)


def mesh_figures(bundle, scene, people=40):
    """PSNR of the generator from its factors against mesh pictures of held-out people; whole picture and inside the head."""
    sampler = Sampler(scene.head.expressions, SEED + 1)
    whole, inside, rows = [], [], []
    for k in range(people):
        z = sampler.express(sampler.person())
        f = features_of(z, scene.head)
        mesh = scene.build(f)
        camera = sampler.camera()
        image, alpha = mesh_render.render(scene, mesh, f, camera)
        with torch.no_grad():
            made = splat.render(bundle.synthesis(bundle.w(z)[:, None])[0], camera, 256).numpy().clip(0, 1)
        error = ((made - image) ** 2).mean(0)
        whole.append(-10 * math.log10(error.mean()))
        inside.append(-10 * math.log10(error[alpha > 0.5].mean()))
        if k < 6:
            rows += [image, made]
    return {"mesh_db": float(np.mean(whole)), "mesh_inside_db": float(np.mean(inside))}, rows


def invert(bundle, targets, cameras, steps=900, seed=0):
    """Anchor and an offset a frame fitted to target pictures, generator frozen: a stand-in for the project's inversion."""
    with torch.no_grad():
        start = bundle.w(np.random.default_rng(seed).normal(size=(400, factors.Z_DIM))).mean(0)
    anchor = start.clone().requires_grad_()
    offsets = torch.zeros(len(targets), len(start), requires_grad=True)
    optimiser = torch.optim.Adam([{"params": [anchor], "lr": 0.03}, {"params": [offsets], "lr": 0.015}])
    for step in range(steps):
        for group, rate in zip(optimiser.param_groups, (0.03, 0.015)):
            group["lr"] = rate * (1 - 0.9 * step / steps)
        k = step % len(targets)
        made = splat.render(bundle.synthesis((anchor + offsets[k])[None, None])[0], cameras[k], targets[k].shape[-1])
        loss = refine.image_loss(made, targets[k]) + 0.0005 * offsets[k].norm()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return anchor.detach(), offsets.detach()


def inversion_figures(bundle, scene, binding, correction, people=4):
    """PSNR inside the head on given and on new views of five inverted frames, for pictures of the own representation."""
    sampler = Sampler(scene.head.expressions, SEED + 2)
    given, new = [], []
    for _ in range(people):
        person = sampler.person()
        poses = [sampler.camera() for _ in range(5)]
        frames, other = [], []
        for camera in poses:
            f = features_of(sampler.express(person), scene.head)
            g = torch.from_numpy(binding.gaussians(f))
            g = g if correction is None else refine.apply(g, correction)
            turned = sampler.camera()
            with torch.no_grad():
                frames.append(splat.render(g, camera, 256, with_alpha=True))
                other.append((turned, splat.render(g, turned, 256, with_alpha=True)))
        anchor, offsets = invert(bundle, [f[0] for f in frames], poses)
        for k in range(5):
            with torch.no_grad():
                out = bundle.synthesis((anchor + offsets[k])[None, None])[0]
                given.append(_inside(splat.render(out, poses[k], 256), *frames[k]))
                new.append(_inside(splat.render(out, other[k][0], 256), *other[k][1]))
    return {"inversion_given_db": float(np.mean(given)), "inversion_new_view_db": float(np.mean(new))}


def _inside(made, image, alpha):
    error = ((made.clamp(0, 1) - image.clamp(0, 1)) ** 2).mean(0)
    return float(-10 * torch.log10(error[alpha > 0.5].mean()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--head-model", type=pathlib.Path, required=True)
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--figures", default="mesh,entanglement", help="of mesh, entanglement, inversion; or empty")
    parser.add_argument("--correction", type=pathlib.Path, help="refinement.npy, written beside the bundle")
    a = parser.parse_args()
    torch.set_num_threads(1)
    a.out.mkdir(parents=True, exist_ok=True)
    head, bundle = HeadModel(a.head_model), Bundle(a.bundle)
    sheets(bundle, head, a.out)
    figures, wanted = {}, a.figures.split(",")
    scene = Scene(head)
    if "mesh" in wanted:
        numbers, rows = mesh_figures(bundle, scene)
        figures.update(numbers)
        sheet.write(a.out / "mesh.png", rows, 6)
    binding = Binding(scene)
    if "entanglement" in wanted:
        marks = bundle.manifest["landmarks68"]
        figures["entanglement"] = probes.entanglement(bundle.mapping, bundle.synthesis, binding,
                                                      Sampler(head.expressions, SEED + 3),
                                                      weights=(marks["indices"], marks["weights"]))
    if "inversion" in wanted:
        correction = refine.load(a.correction) if a.correction else None
        figures.update(inversion_figures(bundle, scene, binding, correction))
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
