"""Procedural skin of the face chart: a stack of fixed masks over UV, and the albedo as a function of masks and factors.

The masks do not depend on the person, so they are sampled once for every bound Gaussian (averaged over its footprint)
and by pixel in the mesh renderer; one person costs a few vector operations.
"""
import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt, gaussian_filter

import native
from head import FACE

SIZE = 512
MASKS = ["flush", "socket", "under_eye", "lid", "forehead", "creases", "freckles", "lip", "lip_line", "lip_grain",
         "brow_thin", "brow_mid", "brow_wide", "beard", "goatee", "moustache", "hairs", "lash_line", "scalp_sd",
         "scalp_noise", "mottle_0", "mottle_1", "grain", "inner_lip"]
INDEX = {name: k for k, name in enumerate(MASKS)}


class Skin:
    def __init__(self, head, seed=20):
        self.head = head
        self.random = np.random.default_rng(seed)
        rows, columns = np.mgrid[0:SIZE, 0:SIZE]
        self.u, self.v = (columns + 0.5) / SIZE, 1 - (rows + 0.5) / SIZE
        self.marks = head.uv[head.landmarks]
        stack = {**self._shading(), **self._age(), **self._lips(), **self._hairs(), **self._noise()}
        self.stack = np.stack([stack[name] for name in MASKS], -1).astype(np.float32)

    def sample(self, uv):
        """Masks [n, K] at uv [n, 2], bilinear."""
        x = np.clip(uv[:, 0] * SIZE - 0.5, 0, SIZE - 1.001)
        y = np.clip((1 - uv[:, 1]) * SIZE - 0.5, 0, SIZE - 1.001)
        x0, y0 = x.astype(int), y.astype(int)
        fx, fy = (x - x0)[:, None].astype(np.float32), (y - y0)[:, None].astype(np.float32)
        at = y0 * SIZE + x0
        s = self.stack.reshape(SIZE * SIZE, -1)
        out = s[at] * ((1 - fx) * (1 - fy))
        out += s[at + 1] * (fx * (1 - fy))
        out += s[at + SIZE] * ((1 - fx) * fy)
        out += s[at + SIZE + 1] * (fx * fy)
        return out

    # -- masks ---------------------------------------------------------------------------------------------------

    def _bump(self, centre, radius, power=1.0):
        return np.exp(-((((self.u - centre[0]) / radius[0]) ** 2 + ((self.v - centre[1]) / radius[1]) ** 2) ** power))

    def _eyes(self):
        return [self.marks[k : k + 6].mean(0) for k in (36, 42)]

    def _polygon(self, points):
        big = Image.new("L", (SIZE * 2, SIZE * 2))
        ImageDraw.Draw(big).polygon([(u * SIZE * 2, (1 - v) * SIZE * 2) for u, v in points], fill=255)
        return np.asarray(big.resize((SIZE, SIZE), Image.BOX), float) / 255

    def _white(self, sigma):
        noise = gaussian_filter(self.random.normal(size=(SIZE, SIZE)), sigma, mode="wrap")
        return noise / noise.std()

    def _shading(self):
        bump = self._bump
        flush = bump((0.31, 0.60), (0.09, 0.07)) + bump((0.69, 0.60), (0.09, 0.07)) + 0.9 * bump((0.5, 0.60), (0.05, 0.05))
        flush = flush + 0.4 * bump((0.5, 0.33), (0.08, 0.04)) + 0.7 * ((self.u < 0.11) | (self.u > 0.89))
        eyes = self._eyes()
        socket = sum(bump(e, (0.075, 0.045), 1.3) for e in eyes)
        under = sum(bump(e - [0, 0.035], (0.05, 0.014)) for e in eyes)
        lid = sum(bump(e + [0, 0.018], (0.055, 0.016)) for e in eyes)
        line = np.zeros((SIZE, SIZE))
        for k in (36, 42):
            rim = self.marks[k : k + 4]
            distance = np.full((SIZE, SIZE), 1.0)
            for a, b in zip(rim[:-1], rim[1:]):
                for t in np.linspace(0, 1, 6):
                    p = a * (1 - t) + b * t
                    distance = np.minimum(distance, np.hypot(self.u - p[0], self.v - p[1]))
            line += np.exp(-((distance / 0.0038) ** 2))
        return {"flush": flush, "socket": socket, "under_eye": under, "lid": lid, "lash_line": np.clip(line, 0, 1)}

    def _age(self):
        u, v = self.u, self.v
        wobble = gaussian_filter(self.random.normal(size=SIZE), 25) * 25
        forehead = sum(np.exp(-(((v - row - 0.008 * np.sin(u * 9 + k) - wobble[None] * 0.0015) / 0.0035) ** 2))
                       for k, row in enumerate((0.86, 0.885, 0.91))) * np.exp(-(((u - 0.5) / 0.17) ** 4))
        creases = np.zeros((SIZE, SIZE))
        for side in (-1, 1):
            t = np.clip((0.565 - v) / 0.15, 0, 1)
            fold = np.exp(-(((u - 0.5 - side * (0.075 + 0.075 * t**0.8)) / 0.007) ** 2))
            creases += fold * (v < 0.565) * (v > 0.42) * np.sin(np.pi * t)
            corner = self.marks[36 if side < 0 else 45]
            for angle in (-0.5, -0.1, 0.3):
                du = (u - corner[0]) * side
                dv = v - corner[1] - angle * du - 0.004
                creases += 0.5 * np.exp(-((dv / 0.0028) ** 2)) * ((du > 0.012) & (du < 0.05))
        spots = (self._white(1.6) > 2.0) * (self._bump((0.31, 0.6), (0.12, 0.08)) + self._bump((0.69, 0.6), (0.12, 0.08))
                                            + self._bump((0.5, 0.62), (0.08, 0.06)))
        return {"forehead": forehead, "creases": creases, "freckles": gaussian_filter(spots.astype(float), 0.8) * 0.8}

    def _lips(self):
        self.lip = gaussian_filter(self._polygon(self.head.polygons["lips_outer"]), 2.0)
        grain = gaussian_filter(self._white((1, 1)), (5, 0))
        line = np.exp(-(((self.v - 0.43) / 0.012) ** 2)) * (np.abs(self.u - 0.5) < 0.11)
        inner = np.exp(-(((self.v - 0.43) / 0.022) ** 2)) * (np.abs(self.u - 0.5) < 0.10)
        return {"lip": self.lip, "lip_line": line * self.lip, "lip_grain": grain / grain.std() * self.lip,
                "inner_lip": inner * self.lip}

    def _hairs(self):
        out = {}
        strokes = gaussian_filter(self.random.normal(size=(SIZE, SIZE)), (3.0, 0.8))
        strokes = strokes / strokes.std()
        for name, width in (("brow_thin", 0.65), ("brow_mid", 1.0), ("brow_wide", 1.5)):
            brow = 0
            for side in ("brow_right", "brow_left"):
                points = np.array(self.head.polygons[side])
                centre = points.mean(0)
                shape = (points - centre) * [1, width] + centre + [0, 0.002]
                brow = brow + gaussian_filter(self._polygon(shape), (2.4, 2.2))
            out[name] = np.clip(brow * (1 + 0.2 * strokes), 0, 1)
        keep = 1 - gaussian_filter(self._polygon(self.head.polygons["lips_outer"]), 1.5)
        chin, lip = self._bump((0.5, 0.30), (0.12, 0.10), 2), self._bump((0.5, 0.522), (0.10, 0.022), 2)
        whole = gaussian_filter(self._chart(self.head.beard), 4)
        out["beard"] = np.clip(whole + lip, 0, 1) * keep
        out["goatee"] = np.clip(whole * chin + lip, 0, 1) * keep
        out["moustache"] = np.clip(lip, 0, 1) * keep
        hairs = gaussian_filter(self.random.normal(size=(SIZE, SIZE)), (1.8, 0.7))
        out["hairs"] = hairs / hairs.std()
        out["scalp_sd"] = self._chart(self.head.scalp_sd)
        return out

    def _noise(self):
        return {"mottle_0": self._white(30), "mottle_1": self._white(14), "grain": self._white(1.4),
                "scalp_noise": self._white(3)}

    def _chart(self, values):
        """A vertex quantity over the face chart, filled outwards with its nearest value."""
        triangles = self.head.triangles[(self.head.part[self.head.triangles] == FACE).all(1)]
        screen = np.c_[self.head.uv[:, 0] * SIZE, (1 - self.head.uv[:, 1]) * SIZE, 0 * self.head.uv[:, 0]]
        ident, weights = native.triangles(screen, triangles, SIZE)
        inside = ident >= 0
        out = np.zeros((SIZE, SIZE))
        out[inside] = (values[triangles[ident[inside]]] * weights[inside]).sum(1)
        index = distance_transform_edt(~inside, return_distances=False, return_indices=True)
        return out[tuple(index)]


