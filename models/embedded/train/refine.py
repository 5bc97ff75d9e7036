"""One shared correction a Gaussian (offset, scale, colour, opacity), learnt from pictures of the mesh.

Surface-bound discs of a person are blurry and bleed at edges; the same small correction for everyone removes most of that.
"""
import time

import numpy as np
import torch

import mesh_render
import splat
from scene import features_of

RATES = {"offset": 0.02, "scale": 0.02, "opacity": 0.02, "colour": 0.004}


def initial(count):
    return {"offset": torch.zeros(count, 3), "scale": torch.zeros(count, 3), "opacity": torch.zeros(count),
            "colour": torch.zeros(count, 3)}


def save(path, c):
    """Writes a correction as float16 [N, 10]: offset, scale, opacity, colour."""
    table = torch.cat([c["offset"], c["scale"], c["opacity"][:, None], c["colour"]], 1)
    np.save(path, table.numpy().astype(np.float16))


def load(path):
    """The correction that `save` wrote."""
    table = torch.from_numpy(np.load(path).astype(np.float32))
    return {"offset": table[:, :3], "scale": table[:, 3:6], "opacity": table[:, 6], "colour": table[:, 7:]}


def apply(gaussians, c):
    """Corrected Gaussians [N, 14]. Hidden ones stay hidden."""
    size = torch.exp(gaussians[:, 3:6])
    turn = splat.rotations(gaussians[:, 6:10])
    moved = gaussians[:, :3] + (turn @ (torch.tanh(c["offset"]) * 1.2 * size.clamp_min(6e-4))[:, :, None])[:, :, 0]
    rgb = gaussians[:, 10:13] * splat.SH_C0 + 0.5
    rgb = rgb * torch.exp(c["colour"].clamp(-0.5, 0.5))
    shown = torch.sigmoid((gaussians[:, 13] + 4.5) * 2)
    return torch.cat([moved, gaussians[:, 3:6] + c["scale"].clamp(-2, 1), gaussians[:, 6:10],
                      (rgb - 0.5) / splat.SH_C0, (gaussians[:, 13] + c["opacity"] * shown)[:, None]], 1)


def image_loss(image, target):
    d = image - target
    return (d.abs().mean() + 0.5 * (d[:, 1:] - d[:, :-1]).abs().mean() + 0.5 * (d[:, :, 1:] - d[:, :, :-1]).abs().mean())


def psnr(image, target):
    return float(-10 * torch.log10(((image.clamp(0, 1) - target) ** 2).mean()))


def pictures(binding, sampler, people, views=2, size=256):
    """Training material: (gaussians, camera, premultiplied image, alpha) a view."""
    out = []
    scene = binding.scene
    for k in range(people):
        z = sampler.express(sampler.person())
        f = features_of(z, scene.head)
        mesh = scene.build(f)
        g = torch.from_numpy(binding.gaussians(f))
        for _ in range(views):
            camera = sampler.camera()
            image, alpha = mesh_render.render(scene, mesh, f, camera, size, background=0.0)
            out.append((g, camera, torch.from_numpy(image), torch.from_numpy(alpha)))
    return out


def train(binding, sampler, steps, people=40, log=print):
    """Learns the correction in `steps` steps; returns it with the held-out PSNR before and after."""
    data = pictures(binding, sampler, people)
    held = data[-12:]
    data = data[:-12]
    c = {k: v.requires_grad_() for k, v in initial(len(data[0][0])).items()}
    optimiser = torch.optim.Adam([{"params": [c[k]], "lr": rate} for k, rate in RATES.items()])

    def evaluate():
        with torch.no_grad():
            return float(np.mean([psnr(splat.render(apply(g, c), cam, 256), im + 1 - a) for g, cam, im, a in held]))

    before, start = evaluate(), time.time()
    log(f"refinement: {before:.2f} dB before")
    for step in range(steps):
        for group, rate in zip(optimiser.param_groups, RATES.values()):
            group["lr"] = rate * (1 - 0.95 * step / steps)
        g, camera, image, alpha = data[sampler.random.integers(len(data))]
        back = sampler.random.random(3).astype(np.float32)
        target = image + (1 - alpha) * torch.from_numpy(back)[:, None, None]
        loss = image_loss(splat.render(apply(g, c), camera, 256, back), target) + 1e-4 * (c["scale"] ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 300 == 299:
            log(f"refinement: step {step + 1}, {time.time() - start:.0f} s, {evaluate():.2f} dB on held-out people")
    after = evaluate()
    return {k: v.detach() for k, v in c.items()}, before, after
