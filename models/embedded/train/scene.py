"""One person as one surface: head, hair and glasses as a merged mesh, and its baked shading.

Light is baked in the head's frame (key, fill, ambient, highlights for a frontal viewer), so the mesh pictures and the
Gaussians agree, and a picture does not depend on the camera except by what it shows.
"""
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
import torch

import factors
import glasses
import head as heads
import skin
from hair import COLUMNS, ROWS, SCALP_ROWS, Hair, smoothstep
from head import BODY, EYE, FRAME, HAIR, INSIDE, LASH, SKIN, TOOTH

GAMMA = 1 / 1.15


@dataclass
class Mesh:
    points: np.ndarray  # [V, 3] posed, cm
    normals: np.ndarray  # [V, 3]
    triangles: np.ndarray  # [T, 3]
    material: np.ndarray  # [T]
    visible: np.ndarray  # [T] whether a picture of the mesh shows it
    occlusion: np.ndarray  # [V]
    tone: np.ndarray  # [V, 2] brightness and gloss of hair
    tangent: np.ndarray  # [V, 3] along strands and frames, else 0
    cover: np.ndarray  # [V] opacity: below 1 at the edges of hair
    hang: np.ndarray  # [COLUMNS] hanging length of the hair
    hair: float  # presence 0..1
    frame: float  # presence of glasses 0..1


class Places:
    """Points on triangles, and what vertex quantities are there."""

    def __init__(self, triangles, triangle, weights, vertices):
        self.triangle = triangle
        self.corner = triangles[triangle]
        n = len(triangle)
        rows = np.arange(0, 3 * n + 1, 3)
        weights = np.ascontiguousarray(weights, np.float32)
        self.matrix = sparse.csr_matrix((weights.ravel(), self.corner.ravel(), rows), (n, vertices))
        self.nearest = self.corner[np.arange(n), weights.argmax(1)]

    def at(self, quantity):
        """Interpolated vertex quantity [V] or [V, c] at the points."""
        return self.matrix @ quantity


@dataclass
class Samples:
    """Points on the surface to be shaded."""
    material: np.ndarray  # [n]
    masks: np.ndarray  # [n, K]; only rows of SKIN matter
    canon: np.ndarray  # [n, 3] place on the mean head
    eye_radius: np.ndarray  # [n]
    eye_angle: np.ndarray  # [n]
    label: np.ndarray  # [n]


