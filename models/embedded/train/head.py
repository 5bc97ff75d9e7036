"""The morphable head: vertices of a person and an expression, normals, ambient occlusion, landmarks.

Units are the head model's (about a centimetre; +x the subject's left, +y up, +z out of the face).
"""
import json
import pathlib

import numpy as np
import scipy.sparse as sparse

from factors import Factors

# Similarity to the generator's world: world = SCALE * centimetres + TRANSLATION.
SCALE = 0.0206
TRANSLATION = np.array([0.0, -1.5 * SCALE, 0.2 - 3.0 * SCALE], np.float32)

# Parts of the head model (vertex ranges).
FACE, NECK, MOUTH_SOCKET, EYE_SOCKETS, GUMS, TEETH, EYE_LEFT, EYE_RIGHT, LASH_LEFT, LASH_RIGHT = range(10)
# Materials of this project.
SKIN, BODY, INSIDE, TOOTH, EYE, LASH, HAIR, FRAME = range(8)
_MATERIAL_OF_PART = np.array([SKIN, BODY, INSIDE, INSIDE, INSIDE, TOOTH, EYE, EYE, LASH, LASH])

# Rest axes of the eyeballs point outward (left, right eye), radians; most of it is turned back for a level look.
EYE_REST_YAW = np.array([0.0990, -0.0990]) * 0.75
CLOSE_PER_JAW = 0.85  # mouthClose may reach this share of jawOpen


def world(points):
    return points * SCALE + TRANSLATION


class HeadModel:
    """The reduced ICT face model, read from head_model.npz and the polygons in head_model.json."""

    def __init__(self, path):
        path = pathlib.Path(path)
        path = path / "head_model.npz" if path.is_dir() else path.with_suffix(".npz")
        data = np.load(path)
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        f4 = lambda name: data[name].astype(np.float32)
        self.mean, self.uv = f4("mean"), f4("uv")
        self.triangles = data["triangles"].astype(np.int64)
        self.label, self.part = data["label"].astype(int), data["part"].astype(int)
        self.labels = {str(name): k for k, name in enumerate(data["labels"])}
        self.expressions = [str(name) for name in data["expressions"]]
        self.factors = Factors(self.expressions)
        self.eye_radius, self.scalp_sd = f4("eye_r"), f4("scalp_sd")
        self.beard, self.head_weight = f4("beard_w"), f4("head_w")
        self.landmarks = data["landmarks68"].astype(int)
        self.polygons = header["uv_polygons"]
        count = len(self.mean)
        self.identity_flat = np.ascontiguousarray(f4("id_delta").reshape(50, count * 3))
        self.expression_flat = np.ascontiguousarray(f4("ex_delta").reshape(-1, count * 3))
        self.eye_centre, self.eye_centre_identity = f4("eye_centre"), f4("eye_centre_id")
        self.eye_parts = [np.nonzero(self.part == p)[0] for p in (EYE_LEFT, EYE_RIGHT)]
        self._prepare_triangles()
        self._prepare_neighbours()

    def _prepare_triangles(self):
        t = self.triangles
        part = self.part[t]
        top = part.max(1)
        lower_lash = (top >= LASH_LEFT) & (self.mean[t][:, :, 1].mean(1) < 3.32)
        self.triangles = t = t[~lower_lash]
        part = self.part[t]
        material = _MATERIAL_OF_PART[part.max(1)]
        outer = (part <= NECK).all(1)
        material[outer] = np.where((part[outer] == FACE).all(1), SKIN, BODY)
        self.material = material

    def _prepare_neighbours(self):
        count, t = len(self.mean), self.triangles
        self.vertex_faces = incidence(t, count)
        edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
        edges = np.unique(np.sort(edges, 1), axis=0)
        one = np.ones(len(edges) * 2, np.float32)
        both = np.concatenate([edges, edges[:, ::-1]])
        graph = sparse.csr_matrix((one, (both[:, 0], both[:, 1])), (count, count))
        degree = np.maximum(np.asarray(graph.sum(1)).ravel(), 1)
        self.smooth = (sparse.diags(1 / degree) @ graph).tocsr().astype(np.float32)

    def limit(self, expression):
        """Expression coefficients [55] kept in range; mouthClose only closes an open jaw."""
        e = np.clip(np.asarray(expression, np.float32), 0, 1).copy()
        names = self.expressions
        close, jaw = names.index("mouthClose"), names.index("jawOpen")
        e[close] = min(e[close], CLOSE_PER_JAW * e[jaw])
        return e

    def vertices(self, identity, expression=None, gaze=(0.0, 0.0)):
        """Vertices [V, 3] for identity [50], expression [55] in 0..1 and gaze (yaw, pitch) in radians."""
        flat = self.mean.ravel() + np.asarray(identity, np.float32) @ self.identity_flat
        if expression is not None:
            flat = flat + self.limit(expression) @ self.expression_flat
        points = flat.reshape(-1, 3)
        centres = self.eye_centres(identity)
        for eye in range(2):
            turn = rotation(gaze[0] - EYE_REST_YAW[eye], -gaze[1])
            index = self.eye_parts[eye]
            points[index] = (points[index] - centres[eye]) @ turn.T + centres[eye]
        return points

    def eye_centres(self, identity):
        return self.eye_centre + np.tensordot(np.asarray(identity, np.float32), self.eye_centre_identity, 1)

    def occlusion(self, points, normals, neutral):
        """Ambient occlusion a vertex: concave places are darker, the mouth's inside darkens with depth."""
        toward = self.smooth @ points - points
        concave = (toward * normals).sum(1) / (np.linalg.norm(toward, axis=1) + 0.25)
        ao = np.clip(1 - 1.1 * np.clip(concave, 0, 1), 0.45, 1)
        for _ in range(2):
            ao = 0.5 * ao + 0.5 * (self.smooth @ ao)
        ao = np.where(self.part <= NECK, ao, 1).astype(np.float32)
        inside = np.isin(self.part, (MOUTH_SOCKET, GUMS, TEETH))
        depth = neutral[self.landmarks[62], 2] - neutral[inside, 2]
        rate = np.where(self.part[inside] == TEETH, 0.22, 0.40)
        ao[inside] = np.clip(np.exp(-rate * depth), 0.05, 1)
        ao[self.part == EYE_SOCKETS] = 0.4
        return ao


def incidence(triangles, count):
    """Sparse [count, triangles]: sums a quantity of the faces at their vertices."""
    faces = np.repeat(np.arange(len(triangles)), 3)
    one = np.ones(len(faces), np.float32)
    return sparse.csr_matrix((one, (triangles.ravel(), faces)), (count, len(triangles)))


def normals(points, triangles, vertex_faces):
    face = np.cross(points[triangles[:, 1]] - points[triangles[:, 0]], points[triangles[:, 2]] - points[triangles[:, 0]])
    total = vertex_faces @ face
    return total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-9)


def rotation(yaw, pitch):
    """Rotation by pitch about x, then yaw about y (radians)."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    return (about_y @ about_x).astype(np.float32)
