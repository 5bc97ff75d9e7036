"""The semantic factors: what each entry of z means, and the features that both the renderer and the mapping see.

Everything that a picture shows is a function of these features (no hidden per-person noise), and categories are soft
choices along one normal variable, so that the factors of a standard normal z are those of a plausible person.
"""
import math

import torch
from torch import nn

IDENTITY = 50
APPEARANCE = [
    "melanin", "undertone", "gender", "age", "hair_tone", "hair_light", "hair_style", "hair_volume", "hair_length",
    "hair_curl", "hair_part", "hairline", "strand_0", "strand_1", "strand_2", "strand_3", "iris", "lip_colour",
    "lip_hue", "eye_shadow", "brow_density", "brow_width", "beard", "beard_style", "freckles", "glasses",
    "glasses_colour", "cloth_light", "cloth_hue_a", "cloth_hue_b", "collar", "light_x", "light_y", "light_strength",
    "mottle_0", "mottle_1", "teeth",
]
EXPRESSIONS = 55
GAZE = 2
# Moods: coordinated expressions, so that a random z shows plausible faces: threshold, and peaks by blendshape.
MOODS = [
    (0.3, {"mouthSmile": 0.9, "cheekSquint": 0.5, "eyeSquint": 0.3}),
    (0.6, {"mouthSmile": 0.8, "mouthUpperUp": 0.5, "mouthLowerDown": 0.5, "jawOpen": 0.15, "cheekSquint": 0.6}),
    (0.5, {"jawOpen": 0.6, "mouthLowerDown": 0.2}),
    (0.7, {"mouthPucker": 0.8, "mouthFunnel": 0.4, "jawOpen": 0.12}),
    (0.9, {"browInnerUp": 1.0, "browOuterUp": 0.8, "eyeWide": 0.7, "jawOpen": 0.3}),
    (0.8, {"browDown": 1.0, "mouthFrown": 0.6, "noseSneer": 0.5, "eyeSquint": 0.5}),
    (0.8, {"browInnerUp": 0.9, "mouthFrown": 0.8, "mouthShrugLower": 0.5}),
    (1.0, {"eyeBlink": 1.2}),
]
EXPRESSION_SCALE = 6.0  # z = 6 * coefficient: a standard normal z moves single blendshapes only a little
GAZE_SCALE = 6.0  # z = 6 * radians

HAIR_STYLES = ["bald", "buzz", "short", "swept", "curly", "bob", "long", "wavy", "tied"]
HAIR_SHARES = [[0.13, 0.17, 0.30, 0.24, 0.09, 0.02, 0.02, 0.02, 0.01],
               [0.01, 0.02, 0.10, 0.08, 0.12, 0.19, 0.20, 0.18, 0.10]]
HAIR_PALETTE = [(0.045, 0.035, 0.030), (0.11, 0.070, 0.045), (0.24, 0.14, 0.075), (0.42, 0.27, 0.13),
                (0.70, 0.52, 0.29), (0.42, 0.15, 0.07)]
IRIS_PALETTE = [(0.14, 0.08, 0.045), (0.24, 0.13, 0.06), (0.36, 0.30, 0.13), (0.33, 0.45, 0.33), (0.45, 0.47, 0.48),
                (0.28, 0.42, 0.52)]
FRAME_PALETTE = [(0.05, 0.05, 0.06), (0.25, 0.13, 0.06), (0.35, 0.05, 0.08), (0.55, 0.45, 0.25)]
BEARD_STYLES = ["stubble", "full", "goatee", "moustache"]
GLASSES = ["round", "rect"]

# Features in order: name -> length.
FEATURES = [
    ("identity", IDENTITY), ("expression", EXPRESSIONS), ("gaze", GAZE), ("skin", 3), ("melanin", 1), ("gender", 1),
    ("age", 1), ("hair", 3), ("style", len(HAIR_STYLES)), ("volume", 1), ("length", 1), ("curl", 1), ("part", 1),
    ("hairline", 1), ("strand", 4), ("iris", 3), ("lip", 1), ("lip_rgb", 3), ("shadow", 1), ("brow", 1),
    ("brow_width", 1), ("beard", len(BEARD_STYLES)), ("freckles", 1), ("glasses", len(GLASSES)), ("frame", 3),
    ("cloth", 3), ("collar", 1), ("light", 2), ("strength", 1), ("mottle", 2), ("teeth", 1),
]


