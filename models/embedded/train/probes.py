"""What the bundle says about its own latent space: landmark Gaussians, expression directions, entanglement, boundaries."""
import numpy as np
import torch

import factors
import head as heads
from sampling import with_expression
from scene import features_of


def vertices(head, z):
    """Posed head vertices [V, 3] (cm) of one z."""
    f = features_of(z, head)
    return head.vertices(f["identity"], f["expression"], f["gaze"])


def truth(head, z):
    """True landmarks [68, 3] (cm) of one z."""
    return vertices(head, z)[head.landmarks]


def generated(mapping, synthesis, z):
    """Gaussian means [B, N, 3] in cm."""
    with torch.no_grad():
        out = synthesis(mapping(torch.as_tensor(np.asarray(z), dtype=torch.float32))[:, None])
    return (out[..., :3] - torch.from_numpy(heads.TRANSLATION)) / heads.SCALE


def landmark_gaussians(mapping, synthesis, binding, sampler, samples=400, near=8):
    """For each landmark the indices [68, near] and weights of Gaussians whose weighted mean is the landmark.

    Returns indices, weights and the mean error in cm on samples that were not fitted, also a landmark.
    """
    head = binding.scene.head
    z = np.stack([sampler.express(sampler.person()) for _ in range(samples)])
    place = torch.cat([generated(mapping, synthesis, z[k : k + 50]) for k in range(0, samples, 50)]).numpy()
    true = np.stack([truth(head, row) for row in z])
    fitted = samples * 3 // 4
    skin = np.nonzero(binding.material <= heads.BODY)[0]
    indices, weights = [], []
    for mark in range(68):
        distance = np.linalg.norm(place[:fitted, skin] - true[:fitted, mark, None], axis=-1).mean(0)
        index = skin[np.argsort(distance, kind="stable")[:near]]
        # Least squares with weights that sum to 1: relative to their mean, ridge towards equal shares.
        points = place[:fitted][:, index]
        centre = points.mean(1)
        a = (points - centre[:, None]).transpose(0, 2, 1).reshape(-1, near)
        b = (true[:fitted, mark] - centre).reshape(-1)
        gram = a.T @ a + 0.02 * len(b) * np.eye(near) * 0.05
        w = np.linalg.solve(gram, a.T @ b)
        w = w - w.mean() + 1 / near
        indices.append([int(k) for k in index])
        weights.append([round(float(v), 6) for v in w])
    test = place[fitted:]
    guess = (test[:, np.array(indices)] * np.array(weights)[None, :, :, None]).sum(2)
    error = np.linalg.norm(guess - true[fitted:], axis=-1)
    return indices, weights, float(error.mean()), error.mean(0)


def directions(mapping, head, sampler, samples=4000):
    """A [57, w_dim] with w(p) - w(0) = p A, p = 55 coefficients and 2 gaze angles; half of the samples change one entry.

    Returns A and the share of the offsets' energy it explains on held-out samples.
    """
    r = sampler.random
    neutral, moved, values = [], [], []
    for k in range(samples):
        person = sampler.person()
        if k % 2:
            p = np.zeros(57)
            i = r.integers(57)
            p[i] = r.uniform(0.2, 1) if i < 55 else r.normal() * 0.2
        else:
            z = sampler.express(person)
            p = np.concatenate([z[factors.Z_EXPRESSION : factors.Z_GAZE] / factors.EXPRESSION_SCALE,
                                z[factors.Z_GAZE :] / factors.GAZE_SCALE])
        p[:55] = head.limit(p[:55])
        neutral.append(person)
        moved.append(with_expression(person, p[:55], p[55:]))
        values.append(p)
    with torch.no_grad():
        offsets = (mapping(torch.from_numpy(np.stack(moved))) - mapping(torch.from_numpy(np.stack(neutral)))).numpy()
    values = np.array(values)
    n = samples * 4 // 5
    gram = values[:n].T @ values[:n] + 1e-2 * np.eye(57)
    a = np.linalg.solve(gram, values[:n].T @ offsets[:n])
    rest = offsets[n:] - values[n:] @ a
    return a.astype(np.float32), float(1 - (rest**2).sum() / (offsets[n:] ** 2).sum())


def entanglement(mapping, synthesis, binding, sampler, pairs=200, weights=None):
    """Expression error (mean landmark displacement error, cm) of an own and of a transferred offset, against truth.

    truth: the landmarks' displacement of that very person under that expression, from the head model.
    """
    head, r = binding.scene.head, sampler.random
    index, share = np.array(weights[0]), np.array(weights[1])
    own, moved, size = [], [], []
    inner = np.arange(17, 68)
    for _ in range(pairs):
        a, b = sampler.person(), sampler.person()
        z = sampler.express(a)
        e, gaze = z[factors.Z_EXPRESSION : factors.Z_GAZE] / 6, z[factors.Z_GAZE :] / 6
        zs = np.stack([a, z, b, with_expression(b, e, gaze)])
        with torch.no_grad():
            w = mapping(torch.from_numpy(zs))
            ws = torch.stack([w[2], w[3], w[2] + w[1] - w[0]])
            out = synthesis(ws[:, None])[..., :3]
        place = ((out - torch.from_numpy(heads.TRANSLATION)) / heads.SCALE).numpy()
        marks = (place[:, index] * share[None, :, :, None]).sum(2)
        true = truth(head, zs[3]) - truth(head, zs[2])
        error = lambda k: np.linalg.norm((marks[k] - marks[0] - true)[inner], axis=1).mean()
        own.append(error(1))
        moved.append(error(2))
        size.append(np.linalg.norm(true[inner], axis=1).mean())
    return {"own_cm": float(np.mean(own)), "transferred_cm": float(np.mean(moved)), "movement_cm": float(np.mean(size)),
            "ratio": float(np.mean(moved) / np.mean(own))}


def boundary(latents, positive, steps=400):
    """Unit normal [1, w_dim] and intercept of a regularised logistic regression, and its accuracy on a held-out quarter."""
    x = torch.as_tensor(latents)
    y = torch.as_tensor(positive, dtype=torch.float32)
    n = len(x) * 3 // 4
    centre, scale = x.mean(0), x.std(0).clamp_min(1e-4)
    u = (x - centre) / scale
    w = torch.zeros(x.shape[1], requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.Adam([w, b], lr=0.03)
    for _ in range(steps):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(u[:n] @ w + b, y[:n]) + 3e-3 * (w**2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        accuracy = (((u[n:] @ w + b) > 0) == (y[n:] > 0.5)).float().mean()
        normal = w / scale
        length = normal.norm()
        intercept = (b - (normal * centre).sum()) / length
    return (normal / length).detach().numpy()[None], float(intercept), float(accuracy)