class Scene:
    def __init__(self, head):
        self.head, self.skin, self.hair = head, skin.Skin(head), Hair(head)
        zero = np.zeros(50, np.float32)
        self.frame_mean, frame_triangles, _ = glasses.build(0.0, head.mean, head.landmarks, head.eye_centres(zero))
        self.first_hair = len(head.mean)
        self.first_frame = self.first_hair + COLUMNS * ROWS
        self.triangles = np.concatenate(
            [head.triangles, self.hair.triangles + self.first_hair, frame_triangles + self.first_frame])
        self.material = np.concatenate([head.material, np.full(len(self.hair.triangles), HAIR),
                                        np.full(len(frame_triangles), FRAME)])
        self.count = self.first_frame + len(self.frame_mean)
        self.vertex_faces = heads.incidence(self.triangles, self.count)
        neutral = features_of(np.zeros(factors.Z_DIM, np.float32), head)
        hair_mean = self.hair.build(head.mean, neutral)[0]
        self.canon = np.concatenate([head.mean, hair_mean, self.frame_mean]).astype(np.float32)
        pad = lambda a, value: np.concatenate([a, np.full(self.count - len(a), value)]).astype(np.float32)
        self.eye_radius = pad(head.eye_radius, 9)
        self.label = pad(head.label, -1)
        angle = np.zeros(len(head.mean))
        for index, centre in zip(head.eye_parts, head.eye_centre):
            d = head.mean[index] - centre
            angle[index] = np.arctan2(d[:, 1], d[:, 0] - np.sign(centre[0]) * 0.1)
        self.eye_angle = pad(angle, 0)
        self.fixed = np.concatenate([self.canon, self.eye_radius[:, None]], 1)

    def build(self, f):
        """The mesh of a person's features (see factors.FEATURES), posed by its expression and gaze."""
        head = self.head
        neutral = head.vertices(f["identity"])
        posed = head.vertices(f["identity"], f["expression"], f["gaze"])
        strands, tone, hair_cover, hang, presence = self.hair.build(neutral, f)
        shown = float(f["glasses"].sum())
        kind = float(f["glasses"][1] / max(shown, 1e-3)) if shown > 0.02 else 0.0
        frame, _, along = glasses.build(kind, neutral, head.landmarks, head.eye_centres(f["identity"]))
        points = np.concatenate([posed, strands, frame]).astype(np.float32)
        normals = heads.normals(points, self.triangles, self.vertex_faces)
        occlusion = np.ones(len(points), np.float32)
        occlusion[: len(posed)] = head.occlusion(posed, normals[: len(posed)], neutral)
        tangent = np.zeros_like(points)
        grid = strands.reshape(COLUMNS, ROWS, 3)
        tangent[self.first_hair : self.first_frame] = np.gradient(grid, axis=1).reshape(-1, 3)
        tangent[self.first_frame :] = along
        tones = np.zeros((len(points), 2), np.float32)
        tones[self.first_hair : self.first_frame] = tone
        cover = np.ones(len(points), np.float32)
        cover[self.first_hair : self.first_frame] = hair_cover
        visible = np.ones(len(self.triangles), bool)
        strand = self.material == HAIR
        hanging = self.hair.row >= SCALP_ROWS - 1
        long = (hang[self.hair.column] > 0.3) & (hang[(self.hair.column + 1) % COLUMNS] > 0.3)
        visible[strand] = (presence > 0.5) & (~hanging | long)
        visible[self.material == FRAME] = shown > 0.5
        return Mesh(points, normals, self.triangles, self.material, visible, occlusion, tones, tangent, cover, hang,
                    presence, shown)

    def places(self, triangle, weights):
        """Points given by triangle [n] and barycentric weights [n, 3]."""
        return Places(self.triangles, triangle, weights, self.count)

    def samples(self, places, smooth=0.0):
        """What shading needs at places; smooth [n] > 0: skin masks are averaged over about that many cm."""
        material = self.material[places.triangle]
        masks = np.zeros((len(material), len(skin.MASKS)), np.float32)
        index = np.nonzero(material == SKIN)[0]
        uv = places.matrix[index][:, : len(self.head.uv)] @ self.head.uv
        if np.ndim(smooth) == 0:
            masks[index] = self.skin.sample(uv)
        else:
            step = (smooth[index] * 0.03)[:, None]
            taps = [(0, 0), (0.5, 0), (-0.5, 0), (0, 0.5), (0, -0.5), (0.3, 0.3), (-0.3, 0.3), (0.3, -0.3), (-0.3, -0.3)]
            masks[index] = sum(self.skin.sample(uv + step * np.array([t])) for t in taps) / len(taps)
        fixed = places.at(self.fixed)
        # Polar coordinates do not interpolate across their cut; the nearest corner's angle does.
        return Samples(material, masks, fixed[:, :3], fixed[:, 3], self.eye_angle[places.nearest],
                       self.label[places.nearest])

    def colour(self, samples, places, mesh, f):
        """Baked display colour [n, 3] in 0..1 of sampled points."""
        moving = places.at(np.concatenate([mesh.normals, mesh.tone, mesh.occlusion[:, None]], 1))
        normal, tone, occlusion = moving[:, :3], moving[:, 3:5], moving[:, 5]
        normal = normal / (np.sqrt(np.einsum("ij,ij->i", normal, normal))[:, None] + 1e-9)
        base, gloss, power = self._albedo(samples, tone, f)
        skinlike = samples.material <= BODY
        light = np.array([f["light"][0], 0.55 + 0.5 * f["light"][1], 1.0])
        light = light / np.linalg.norm(light)
        facing = normal @ light
        wrap = np.where(skinlike, 0.35, 0.15)
        diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1)
        fill = 0.18 * np.clip(normal @ np.array([-0.6 * np.tanh(3 * light[0]), 0.1, 0.75]), 0, 1)
        lit = (diffuse * 0.78 * (1 + f["strength"][0]) + fill + 0.30 + 0.12 * normal[:, 1]) * occlusion
        out = base * lit[:, None]
        glow = np.clip(0.25 - np.abs(facing - 0.1), 0, 1) * skinlike
        out = out * (1 + glow[:, None] * np.array([0.35, -0.02, -0.08]))
        half = light + np.array([0, 0, 1.0])
        half = half / np.linalg.norm(half)
        highlight = np.clip(normal @ half, 0, 1) ** power * gloss * occlusion
        return np.clip(out + highlight[:, None], 0, 1) ** GAMMA

    def _albedo(self, s, tone, f):
        n = len(s.material)
        base, gloss, power = np.zeros((n, 3), np.float32), np.full(n, 0.12, np.float32), np.full(n, 18.0, np.float32)
        pick = lambda material: np.nonzero(s.material == material)[0]
        own = f["skin"]
        k = pick(SKIN)
        base[k] = skin.albedo(s.masks[k], f)
        gloss[k] += 0.10 * s.masks[k, skin.INDEX["lip"]] * (0.4 + f["lip"][0])
        k = pick(BODY)
        cover = skin.scalp_cover(_back_hairline(s.canon[k]), f) * (s.canon[k, 2] < 4.2)
        base[k] = own * 0.97 + (f["hair"] - own * 0.97) * cover[:, None]
        k = np.nonzero(s.material <= BODY)[0]
        worn, rim = _clothing(s.canon[k], f)
        base[k] = base[k] + (f["cloth"] * rim[:, None] - base[k]) * worn[:, None]
        gloss[k] = gloss[k] * (1 - 0.85 * worn)
        k = pick(INSIDE)
        labels = self.head.labels
        inside = np.where((s.label[k] == labels["tongue"])[:, None], [0.66, 0.30, 0.30], [0.50, 0.18, 0.18])
        base[k] = np.where((s.label[k] == labels["eye_socket"])[:, None], own * 0.55, inside)
        gloss[k] = 0.18
        k = pick(TOOTH)
        white = 0.04 * f["teeth"][0]
        base[k], gloss[k], power[k] = np.array([0.92 + white, 0.885 + white, 0.81 + 1.5 * white]), 0.25, 40
        k = pick(EYE)
        base[k], gloss[k], power[k] = _eye(s.eye_radius[k], s.eye_angle[k], f["iris"]), 0.5, 90
        k = pick(LASH)
        base[k] = own * 0.36 + np.array([0.03, 0.02, 0.015])
        k = pick(HAIR)
        base[k], gloss[k], power[k] = f["hair"] * tone[k, :1] + (0.35 * f["hair"] + 0.08) * tone[k, 1:], 0.10, 14
        k = pick(FRAME)
        base[k], gloss[k], power[k] = f["frame"], 0.4, 30
        return base, gloss, power


