"""Hair: a shell of strands over the scalp and strands that hang from its rim, one family of shapes for all styles.

A grid of 144 columns about the head by 40 rows: 26 rows from the crown to the hairline, 14 rows hanging. A style is a row
of the table below; a person's soft choice blends rows, so every latent between two styles is a hair style as well.
"""
import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from head import NECK, rotation

COLUMNS, SCALP_ROWS, HANG_ROWS, THETAS = 144, 26, 14, 40
ROWS = SCALP_ROWS + HANG_ROWS
CENTRE = np.array([0, 5.0, 0.6], np.float32)

# Style parameters: thickness at the top, sides and back (cm), how early it thins towards the hairline, forward sweep of
# the front, hanging length at the sides and of the fringe, curl of the surface, wave of hanging strands, bun, presence.
PARAMETERS = ["top", "side", "back", "taper", "sweep", "hang", "fringe", "curl", "wave", "bun", "presence"]
STYLES = np.array([
    #  top  side  back taper sweep hang fringe curl wave  bun  presence
    [0.15, 0.15, 0.15, 2.0, 0.00, 0.0, 0.0, 0.00, 0.00, 0.0, 0.0],  # bald
    [0.28, 0.20, 0.22, 3.0, 0.00, 0.0, 0.0, 0.02, 0.00, 0.0, 1.0],  # buzz
    [1.50, 0.55, 0.60, 3.0, 0.25, 0.0, 0.9, 0.12, 0.05, 0.0, 1.0],  # short
    [1.80, 0.45, 0.60, 4.0, 0.60, 0.0, 0.0, 0.10, 0.05, 0.0, 1.0],  # swept
    [2.90, 2.30, 2.60, 9.0, 0.10, 0.6, 0.3, 0.55, 0.30, 0.0, 1.0],  # curly
    [1.30, 1.20, 1.40, 3.5, 0.10, 5.0, 1.3, 0.10, 0.10, 0.0, 1.0],  # bob
    [1.00, 0.95, 1.10, 2.5, 0.00, 12.0, 0.0, 0.08, 0.05, 0.0, 1.0],  # long
    [1.30, 1.40, 1.50, 2.5, 0.10, 10.5, 0.0, 0.25, 0.55, 0.0, 1.0],  # wavy
    [0.60, 0.55, 0.60, 1.6, 0.00, 0.0, 0.0, 0.05, 0.00, 3.2, 1.0],  # tied
], np.float32)


