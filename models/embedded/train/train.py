"""Training stages: coefficients by regression, then pictures."""
import time

import numpy as np
import torch

import mesh_render
import refine
import splat
from scene import features_of


def regress(encoder, decoder, features, coefficients, spreads, steps, seed=0, log=print):
    """Stage 1: encoder and decoder together, on coefficients. Returns the held-out relative error."""
    g = torch.Generator().manual_seed(seed)
    held = max(300, len(features) // 50)
    train, test = slice(0, len(features) - held), slice(len(features) - held, None)
    rest = torch.cat([features[train, : encoder.first], features[train, encoder.last :]], 1)
    encoder.mean.copy_(rest.mean(0))
    encoder.scale.copy_(1 / rest.std(0).clamp_min(0.05))
    spread = torch.cat(spreads)
    # Squared error of the weighted Gaussians, flattened a little so that small components are learnt as well.
    weight = (spread / spread.max()) ** 0.6
    weight = weight / weight.mean()
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=1e-3)
    start, error = time.time(), 0.0
    x, y = features[train], coefficients[train]
    energy = ((coefficients[test] * spread) ** 2).sum()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 200) * (1 - step / steps) + 1e-5
        index = torch.randint(len(x), (256,), generator=g)
        code = encoder(x[index])
        code = code + 0.03 * torch.randn(code.shape, generator=g)
        loss = (((decoder(code) - y[index]) * weight) ** 2).mean() + 1e-4 * (code**2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 1000 == 999 or step == steps - 1:
            with torch.no_grad():
                d = decoder(encoder(features[test])) - coefficients[test]
                error = float(((d * spread) ** 2).sum() / energy)
            log(f"regression: step {step + 1}, {time.time() - start:.0f} s, loss {float(loss):.4f}, held-out {error:.4f}")
    return error


def standardise(mixing, encoder, features):
    """Sets the mixing's shift and scale so that codes have unit spread; the expression part stays 0 at neutral."""
    with torch.no_grad():
        code = encoder(features)
        shift = code.mean(0)
        shift[mixing.split :] = 0
        spread = code.std(0).clamp_min(1e-3)
        spread[mixing.split :] = (code[:, mixing.split :] ** 2).mean().sqrt()
        mixing.shift.copy_(shift)
        mixing.scale.copy_(1 / spread)


class Pictures:
    """A growing set of mesh pictures with the features they show, kept as bytes."""

    def __init__(self, scene, sampler, size=256):
        self.scene, self.sampler, self.size = scene, sampler, size
        self.items = []

    def add(self, people, views=2):
        for _ in range(people):
            z = self.sampler.express(self.sampler.person())
            f = features_of(z, self.scene.head)
            mesh = self.scene.build(f)
            row = self.scene.head.factors(torch.from_numpy(z)[None])[0]
            for _ in range(views):
                camera = self.sampler.camera()
                image, alpha = mesh_render.render(self.scene, mesh, f, camera, self.size, background=0.0)
                packed = (np.concatenate([image, alpha[None]]) * 255 + 0.5).clip(0, 255).astype(np.uint8)
                self.items.append((row, camera, packed))

    def target(self, k, background):
        row, camera, packed = self.items[k]
        rgba = torch.from_numpy(packed.astype(np.float32) / 255)
        return row, camera, rgba[:3] + (1 - rgba[3:]) * torch.from_numpy(background)[:, None, None]


def evaluate(encoder, synthesis, pictures, indices):
    """Mean PSNR on white against mesh pictures."""
    values = []
    with torch.no_grad():
        for k in indices:
            row, camera, target = pictures.target(k, np.ones(3, np.float32))
            out = synthesis.from_code(encoder(row[None]))[0]
            values.append(refine.psnr(splat.render(out, camera, target.shape[-1]), target))
    return float(np.mean(values))


def polish(encoder, synthesis, pictures, source, steps, held=24, log=print):
    """Stage 2: decoder, means and bases (and the encoder, slowly) in image space.

    Half of the steps look at pictures of the mesh, half at fresh people from `source`, rendered from their refined Gaussians,
    so that the few mesh pictures are not learnt by heart.
    """
    sampler = pictures.sampler
    train = len(pictures.items) - held
    test = range(train, len(pictures.items))
    bases = [synthesis.basis_xyz, synthesis.basis_shape, synthesis.basis_colour]
    means = [synthesis.mean_xyz, synthesis.mean_shape, synthesis.mean_colour]
    groups = [(list(synthesis.decoder.parameters()), 5e-5), (list(encoder.parameters()), 2e-5), (bases, 2e-5), (means, 2e-4)]
    optimiser = torch.optim.Adam([{"params": p, "lr": r} for p, r in groups], betas=(0.9, 0.99))
    start = time.time()
    log(f"pictures: {evaluate(encoder, synthesis, pictures, test):.2f} dB before, {train} pictures")
    for step in range(steps):
        for group, (_, rate) in zip(optimiser.param_groups, groups):
            group["lr"] = rate * min(1, (step + 1) / 50) * (1 - 0.97 * step / steps)
        backs = sampler.random.random((2, 3)).astype(np.float32)
        if step % 2:
            views = [pictures.target(k, b) for k, b in zip(sampler.random.integers(train, size=2), backs)]
        else:
            rows, gaussians = source.batch(2)
            cameras = [sampler.camera() for _ in rows]
            with torch.no_grad():
                views = [(r, c, splat.render(g, c, pictures.size, b)) for r, g, c, b in zip(rows, gaussians, cameras, backs)]
        code = encoder(torch.stack([v[0] for v in views]))
        out = synthesis.from_code(code + 0.02 * torch.randn_like(code))
        loss = 0.0
        for g, (_, camera, target), back in zip(out, views, backs):
            loss = loss + refine.image_loss(splat.render(g, camera, pictures.size, back), target) / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 200 == 199:
            log(f"pictures: step {step + 1}, {time.time() - start:.0f} s, loss {float(loss):.4f}, "
                f"held-out {evaluate(encoder, synthesis, pictures, test):.2f} dB")
    return evaluate(encoder, synthesis, pictures, test)