def layout():
    """z_layout of generator.json."""
    out, offset = [], 0
    for name, length in (("identity", IDENTITY), ("appearance", len(APPEARANCE)), ("mood", len(MOODS)),
                         ("expression", EXPRESSIONS), ("gaze", GAZE)):
        entry = {"name": name, "offset": offset, "length": length}
        if name in ("expression", "gaze"):
            entry.update(scale=EXPRESSION_SCALE if name == "expression" else GAZE_SCALE, shift=0.0)
        if name == "appearance":
            entry["names"] = APPEARANCE
        out.append(entry)
        offset += length
    return out


Z_DIM = IDENTITY + len(APPEARANCE) + len(MOODS) + EXPRESSIONS + GAZE
Z_APPEARANCE = IDENTITY
Z_MOOD = Z_APPEARANCE + len(APPEARANCE)
Z_EXPRESSION = Z_MOOD + len(MOODS)
Z_GAZE = Z_EXPRESSION + EXPRESSIONS


def slices():
    out, offset = {}, 0
    for name, length in FEATURES:
        out[name] = slice(offset, offset + length)
        offset += length
    return out


FEATURE_DIM = sum(length for _, length in FEATURES)


def coefficients(names, values):
    """Vector [55] from a dictionary; a name without _L or _R sets both sides."""
    out = torch.zeros(len(names))
    for key, value in values.items():
        for name in [key] if key in names else [key + "_L", key + "_R"]:
            out[names.index(name)] = value
    return out


