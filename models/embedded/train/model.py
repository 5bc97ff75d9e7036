"""The generator's two networks, both TorchScript-able: mapping z -> w and synthesis ws -> Gaussians."""
import torch
from torch import nn

import factors

W_DIM, EXPRESSION_CODE = 160, 56
APPEARANCE_CODE = W_DIM - EXPRESSION_CODE
HIDDEN = 640
GATES = 8


class Encoder(nn.Module):
    """Features -> code [B, 160]: appearance (non-linear) and expression (linear, 0 for a neutral face)."""

    def __init__(self):
        super().__init__()
        part = factors.slices()
        self.expression = nn.Linear(factors.EXPRESSIONS + factors.GAZE, EXPRESSION_CODE, bias=False)
        rest = factors.FEATURE_DIM - factors.EXPRESSIONS - factors.GAZE
        self.skip = nn.Linear(rest, APPEARANCE_CODE)
        self.mlp = nn.Sequential(nn.Linear(rest, 384), nn.SiLU(), nn.Linear(384, APPEARANCE_CODE))
        self.register_buffer("mean", torch.zeros(rest))
        self.register_buffer("scale", torch.ones(rest))
        self.first, self.last = part["expression"].start, part["gaze"].stop

    def forward(self, features):
        rest = torch.cat([features[:, : self.first], features[:, self.last :]], 1)
        rest = (rest - self.mean) * self.scale
        moving = features[:, self.first : self.last]
        gaze = torch.cat([moving[:, :-2] * 1.5, moving[:, -2:] * 6.0], 1)
        return torch.cat([self.skip(rest) + self.mlp(rest), self.expression(gaze)], 1)


class Mixing(nn.Module):
    """Invertible mixing of code and w: couplings whose strength on the expression depends on the person, then a rotation.

    A neutral code (expression part 0) passes unchanged but for the rotation. The expression part x leaks into the appearance
    part a and is sheared by matrices that depend on a; so one person's offset means a somewhat different expression, and a little
    of another appearance, in someone else.
    """

    def __init__(self, strength: float = 0.0, leak: float = 0.0, seed: int = 5):
        super().__init__()
        g = torch.Generator().manual_seed(seed)
        half = EXPRESSION_CODE // 2
        normal = lambda *shape: torch.randn(*shape, generator=g)
        self.gate = nn.Parameter(normal(APPEARANCE_CODE, GATES) * (1.2 / APPEARANCE_CODE**0.5))
        self.upper = nn.Parameter(normal(GATES, half, half) * (strength / (half * GATES) ** 0.5))
        self.lower = nn.Parameter(normal(GATES, half, half) * (strength / (half * GATES) ** 0.5))
        self.leak = nn.Parameter(normal(EXPRESSION_CODE, APPEARANCE_CODE) * (leak / EXPRESSION_CODE**0.5))
        q, r = torch.linalg.qr(normal(W_DIM, W_DIM))
        self.turn = nn.Parameter(q * torch.sign(torch.diagonal(r)))
        self.shift = nn.Parameter(torch.zeros(W_DIM))
        self.scale = nn.Parameter(torch.ones(W_DIM))
        self.half = half
        self.split = APPEARANCE_CODE

    def shear(self, gates, x, matrices):
        return torch.einsum("bg,bi,gij->bj", gates, x, matrices)

    def to_w(self, code):
        c = (code - self.shift) * self.scale
        a, x = c[:, : self.split], c[:, self.split :]
        a = a + torch.tanh(x @ self.leak)
        gates = torch.tanh(a @ self.gate)
        x1, x2 = x[:, : self.half], x[:, self.half :]
        x1 = x1 + self.shear(gates, x2, self.upper)
        x2 = x2 + self.shear(gates, x1, self.lower)
        return 0.5 * torch.cat([a, x1, x2], 1) @ self.turn

    def to_code(self, w):
        c = 2.0 * w @ self.turn.t()
        a, x = c[:, : self.split], c[:, self.split :]
        gates = torch.tanh(a @ self.gate)
        x1, x2 = x[:, : self.half], x[:, self.half :]
        x2 = x2 - self.shear(gates, x1, self.lower)
        x = torch.cat([x1 - self.shear(gates, x2, self.upper), x2], 1)
        a = a - torch.tanh(x @ self.leak)
        return torch.cat([a, x], 1) / self.scale + self.shift


class Mapping(nn.Module):
    """z [B, 152] -> w [B, 160]."""

    def __init__(self, front, encoder, mixing):
        super().__init__()
        self.factors, self.encoder, self.mixing = front, encoder, mixing

    def forward(self, z):
        return self.mixing.to_w(self.encoder(self.factors(z)))


class Decoder(nn.Module):
    """Code [B, 160] -> coefficients of the bases (unit variance)."""

    def __init__(self, rank):
        super().__init__()
        self.skip = nn.Linear(W_DIM, rank, bias=False)
        self.mlp = nn.Sequential(nn.Linear(W_DIM, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(),
                                 nn.Linear(HIDDEN, rank))

    def forward(self, code):
        return self.skip(code) + self.mlp(code)


class Synthesis(nn.Module):
    """ws [B, 1, 160] -> Gaussians [B, N, 14] in world units.

    Means and bases live in weighted units (about a centimetre, or a quarter of the colour range), so that one learning
    rate fits all channels: gaussians = (mean + (coefficients * spread) @ basis) / weight, a group of channels at a time.
    """

    def __init__(self, decoder, mixing, means, bases, spreads, weights):
        super().__init__()
        self.decoder, self.mixing = decoder, mixing
        self.mean_xyz, self.mean_shape, self.mean_colour = (nn.Parameter(m) for m in means)
        self.basis_xyz, self.basis_shape, self.basis_colour = (nn.Parameter(b) for b in bases)
        self.register_buffer("spread", torch.cat(list(spreads)))
        for name, weight in zip(("unit_xyz", "unit_shape", "unit_colour"), weights):
            self.register_buffer(name, 1 / weight)
        self.cut1, self.cut2 = len(bases[0]), len(bases[0]) + len(bases[1])

    def from_code(self, code):
        c = self.decoder(code) * self.spread
        size = code.shape[0]
        xyz = (self.mean_xyz + c[:, : self.cut1] @ self.basis_xyz) * self.unit_xyz
        shape = (self.mean_shape + c[:, self.cut1 : self.cut2] @ self.basis_shape) * self.unit_shape
        colour = (self.mean_colour + c[:, self.cut2 :] @ self.basis_colour) * self.unit_colour
        return torch.cat([xyz.reshape(size, -1, 3), shape.reshape(size, -1, 7), colour.reshape(size, -1, 4)], 2)

    def forward(self, ws):
        return self.from_code(self.mixing.to_code(ws[:, 0]))
