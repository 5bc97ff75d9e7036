"""Training data in a compact form: every sample is projected on the bases as it is made, so memory stays small.

40,000 samples of 8,192 Gaussians would take 18 GB; their coefficients take 30 MB.
"""
import time

import numpy as np
import torch

import refine
import scene as scenes
from head import EYE, FRAME, HAIR, LASH, SCALE, SKIN, TOOTH
from skin import INDEX

GROUPS = (slice(0, 3), slice(3, 10), slice(10, 14))
# Weight a channel: one centimetre counts as a quarter of the colour range.
CHANNEL = np.array([1 / SCALE] * 3 + [0.35] * 3 + [0.6] * 4 + [4 * 0.2820948] * 3 + [0.25], np.float32)


def importance(binding):
    """Weight a Gaussian [N]: lids, lips, irises and teeth count three times, hair less."""
    head, m = binding.scene.head, binding.material
    w = np.ones(len(m), np.float32)
    names = {label: name for name, label in head.labels.items()}
    label = np.array([names.get(int(v), "") for v in binding.samples.label])
    w[(m == SKIN) & np.isin(label, ["eyelid", "lip_upper", "lip_lower"])] = 3
    w[(m == SKIN) & (binding.samples.masks[:, INDEX["lip"]] > 0.5)] = 3
    w[m == EYE] = 2
    w[m == LASH] = 1.5
    w[m == TOOTH] = 2
    w[m == HAIR] = 0.7
    w[m == FRAME] = 1.2
    return w


class Metric:
    """Gaussians <-> weighted flat vectors, a group of channels at a time."""

    def __init__(self, binding):
        weight = importance(binding)[:, None] * CHANNEL[None]
        self.weights = [torch.from_numpy(np.ascontiguousarray(weight[:, g]).ravel()) for g in GROUPS]
        self.reference = None

    def flatten(self, gaussians):
        """[B, N, 14] -> three tensors [B, N * channels]; quaternion signs are made to agree."""
        if self.reference is None:
            self.reference = gaussians[0, :, 6:10].clone()
        sign = torch.sign((gaussians[..., 6:10] * self.reference).sum(-1, keepdim=True))
        gaussians[..., 6:10] *= torch.where(sign == 0, torch.ones_like(sign), sign)
        gaussians[..., 13].clamp_(-7, 6)
        return [gaussians[..., g].reshape(len(gaussians), -1) * w for g, w in zip(GROUPS, self.weights)]


class Source:
    """Makes (features, Gaussians) of random people; every person is shown with a few expressions."""

    def __init__(self, binding, correction, sampler, expressions=1):
        self.binding, self.correction, self.sampler, self.expressions = binding, correction, sampler, expressions
        self.people = 0

    def batch(self, count):
        z = []
        while len(z) < count:
            person = self.sampler.person()
            self.people += 1
            z += [self.sampler.express(person) for _ in range(self.expressions)]
        with torch.no_grad():
            features = self.binding.scene.head.factors(torch.from_numpy(np.stack(z[:count])))
        rows = [self.gaussians(row) for row in features.numpy()]
        return features, torch.stack(rows)

    def gaussians(self, row):
        return refine.apply(torch.from_numpy(self.binding.gaussians(scenes.by_name(row))), self.correction)


def principal(source, metric, samples, ranks, log=print):
    """Means, bases (unit rows), spreads and the share of energy kept, from `samples` samples."""
    start = time.time()
    flat = [[] for _ in GROUPS]
    for _ in range(0, samples, 100):
        _, gaussians = source.batch(100)
        for out, part in zip(flat, metric.flatten(gaussians)):
            out.append(part.half())
    means, bases, spreads, kept = [], [], [], []
    for group, rank in zip(flat, ranks):
        y = torch.cat(group).float()
        mean = y.mean(0)
        y -= mean
        values, vectors = torch.linalg.eigh((y @ y.T).double())
        values, vectors = values.flip(0).clamp_min(0), vectors.flip(1)
        basis = (vectors[:, :rank] / values[:rank].sqrt()).float().T @ y
        means.append(mean)
        bases.append(basis)
        spreads.append((values[:rank] / len(y)).sqrt().float())
        kept.append([round(float(values[:k].sum() / values.sum()), 4) for k in (16, 32, 48, 64, 80, 96) if k <= rank])
    log(f"bases: {samples} samples, energy kept at 16, 32, 48 ... components {kept}, {time.time() - start:.0f} s")
    return means, bases, spreads


def stream(source, metric, means, bases, spreads, samples, log=print):
    """Features [n, F] and unit-variance coefficients [n, rank] of `samples` fresh samples."""
    start = time.time()
    features, coefficients = [], []
    for k in range(0, samples, 100):
        f, gaussians = source.batch(100)
        parts = [(y - m) @ b.T / s for y, m, b, s in zip(metric.flatten(gaussians), means, bases, spreads)]
        features.append(f)
        coefficients.append(torch.cat(parts, 1))
        if (k // 100) % 20 == 19:
            log(f"data: {k + 100} samples of {source.people} people, {time.time() - start:.0f} s")
    return torch.cat(features), torch.cat(coefficients)
