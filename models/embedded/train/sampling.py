"""Random people, expressions and cameras for training and evaluation."""
import numpy as np

import factors
import splat

# Coordinated expressions of speech and emotion; single blendshapes come on top at random.
PATTERNS = [
    {"mouthSmile": 0.8, "cheekSquint": 0.5, "eyeSquint": 0.3},
    {"mouthSmile": 0.8, "mouthUpperUp": 0.4, "mouthLowerDown": 0.4, "jawOpen": 0.12, "cheekSquint": 0.6},
    {"jawOpen": 0.7},
    {"jawOpen": 0.4, "mouthLowerDown": 0.3},
    {"jawOpen": 0.25, "mouthUpperUp": 0.2, "mouthStretch": 0.4},
    {"mouthPucker": 0.8, "mouthFunnel": 0.3, "jawOpen": 0.1},
    {"mouthFunnel": 0.7, "jawOpen": 0.3},
    {"mouthPress": 0.6, "mouthRollLower": 0.4, "mouthRollUpper": 0.4},
    {"jawOpen": 0.4, "mouthClose": 0.33},
    {"eyeBlink": 1.0},
    {"eyeBlink": 1.0, "cheekSquint": 0.4},
    {"browInnerUp": 1.0, "browOuterUp": 1.0, "eyeWide": 0.6},
    {"browInnerUp": 1.0, "browOuterUp": 0.8, "eyeWide": 0.8, "jawOpen": 0.45},
    {"browDown": 1.0, "mouthFrown": 0.6, "noseSneer": 0.5, "eyeSquint": 0.5},
    {"browInnerUp": 0.9, "mouthFrown": 0.8, "mouthShrugLower": 0.5},
    {"eyeBlink_L": 1.0, "mouthSmile_L": 0.6},
    {"eyeBlink_R": 1.0, "mouthSmile_R": 0.6},
    {"jawLeft": 0.8, "mouthLeft": 0.6},
    {"jawRight": 0.8, "mouthRight": 0.6},
    {"eyeLookDown": 0.8, "eyeBlink": 0.3},
    {"eyeLookUp": 0.8, "browOuterUp": 0.3},
    {},
]


class Sampler:
    def __init__(self, names, seed):
        self.random = np.random.default_rng(seed)
        self.patterns = [factors.coefficients(names, p).numpy() for p in PATTERNS]

    def person(self):
        """A z with a random person and a neutral face."""
        z = self.random.normal(size=factors.Z_DIM).astype(np.float32)
        z[factors.Z_MOOD :] = 0
        return z

    def express(self, z):
        """The same person with a random expression and gaze."""
        r = self.random
        e = np.zeros(factors.EXPRESSIONS)
        for _ in range(r.integers(0, 3)):
            e = np.maximum(e, self.patterns[r.integers(len(self.patterns))] * r.uniform(0.3, 1.1))
        e += (r.random(len(e)) < 0.12) * r.random(len(e)) * 0.4
        if r.random() < 0.1:
            e[r.integers(len(e))] = r.uniform(0.5, 1)
        gaze = r.normal(size=2) * [0.17, 0.09]
        return with_expression(z, np.clip(e, 0, 1), gaze)

    def camera(self, spread=(0.40, 0.17)):
        yaw, pitch = np.clip(self.random.normal(size=2), -2, 2) * spread
        return splat.orbit(yaw, pitch)


def with_expression(z, expression, gaze=(0.0, 0.0)):
    """The affine map of z_layout: coefficients 0..1 and radians to entries of z; moods are switched off."""
    out = np.array(z, np.float32)
    out[factors.Z_MOOD : factors.Z_EXPRESSION] = 0
    out[factors.Z_EXPRESSION : factors.Z_GAZE] = factors.EXPRESSION_SCALE * np.asarray(expression)
    out[factors.Z_GAZE :] = factors.GAZE_SCALE * np.asarray(gaze)
    return out