def _back_hairline(canon):
    """Rough height above the hairline (cm) for the part of the head outside the face chart."""
    line = np.interp(canon[:, 2], [-9, -4, -1.5, 0.5, 1.5, 2.8, 4.2], [-6, -5.5, -3.5, 3.0, 3.4, 3.0, 6.2])
    return canon[:, 1] - line


def _clothing(canon, f):
    """Share of cloth 0..1, and its brightness near the collar's rim."""
    edge = -11.3 + 0.35 * f["collar"][0] - 0.0175 * canon[:, 0] ** 2 + 0.25 * np.abs(canon[:, 2] - 2)
    below = edge - canon[:, 1]
    return 1 / (1 + np.exp(np.clip(-below / 0.08, -60, 60))), 1 - 0.16 * np.exp(-((below - 0.35) ** 2) / 0.05)


def _eye(radius, angle, iris):
    pupil, ring = 1 - smoothstep(0.34, 0.42, radius), 1 - smoothstep(0.93, 1.06, radius)
    limbus = 0.55 * smoothstep(0.75, 1.0, radius)
    rays = 1 + 0.12 * np.sin(angle * 23) * (radius < 1)
    colour = iris[None] * ((1.35 - 0.35 * radius) * (1 - limbus) * rays)[:, None]
    white = np.array([0.87, 0.85, 0.83]) * (1 - 0.10 * smoothstep(1.2, 2.2, radius))[:, None]
    eye = white + (colour - white) * ring[:, None]
    return eye + (0.02 - eye) * pupil[:, None]


def features_of(z, head):
    """Features by name of one z [Z_DIM]."""
    with torch.no_grad():
        return by_name(head.factors(torch.as_tensor(z, dtype=torch.float32)[None])[0].numpy())


def by_name(row):
    return {name: row[part] for name, part in factors.slices().items()}
