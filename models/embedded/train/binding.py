"""8,192 Gaussians bound to the surface of the head, hair and glasses: fixed places, a person's shape, colour and opacity."""
import math

import numpy as np
from scipy.spatial import cKDTree

import factors
import head as heads
from hair import SCALP_ROWS
from head import EYE, FACE, FRAME, GUMS, HAIR, INSIDE, LASH, LASH_LEFT, MOUTH_SOCKET
from scene import features_of

COUNT = 8192
HIDDEN = -6.5  # opacity logit of what is not there
SOLID = 3.5
SH_C0 = 0.2820948


class Binding:
    """Places on the scene's triangles: `triangle` [N], `weights` [N, 3], `spacing` [N] (cm)."""

    def __init__(self, scene, seed=0):
        self.scene = scene
        random = np.random.default_rng(seed)
        head = scene.head
        hair_count, frame_count = int(COUNT * 0.24), int(COUNT * 0.035)
        head_count = COUNT - hair_count - frame_count
        neutral = features_of(_long_haired(), head)
        reference = scene.build(neutral)
        self.reference = reference
        head_triangles = np.nonzero(scene.material < HAIR)[0]
        hair_triangles = np.nonzero((scene.material == HAIR) & reference.visible)[0]
        frame_triangles = np.nonzero(scene.material == FRAME)[0]
        mean = np.concatenate([head.mean, reference.points[scene.first_hair : scene.first_frame], scene.frame_mean])
        row = scene.hair.row[hair_triangles - len(head_triangles)]
        column = scene.hair.column[hair_triangles - len(head_triangles)]
        hair_weight = np.where(row < SCALP_ROWS - 1, 1.0, 0.4) * np.where(np.cos(scene.hair.phi[column]) > -0.2, 1, 0.5)
        hair_weight = hair_weight * np.where((row > 17) & (row < SCALP_ROWS), 1.5, 1.0)
        parts = []
        for chosen, weight, count in ((head_triangles, self._importance(head, head_triangles), head_count),
                                      (hair_triangles, hair_weight, hair_count),
                                      (frame_triangles, np.ones(len(frame_triangles)), frame_count)):
            parts.append(_scatter(random, mean, scene.triangles, chosen, weight, count))
        self.triangle, self.weights, self.spacing = (np.concatenate(a) for a in zip(*parts))
        self.material = scene.material[self.triangle]
        limit = np.full(COUNT, 1.1)
        limit[self.material == INSIDE] = 0.45
        limit[self.material == LASH] = 0.22
        self.spacing = np.minimum(self.spacing, limit).astype(np.float32)
        self.places = scene.places(self.triangle, self.weights)
        self.corner = self.places.corner
        self.area = _area(mean, self.corner)
        self.samples = scene.samples(self.places, smooth=self.spacing)
        hair_row = np.full(COUNT, -1)
        index = np.nonzero(self.material == HAIR)[0]
        hair_row[index] = scene.hair.row[self.triangle[index] - len(head_triangles)]
        self.hanging = hair_row >= SCALP_ROWS - 1

    def _importance(self, head, triangles):
        """Density of Gaussians on the head: the front more than the back, lids, lips, teeth and irises most."""
        corner = head.triangles[triangles]
        centre, label, part = head.mean[corner].mean(1), head.label[corner], head.part[corner].max(1)
        has = lambda name: (label == head.labels[name]).any(1)
        w = 0.35 + 1.2 * np.clip((centre[:, 2] - 3) / 5, 0, 1)
        w[has("eyelid")] *= 4.0
        w[has("lip_upper") | has("lip_lower")] *= 3.2
        w[has("brow")] *= 2.0
        w[has("scalp")] *= 0.28
        w[has("ear")] *= 1.2
        w[has("neck")] *= 0.6
        w[has("torso")] *= 0.45
        nose = (centre[:, 2] > 8) & (np.abs(centre[:, 0]) < 2.2) & (np.abs(centre[:, 1] - 1) < 3) & (part == FACE)
        w[nose] *= 1.4
        deep = centre[:, 2]
        w[part == MOUTH_SOCKET] = np.where(deep[part == MOUTH_SOCKET] > 9, 0.0, 0.2)
        w[part == heads.EYE_SOCKETS] = 0
        w[part == GUMS] = 0.35
        w[part == heads.TEETH] = np.where(deep[part == heads.TEETH] > 8.6, 1.8, 0.2)
        eyes = (part == heads.EYE_LEFT) | (part == heads.EYE_RIGHT)
        w[eyes] = np.where(head.eye_radius[corner[eyes]].min(1) < 1.6, 7.0, 2.2)
        w[part >= LASH_LEFT] = 0.9
        return w

    def gaussians(self, f):
        """Gaussians [N, 14] of a person's features, world units."""
        scene = self.scene
        mesh = scene.build(f)
        moving = self.places.at(np.concatenate([mesh.points, mesh.normals, mesh.tangent, mesh.cover[:, None]], 1))
        points, normal = moving[:, :3], moving[:, 3:6]
        normal = normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9)
        colour = scene.colour(self.samples, self.places, mesh, f)
        along = mesh.points[self.corner[:, 1]] - mesh.points[self.corner[:, 0]]
        fibre = self.material >= HAIR
        along[fibre] = moving[fibre, 6:9]
        out = np.empty((COUNT, 14), np.float32)
        out[:, :3] = heads.world(points)
        out[:, 3:6] = np.log(self._scales(mesh)) + math.log(heads.SCALE)
        out[:, 6:10] = quaternions(frames(along, normal))
        out[:, 10:13] = (colour - 0.5) / SH_C0
        out[:, 13] = self._opacity(mesh, moving[:, 9])
        return out

    def _scales(self, mesh):
        """Half axes (cm): along the surface by the stretch of the triangle, thin across it; strands are long."""
        s, m = self.spacing, self.material
        stretch = np.sqrt(_area(mesh.points, self.corner) / self.area)
        scale = np.stack([s, s, 0.18 * s], 1) * np.clip(stretch, 0.5, 1.8)[:, None]
        scale[m == EYE] *= 0.85
        k = m == HAIR
        fit = np.clip(stretch[k], 0.25, 1.6)
        scale[k] = np.stack([s[k] * 1.5 * fit, s[k] * 0.75 * fit, s[k] * 0.25], 1)
        k = m == FRAME
        scale[k] = np.stack([s[k] * 1.2, np.full(k.sum(), 0.137), np.full(k.sum(), 0.097)], 1)
        return 0.62 * np.maximum(scale, 0.01)

    def _opacity(self, mesh, cover):
        opacity = np.full(COUNT, SOLID, np.float32)
        opacity[self.material == LASH] = 0.5
        k = self.material == HAIR
        shown = np.clip(cover[k], 0.0, 1.0) * mesh.hair
        opacity[k] = HIDDEN + (SOLID - HIDDEN) * np.sqrt(shown)
        opacity[self.material == FRAME] = HIDDEN + (SOLID - HIDDEN) * np.clip(mesh.frame, 0, 1)
        return opacity


