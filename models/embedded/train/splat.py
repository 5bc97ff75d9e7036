"""Differentiable rendering of Gaussians [N, 14] in world units, with the project's camera and constants."""
import math

import numpy as np
import torch

import native

RADIUS, LOOK_AT, FOCAL = 2.7, (0.0, 0.0, 0.2), 4.2647
SH_C0 = 0.2820948
BLUR, NEAR = 0.3, 0.2


def orbit(yaw, pitch):
    """World-to-camera rotation [3, 3] and camera centre [3]; yaw > 0 moves the camera to world +x, pitch > 0 up (radians)."""
    centre = np.array([math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch)]) * RADIUS
    forward = np.array(LOOK_AT) - centre
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(forward, right), forward]).astype(np.float32), centre.astype(np.float32)


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, mean, conic, colour, opacity, radius, order, background):
        arrays = [np.ascontiguousarray(t.detach().numpy(), np.float32) for t in (mean, conic, colour, opacity, radius)]
        image, left = native.splat(order, *arrays, background)
        ctx.saved = order, arrays, image
        return torch.from_numpy(image), torch.from_numpy(left)

    @staticmethod
    def backward(ctx, grad, _):
        order, arrays, image = ctx.saved
        grad = np.ascontiguousarray(grad.numpy(), np.float32)
        out = native.splat_backward(order, *arrays, image, grad)
        return tuple(torch.from_numpy(a) for a in out) + (None, None, None)


def rotations(quaternion):
    """Rotation matrices [N, 3, 3] of quaternions wxyz."""
    w, x, y, z = (quaternion / quaternion.norm(dim=1, keepdim=True).clamp_min(1e-8)).unbind(1)
    rows = [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]
    return torch.stack(rows, 1).reshape(-1, 3, 3)


def render(gaussians, camera, size, background=1.0, with_alpha=False):
    """Image [3, size, size] in 0..1 (not clamped) of gaussians [N, 14] from `camera` = orbit(...)."""
    rotation, centre = (torch.from_numpy(a) for a in camera)
    view = (gaussians[:, :3] - centre) @ rotation.T
    depth = view[:, 2].clamp_min(NEAR)
    focal = FOCAL * size
    x, y = view[:, 0] / depth, view[:, 1] / depth
    mean = torch.stack([focal * x + size / 2, focal * y + size / 2], 1)
    axes = rotation @ (rotations(gaussians[:, 6:10]) * torch.exp(gaussians[:, 3:6])[:, None, :])
    scale = (focal / depth)[:, None]
    row0 = scale * (axes[:, 0] - x[:, None] * axes[:, 2])
    row1 = scale * (axes[:, 1] - y[:, None] * axes[:, 2])
    xx, yy, xy = (row0 * row0).sum(1) + BLUR, (row1 * row1).sum(1) + BLUR, (row0 * row1).sum(1)
    determinant = (xx * yy - xy * xy).clamp_min(1e-6)
    conic = torch.stack([yy / determinant, -xy / determinant, xx / determinant], 1)
    opacity = torch.sigmoid(gaussians[:, 13])
    colour = (gaussians[:, 10:13] * SH_C0 + 0.5).clamp_min(0)
    with torch.no_grad():
        half = 0.5 * (xx + yy)
        largest = half + torch.sqrt((half * half - determinant).clamp_min(0.01))
        reach = torch.sqrt(2 * torch.log((255 * opacity).clamp_min(1.0)) * largest)
        radius = torch.where((view[:, 2] > NEAR) & (opacity > 1 / 255), reach, torch.zeros_like(reach))
        order = np.argsort(view[:, 2].numpy(), kind="stable").astype(np.int32)
    if np.ndim(background) < 3:
        value = np.broadcast_to(np.asarray(background, np.float32).reshape(-1, 1, 1), (3, 1, 1))
        background = np.ascontiguousarray(np.broadcast_to(value, (3, size, size)), np.float32)
    image, left = _Splat.apply(mean, conic, colour, opacity, radius, order, background)
    return (image, 1 - left) if with_alpha else image
