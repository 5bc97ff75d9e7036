"""Spectacles: two rims, a bridge and two temples as tubes, fitted to the eyes, nose and ears of a person."""
import numpy as np

RIM_STEPS, TUBE_STEPS = 36, 6
_ANGLE = np.linspace(0, 2 * np.pi, RIM_STEPS, endpoint=False)


def _tube(points, radius, closed):
    points = np.asarray(points)
    n = len(points)
    tangent = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    if not closed:
        tangent[0], tangent[-1] = points[1] - points[0], points[-1] - points[-2]
    tangent = tangent / (np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-9)
    across = np.cross(tangent, [0.03, 0.1, 1.0] if closed else [0.1, 1, 0.05])
    across = across / (np.linalg.norm(across, axis=1, keepdims=True) + 1e-9)
    other = np.cross(tangent, across)
    angle = np.arange(TUBE_STEPS) / TUBE_STEPS * 2 * np.pi
    ring = across[:, None] * np.cos(angle)[None, :, None] + other[:, None] * np.sin(angle)[None, :, None]
    i, j = np.meshgrid(np.arange(n if closed else n - 1), np.arange(TUBE_STEPS), indexing="ij")
    i, j = i.ravel(), j.ravel()
    k, nxt = (j + 1) % TUBE_STEPS, (i + 1) % n
    a, b, c, d = i * TUBE_STEPS + j, i * TUBE_STEPS + k, nxt * TUBE_STEPS + j, nxt * TUBE_STEPS + k
    triangles = np.stack([np.stack([a, b, c], 1), np.stack([b, d, c], 1)], 1).reshape(-1, 3)
    return (points[:, None] + radius * ring).reshape(-1, 3), triangles


def build(kind, neutral, landmarks, eyes):
    """Vertices, triangles and the tangent a vertex. `kind`: 0 round .. 1 rectangular (between is between)."""
    mark = neutral[landmarks]
    power = 2.0 + 2.0 * kind
    width, height = 2.45 + 0.30 * kind, 2.25 - 0.40 * kind
    front = max(mark[27][2] - 0.1, eyes[0][2] + 2.4)
    tubes, rims = [], []
    for eye, side in ((0, 1), (1, -1)):
        centre = np.array([side * max(abs(eyes[eye][0]), width + 0.55), eyes[eye][1] - 0.1, front])
        u = np.sign(np.cos(_ANGLE)) * np.abs(np.cos(_ANGLE)) ** (2 / power) * width
        v = np.sign(np.sin(_ANGLE)) * np.abs(np.sin(_ANGLE)) ** (2 / power) * height
        tubes.append((centre + np.c_[u, v, -0.033 * u * u], 0.17, True))
        rims.append(centre)
    left, right = rims[1] + [width, 0.5, -0.3], rims[0] + [-width, 0.5, -0.3]
    middle = (left + right) / 2 + [0, 0.35, 0.25]
    bridge = [left, (left + middle) / 2 + [0, 0.1, 0.05], middle, (right + middle) / 2 + [0, 0.1, 0.05], right]
    tubes.append((np.array(bridge), 0.16, False))
    for eye, side in ((0, 1), (1, -1)):
        hinge = rims[eye] + [side * width * 0.98, 0.8, -0.3]
        ear = np.array([side * (abs(mark[16 if side > 0 else 0][0]) + 0.25), mark[0][1] + 0.9, mark[0][2] - 1.5])
        path = [hinge, hinge * 0.7 + ear * 0.3 + [side * 0.35, 0.05, 0], hinge * 0.35 + ear * 0.65 + [side * 0.2, 0.1, 0], ear]
        tubes.append((np.array(path), 0.15, False))
    vertices, triangles, tangents, offset = [], [], [], 0
    for path, radius, closed in tubes:
        points, index = _tube(path, radius, closed)
        step = np.roll(path, -1, 0) - path if closed else np.gradient(path, axis=0)
        vertices.append(points)
        triangles.append(index + offset)
        tangents.append(np.repeat(step, TUBE_STEPS, 0))
        offset += len(points)
    return np.concatenate(vertices).astype(np.float32), np.concatenate(triangles), np.concatenate(tangents)