def _long_haired():
    """A z with long hair, a fringe and glasses: every place that any style needs."""
    z = np.zeros(factors.Z_DIM, np.float32)
    at = lambda name: factors.Z_APPEARANCE + factors.APPEARANCE.index(name)
    z[at("gender")], z[at("hair_style")], z[at("hair_part")], z[at("glasses")] = 2, 0.45, 2.0, 0.7
    return z


def _scatter(random, points, triangles, chosen, weight, count):
    """Blue-noise places on chosen triangles with a density proportional to `weight`."""
    corner = triangles[chosen]
    area = _area(points, corner) * 0.5 * weight
    tries = count * 5
    k = random.choice(len(chosen), tries, p=area / area.sum())
    b = random.random((tries, 2))
    b[b.sum(1) > 1] = 1 - b[b.sum(1) > 1]
    b = np.c_[1 - b.sum(1), b]
    place = (points[corner[k]] * b[..., None]).sum(1)
    spacing = np.sqrt(area.sum() / count / np.maximum(weight[k], 1e-6))
    tree = cKDTree(place)
    low, high = 0.2, 1.1
    kept = np.arange(count)
    for _ in range(8):
        middle = 0.5 * (low + high)
        near = tree.query_ball_point(place, spacing * middle)
        alive = np.ones(tries, bool)
        kept = []
        for i in range(tries):
            if alive[i]:
                kept.append(i)
                alive[near[i]] = False
        low, high = (middle, high) if len(kept) > count else (low, middle)
    kept = np.array(kept)
    if len(kept) < count:
        rest = np.setdiff1d(np.arange(tries), kept)
        kept = np.concatenate([kept, random.choice(rest, count - len(kept), replace=False)])
    kept = np.sort(random.permutation(kept)[:count])
    return chosen[k[kept]], b[kept].astype(np.float32), spacing[kept]


def _area(points, corner):
    a, b, c = (points[corner[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) + 1e-9


def frames(along, normal):
    """Rotation matrices [N, 3, 3] with columns along, across and normal."""
    a = along - (along * normal).sum(1, keepdims=True) * normal
    a = a / (np.linalg.norm(a, axis=1, keepdims=True) + 1e-9)
    return np.stack([a, np.cross(normal, a), normal], 2)


def quaternions(m):
    """Unit quaternions wxyz [N, 4] of rotation matrices [N, 3, 3]."""
    xx, yy, zz = m[:, 0, 0], m[:, 1, 1], m[:, 2, 2]
    c = np.stack([1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz], 1)
    a, b, d = m[:, 2, 1] - m[:, 1, 2], m[:, 0, 2] - m[:, 2, 0], m[:, 1, 0] - m[:, 0, 1]
    e, g, h = m[:, 0, 1] + m[:, 1, 0], m[:, 0, 2] + m[:, 2, 0], m[:, 1, 2] + m[:, 2, 1]
    rows = np.stack([np.stack([c[:, 0], a, b, d], 1), np.stack([a, c[:, 1], e, g], 1),
                     np.stack([b, e, c[:, 2], h], 1), np.stack([d, g, h, c[:, 3]], 1)], 1)
    q = rows[np.arange(len(m)), c.argmax(1)]
    return q / np.linalg.norm(q, axis=1, keepdims=True)