def smoothstep(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


class Hair:
    def __init__(self, head, seed=7):
        self.phi = np.linspace(-np.pi, np.pi, COLUMNS, endpoint=False).astype(np.float32)  # 0: front, +: +x
        self.theta = np.linspace(0.02, np.radians(150), THETAS)
        self.s = np.linspace(0, 1, SCALP_ROWS, dtype=np.float32)
        self._bind(head)
        self._patterns(np.random.default_rng(seed))
        self.triangles, self.row, self.column = self._grid()
        self.front = np.clip(np.cos(self.phi), 0, 1) ** 2
        self.side = smoothstep(0.95, 1.45, np.abs(self.phi))
        self.outward = np.stack([np.sin(self.phi), 0 * self.phi, np.cos(self.phi)], -1).astype(np.float32)

    def _bind(self, head):
        """Directions about the crown, bound to nearby head vertices, and the angle of the hairline in each column."""
        skip = [head.labels[k] for k in ("ear", "torso", "lip_upper", "lip_lower")]
        self.candidates = np.nonzero((head.part <= NECK) & ~np.isin(head.label, skip))[0]
        phi, theta = self.phi[:, None], self.theta[None]
        directions = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta) + 0 * phi, np.sin(theta) * np.cos(phi)], -1)
        directions = directions @ rotation(0, -0.25).T
        toward = head.mean[self.candidates] - CENTRE
        toward = toward / np.linalg.norm(toward, axis=1, keepdims=True)
        distance, index = cKDTree(toward).query(directions.reshape(-1, 3), k=14)
        weight = np.exp(-0.5 * (distance / 0.075) ** 2) + 1e-9
        self.bind_weight = (weight / weight.sum(1, keepdims=True)).astype(np.float32)[..., None]
        self.bind_index = self.candidates[index]
        above = (head.scalp_sd[self.bind_index] * self.bind_weight[..., 0]).sum(1).reshape(COLUMNS, THETAS)
        rim = np.zeros(COLUMNS)
        for i in range(COLUMNS):
            below = np.nonzero((above[i] < 0) & (self.theta > 0.5))[0]
            k = below[0] if len(below) else THETAS - 1
            a0, a1 = above[i, k - 1], above[i, k]
            rim[i] = self.theta[k - 1] + (self.theta[k] - self.theta[k - 1]) * np.clip(a0 / (a0 - a1 + 1e-6), 0, 1)
        self.rim = gaussian_filter(rim, 1.5, mode="wrap")
        self.mean_candidates = head.mean[self.candidates].mean(0)

    def _patterns(self, random):
        def pattern(shape, sigma, mode):
            noise = gaussian_filter(random.normal(size=shape), sigma, mode=mode)
            return (noise / noise.std()).astype(np.float32)
        self.strands = np.stack([pattern(COLUMNS, 0.7, "wrap") for _ in range(4)])
        self.lumps = np.stack([pattern((COLUMNS, ROWS), (6, 6), ("wrap", "nearest")) for _ in range(4)])
        self.curls = np.stack([pattern((COLUMNS, ROWS), (2.2, 1.8), ("wrap", "nearest")) for _ in range(4)])
        self.jag = pattern(COLUMNS, 2.0, "wrap")
        self.fine = pattern((COLUMNS, ROWS), (0.5, 3.0), ("wrap", "nearest"))

    def _grid(self):
        i, j = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS - 1), indexing="ij")
        a, b = (i * ROWS + j).ravel(), (((i + 1) % COLUMNS) * ROWS + j).ravel()
        triangles = np.stack([np.stack([a, b, a + 1], 1), np.stack([b, b + 1, a + 1], 1)], 1).reshape(-1, 3)
        return triangles, np.repeat(j.ravel(), 2), np.repeat(i.ravel(), 2)

    def style(self, f):
        """Parameters of a person's hair, by name."""
        p = dict(zip(PARAMETERS, f["style"] @ STYLES))
        volume, length = float(f["volume"][0]), float(f["length"][0])
        for name in ("top", "side", "back"):
            p[name] *= np.exp(0.22 * volume)
        p["hang"] *= np.exp(0.25 * length)
        p["fringe"] = max(0.0, p["fringe"] + 0.6 * (p["hang"] > 1) * (float(f["part"][0]) + 0.4 * length))
        p["curl"] *= np.exp(0.35 * float(f["curl"][0]))
        p["wave"] *= np.exp(0.35 * float(f["curl"][0]))
        return p

    def build(self, neutral, f):
        """Vertices [COLUMNS * ROWS, 3], tone [.., 2], opacity [..], hanging length a column, and the presence 0..1."""
        p = self.style(f)
        mix = f["strand"] / (np.linalg.norm(f["strand"]) + 0.5)
        strand, lumps, curls = mix @ self.strands, np.tensordot(mix, self.lumps, 1), np.tensordot(mix, self.curls, 1)
        part = 0.5 * float(f["part"][0])
        root = (neutral[self.bind_index] * self.bind_weight).sum(1).reshape(COLUMNS, THETAS, 3)
        open_face = 1 - min(1.0, p["fringe"])
        recede = 0.05 * open_face + 0.065 * max(0.0, float(f["hairline"][0])) * open_face
        temple = np.exp(-(((np.abs(self.phi) - 0.75) / 0.3) ** 2))
        nape = smoothstep(1.6, 2.1, np.abs(self.phi)) * (1 - min(1.0, p["hang"] / 2))
        rim = self.rim * (1 - recede * (0.7 * self.front + 0.9 * temple) - 0.16 * nape)
        rim = rim + 0.022 * self.jag * (np.abs(self.phi) < 1.3) + 0.04 * np.sin(self.phi * 2 + part) * self.front
        at = (self.s[None] * rim[:, None] + 0.02 - self.theta[0]) / (self.theta[1] - self.theta[0])
        k = np.clip(at.astype(int), 0, THETAS - 2)
        t = np.clip(at - k, 0, 1)[..., None].astype(np.float32)
        column = np.arange(COLUMNS)[:, None]
        scalp = root[column, k] * (1 - t) + root[column, k + 1] * t
        centre = CENTRE + neutral[self.candidates].mean(0) - self.mean_candidates
        out = scalp - centre
        out = out / np.linalg.norm(out, axis=-1, keepdims=True)

        thick = self._thickness(p, part, strand, lumps, curls)
        shell = scalp + out * thick[..., None]
        shell[..., 2] += p["sweep"] * self.front[:, None] * smoothstep(0.5, 0.95, self.s)[None] * 0.8
        length = self.side * p["hang"] * (1 + 0.05 * strand) + self.front * p["fringe"] * (1 + 0.15 * strand)
        length = np.maximum(length, 0)
        hang = self._hang(shell, length, p, part, curls)
        points = np.concatenate([shell, hang], 1).reshape(-1, 3)
        return points, self._tone(points, strand, lumps, f), self._cover(length), length, float(p["presence"])

    def _cover(self, length):
        """Opacity of the hair: it fades at a free hairline and at the ends of hanging strands."""
        hanging = smoothstep(0.25, 0.45, length)[:, None]
        rim = smoothstep(0.86, 1.0, self.s)[None] * (1 - hanging)
        ends = smoothstep(0.72, 1.0, np.linspace(0, 1, HANG_ROWS))[None] * np.ones((COLUMNS, 1))
        cover = 1 - np.concatenate([0.95 * rim, 0.95 * np.maximum(ends, 1 - hanging)], 1)
        return np.clip(cover * (1 + 0.25 * self.fine * (cover < 0.99)), 0, 1).reshape(-1).astype(np.float32)

    def _thickness(self, p, part, strand, lumps, curls):
        s = self.s[None]
        crown = np.clip(1.15 - 1.4 * s, 0, 1)
        back = np.clip(-np.cos(self.phi), 0, 1)[:, None] ** 1.5
        front = self.front[:, None]
        rest = p["side"] * (1 - back - front).clip(0, 1) + p["back"] * back + 0.9 * p["top"] * front
        thick = p["top"] * crown + rest * (1 - crown)
        edge = 1 - 0.88 * s ** p["taper"]
        edge = np.where(s > 0, edge + (0.35 * self.side[:, None] * min(1.0, p["hang"] / 3)) * s**3, 1)
        parting = 1 - 0.30 * np.exp(-(((self.phi[:, None] - part) / 0.22) ** 2)) * (s < 0.9)
        rough = 1 + 0.07 * strand[:, None] * s + 0.12 * lumps[:, :SCALP_ROWS]
        thick = thick * edge * parting * rough + p["curl"] * curls[:, :SCALP_ROWS] * np.minimum(1, thick) * 0.6
        bun = p["bun"] * np.exp(-((np.abs(np.abs(self.phi[:, None]) - np.pi) / 0.55) ** 2) - ((s - 0.45) / 0.16) ** 2)
        return np.maximum(thick + bun, 0.14)

    def _hang(self, shell, length, p, part, curls):
        q = np.linspace(0, 1, HANG_ROWS + 1, dtype=np.float32)[1:]
        start = shell[:, -1]
        drop = np.zeros((COLUMNS, HANG_ROWS, 3), np.float32)
        drop[..., 1] = -length[:, None] * q[None]
        bulge = (0.9 * np.sin(np.pi * 0.8 * q) + 0.5 * q)[None, :, None] * np.minimum(1, length / 4)[:, None, None]
        hang = start[:, None] + drop + 1.3 * bulge * self.outward[:, None]
        fringe = self.front[:, None] * np.minimum(1, length / 1.0)[:, None]
        hang[..., 2] += 0.55 * fringe * np.sin(np.pi * 0.5 * q)[None]
        hang[..., 0] += 0.9 * np.sign(part + 1e-6) * min(1.0, abs(part) * 2) * fringe * q[None]
        wave = p["wave"] * np.minimum(1, length / 3)[:, None]
        turn = 2 * np.pi * (q[None] * length[:, None] / 4.5) + 2.0 * curls[:, SCALP_ROWS - 1 : SCALP_ROWS]
        hang += (wave * np.sin(turn) * q[None] ** 0.5)[..., None] * self.outward[:, None]
        hang[..., 0] += 0.6 * wave * np.cos(turn) * q[None]
        hang[..., 2] -= np.clip(-5 - hang[..., 1], 0, 20) * 0.12 * (1 - self.front[:, None])
        return hang

    def _tone(self, points, strand, lumps, f):
        """Brightness of the strands: fine streaks, darker roots and ends, and a band of light across their direction."""
        grid = points.reshape(COLUMNS, ROWS, 3)
        along = np.gradient(grid, axis=1)
        along = along / (np.linalg.norm(along, axis=-1, keepdims=True) + 1e-6)
        light = np.array([f["light"][0], 0.9, 0.8]) / np.linalg.norm([f["light"][0], 0.9, 0.8])
        band = np.sqrt(np.clip(1 - (along @ light) ** 2, 0, 1)) ** 10
        rows = np.linspace(0, 1, ROWS)[None]
        streak = 1 + 0.13 * strand[:, None] + 0.16 * self.fine + 0.06 * lumps
        shade = (0.72 + 0.40 * np.clip(rows * 1.7, 0, 1)) * (1 - 0.18 * smoothstep(0.75, 1.0, rows))
        tone = np.clip(streak * shade, 0.35, 1.6)
        gloss = 0.20 * band * np.clip(streak, 0.4, 1.6)
        return np.stack([tone, gloss], -1).reshape(-1, 2).astype(np.float32)