def _mix(base, colour, weight):
    return base + (colour - base) * weight[:, None]


def albedo(masks, f):
    """Skin albedo [n, 3] from masks [n, K] and a person's features `f` (name -> array)."""
    columns = np.ascontiguousarray(masks.T)
    m = {name: columns[k] for name, k in INDEX.items()}
    skin, age, gender = f["skin"], f["age"][0], f["gender"][0]
    pale = 1 - f["melanin"][0]
    tone = 1 + 0.02 * f["mottle"][0] * m["mottle_0"] + 0.02 * f["mottle"][1] * m["mottle_1"] + 0.015 * m["grain"]
    t = (skin[None] * tone[:, None]).astype(np.float32)
    t = t * (1 + m["flush"][:, None] * np.array([0.05, -0.07, -0.06]) * (0.5 + pale))
    t = t * (1 - (m["socket"] * 0.10 + m["under_eye"] * (0.08 + 0.14 * age))[:, None] * np.array([0.8, 1, 1]))
    t = _mix(t, skin * np.array([0.52, 0.40, 0.45]), 0.6 * f["shadow"][0] * m["lid"])
    old = max(0.0, age - 0.25) * 1.3
    lines = np.clip(old * (0.20 * m["forehead"] + 0.34 * m["creases"]), 0, 0.6)
    t = t * (1 - lines[:, None] * np.array([0.75, 0.95, 1.0]))
    t = t * (1 - np.clip(m["freckles"] * f["freckles"][0] * 0.55, 0, 0.5)[:, None] * np.array([0.6, 0.9, 1]))
    natural = skin * np.array([0.86, 0.58, 0.58]) + np.array([0.05, 0.0, 0.01])
    lip = natural + (f["lip_rgb"] - natural) * f["lip"][0]
    t = _mix(t, lip[None] * (1 + 0.05 * m["lip_grain"])[:, None], m["lip"])
    t = t * (1 - 0.35 * m["lip_line"] - 0.12 * m["inner_lip"])[:, None]
    width = f["brow_width"][0]
    low, high = max(0.0, 1 - abs(width - 0.65) / 0.35), max(0.0, min(1.0, (width - 1.0) / 0.5))
    brow = m["brow_thin"] * low + m["brow_wide"] * high + m["brow_mid"] * (1 - low - high)
    hair = f["hair"]
    brow_rgb = np.clip(hair * 0.75, 0, 0.5) * (1 - 0.4 * f["melanin"][0])
    t = _mix(t, brow_rgb, np.clip(brow * f["brow"][0] * 0.85, 0, 1))
    stubble, full, goatee, moustache = f["beard"]
    beard = (0.45 * stubble + 0.9 * full) * m["beard"] + 0.9 * goatee * m["goatee"] + 0.9 * moustache * m["moustache"]
    t = _mix(t, np.clip(hair * 0.85, 0, 0.6), np.clip(beard * (1 + 0.22 * m["hairs"]), 0, 0.9))
    t = t * (1 - (0.28 + 0.30 * gender) * m["lash_line"])[:, None]
    return np.clip(_mix(t, np.clip(hair, 0, 1), scalp_cover(m["scalp_sd"] + 0.2 * m["scalp_noise"], f)), 0, 1)


def scalp_cover(above_hairline, f):
    """How much hair colour the scalp itself carries [n]; a bald head keeps a shadow of it."""
    bald = f["style"][0]
    recede = 0.35 * max(0.0, float(f["hairline"][0]))
    return (0.85 - 0.75 * bald) / (1 + np.exp(-(above_hairline - 0.1 - recede) / 0.35))