class Factors(nn.Module):
    """z [B, 152] -> features [B, FEATURE_DIM]. Fixed (nothing to learn) and part of mapping.pt."""

    def __init__(self, expressions):
        super().__init__()
        table = lambda rows: torch.tensor(rows, dtype=torch.float32)
        self.register_buffer("mood_peak", torch.stack([coefficients(expressions, peaks) for _, peaks in MOODS]))
        self.register_buffer("mood_start", table([start for start, _ in MOODS]))
        self.register_buffer("style_edges", torch.cumsum(table(HAIR_SHARES), 1)[:, :-1])
        self.register_buffer("hair_palette", table(HAIR_PALETTE))
        self.register_buffer("iris_palette", table(IRIS_PALETTE))
        self.register_buffer("frame_palette", table(FRAME_PALETTE))
        self.register_buffer("skin_palette", table([(0.92, 0.73, 0.62), (0.72, 0.50, 0.37), (0.30, 0.18, 0.12)]))
        self.close = expressions.index("mouthClose")
        self.jaw = expressions.index("jawOpen")

    def uniform(self, z):
        return 0.5 * (1 + torch.erf(z / math.sqrt(2.0)))

    def pick(self, position, edges, softness: float):
        """Soft one-hot [B, n + 1] of `position` [B] among ascending edges [B, n]."""
        above = torch.sigmoid((position[:, None] - edges) / softness)
        one = torch.ones_like(above[:, :1])
        return torch.cat([one, above], 1) - torch.cat([above, one * 0], 1)

    def along(self, palette, position):
        """Colour [B, 3] at `position` (0..1) of a palette [n, 3], linear between entries."""
        last = palette.shape[0] - 1
        place = position.clamp(0, 1)[:, None] * last
        knots = torch.arange(palette.shape[0], device=place.device).to(place.dtype)[None]
        return (1 - (place - knots).abs()).clamp_min(0) @ palette

    def expression(self, z):
        mood = z[:, 87:95]
        direct = z[:, 95:150] / 6.0
        e = (direct.clamp_min(0) + 0.7 * (mood - self.mood_start).clamp_min(0).clamp_max(1.43) @ self.mood_peak)
        e = e.clamp(0, 1)
        limit = torch.ones_like(e)
        shape = torch.zeros_like(e)
        shape[:, self.close] = 1.0
        limit = limit - shape + shape * 0.85 * e[:, self.jaw : self.jaw + 1]
        return torch.minimum(e, limit)

    def forward(self, z):
        a = z[:, 50:87]
        u = self.uniform(a)
        one = torch.ones_like(a[:, 0])
        melanin = u[:, 0] ** 1.15
        gender = torch.sigmoid(6.0 * a[:, 2])  # 1: female
        age = u[:, 3] ** 1.3
        dark = torch.sigmoid((melanin - 0.55) / 0.05)
        skin = self.along(self.skin_palette, melanin)
        skin = skin * (1 + 0.5 * a[:, 1:2].clamp(-2, 2) * torch.tensor([[0.03, 0.0, -0.04]], device=z.device))
        tone = u[:, 4] * (1 - 0.75 * dark)
        grey = torch.sigmoid((age - 0.66 + 0.12 * a[:, 5]) / 0.06)
        hair = self.along(self.hair_palette, tone) * (1 + 0.12 * a[:, 5:6].clamp(-2, 2))
        white = (0.50 + 0.30 * torch.sigmoid(1.5 * a[:, 4:5])) * torch.tensor([[1.0, 0.985, 0.95]], device=z.device)
        hair = hair * (1 - grey[:, None]) + white * grey[:, None]
        edges = self.style_edges[0][None] * (1 - gender[:, None]) + self.style_edges[1][None] * gender[:, None]
        style = self.pick(u[:, 6], edges, 0.004)
        lip = (u[:, 17] ** 1.5) * (0.08 + 0.77 * gender)
        hue = u[:, 18:19]
        lip_rgb = torch.cat([0.52 + 0.18 * hue, 0.12 + 0.14 * hue, 0.16 + 0.08 * torch.cos(6.0 * hue)], 1)
        bearded = torch.sigmoid((u[:, 22] - 0.50) / 0.02) * (1 - gender)
        amount = bearded * (0.35 + 0.65 * ((u[:, 22] - 0.5) * 2).clamp_min(0))
        quarter = torch.arange(1, 4, device=z.device).to(z.dtype)[None].expand(z.shape[0], 3) / 4
        beard = self.pick(u[:, 23], quarter, 0.01) * amount[:, None]
        glasses = self.pick(u[:, 25], torch.tensor([[0.68, 0.84]], device=z.device).expand(z.shape[0], 2), 0.004)[:, 1:]
        light = (0.12 + 0.75 * u[:, 27:28])
        shift = torch.stack([a[:, 28], a[:, 29], -a[:, 28] - a[:, 29]], 1).clamp(-2, 2)
        cloth = (light + 0.13 * shift).clamp(0.03, 0.92)
        return torch.cat([
            (0.9 * z[:, :50]).clamp(-2.3, 2.3),
            self.expression(z),
            (z[:, 150:152] / 6.0).clamp(-0.55, 0.55),
            skin, melanin[:, None], gender[:, None], age[:, None], hair, style,
            a[:, 7:8].clamp(-2, 2), a[:, 8:9].clamp(-2, 2), a[:, 9:10].clamp(-2, 2), a[:, 10:11].clamp(-2, 2),
            a[:, 11:12].clamp(-2, 2) + 0.9 * (age * (1 - gender))[:, None], a[:, 12:16].clamp(-2, 2),
            self.along(self.iris_palette, u[:, 16] * (1 - 0.8 * dark)), lip[:, None], lip_rgb,
            (u[:, 19] ** 2 * gender)[:, None], 0.35 + 0.65 * u[:, 20:21],
            (0.85 + 0.35 * a[:, 21:22].clamp(-1.8, 1.8) * 0.8 + 0.3 * (1 - gender)[:, None]).clamp(0.6, 1.6), beard,
            (u[:, 24:25] ** 3) * (1 - 0.6 * dark)[:, None], glasses, self.along(self.frame_palette, u[:, 26]),
            cloth, a[:, 30:31].clamp(-2, 2), 0.4 * a[:, 31:33].clamp(-2, 2), 0.12 * a[:, 33:34].clamp(-2, 2),
            a[:, 34:36].clamp(-2, 2), one[:, None] * 0 + a[:, 36:37].clamp(-2, 2),
        ], 1)
