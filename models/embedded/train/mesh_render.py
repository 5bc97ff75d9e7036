"""Pictures of the mesh: the ground truth that Gaussians and generator are trained against."""
import numpy as np

import head as heads
import native
import splat
from head import HAIR

SUPER = 2


def render(scene, mesh, f, camera, size=256, background=1.0, super_sample=SUPER):
    """Image [3, size, size] in 0..1 and coverage [size, size]; `camera` from splat.orbit."""
    rotation, centre = camera
    big = size * super_sample
    view = (heads.world(mesh.points) - centre) @ rotation.T
    focal = splat.FOCAL * big
    depth = np.maximum(view[:, 2], 0.2)
    screen = np.c_[focal * view[:, 0] / depth + big / 2, focal * view[:, 1] / depth + big / 2, depth]
    image = np.empty((big, big, 3), np.float32)
    image[:] = np.asarray(background, np.float32)
    alpha = np.zeros((big, big), np.float32)
    solid = mesh.visible & ((mesh.material != HAIR) | (mesh.cover[mesh.triangles].min(1) > 0.9))
    if (mesh.visible & (mesh.material == HAIR)).any():
        ident, weights = _pass(screen, mesh, mesh.visible, big)
        thin = (ident >= 0) & (_cover(mesh, ident, weights) < 0.99)
        under, under_weights = _pass(screen, mesh, solid, big)
        under = np.where(thin, under, -1)
        _paint(image, alpha, scene, mesh, f, under, under_weights)
        _paint(image, alpha, scene, mesh, f, ident, weights)
    else:
        _paint(image, alpha, scene, mesh, f, *_pass(screen, mesh, solid, big))
    shape = (size, super_sample, size, super_sample)
    small = image.reshape(*shape, 3).mean((1, 3))
    return np.ascontiguousarray(small.transpose(2, 0, 1)), alpha.reshape(shape).mean((1, 3))


def _pass(screen, mesh, shown, size):
    index = np.nonzero(shown)[0]
    ident, weights = native.triangles(screen, mesh.triangles[index], size)
    return np.where(ident >= 0, index[ident], -1), weights


def _cover(mesh, ident, weights):
    corner = mesh.triangles[ident]
    return sum(mesh.cover[corner[..., k]] * weights[..., k] for k in range(3))


def _paint(image, alpha, scene, mesh, f, ident, weights):
    inside = ident >= 0
    places = scene.places(ident[inside], weights[inside])
    colour = scene.colour(scene.samples(places), places, mesh, f)
    cover = places.at(mesh.cover)
    image[inside] += (colour - image[inside]) * cover[:, None]
    alpha[inside] += (1 - alpha[inside]) * cover
