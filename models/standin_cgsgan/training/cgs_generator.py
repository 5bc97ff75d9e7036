"""A stand-in for CGS-GAN's classes: attribute names and shapes are the published ones, the inside is ours and small.

It does what makes tracing hard in the real one: constants on the input's device, assignments into them, shapes that depend
on the batch, named ranges for the profiler, and a CUDA rasterizer that is imported and not here.
"""
import torch
from diff_gaussian_rasterization import GaussianRasterizer
from torch import nn

RATIOS = (1, 4, 16, 64, 128, 256, 512, 1024)
FIRST = 6


class Renderer:
    rasterizer = GaussianRasterizer


class MappingNetwork(nn.Module):
    def __init__(self, z_dim, c_dim, w_dim, num_ws):
        super().__init__()
        self.num_ws = num_ws
        self.embed = nn.Linear(c_dim, w_dim)
        self.fc0 = nn.Linear(z_dim + w_dim, w_dim)
        self.fc1 = nn.Linear(w_dim, w_dim)
        self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(self, z, c):
        with torch.autograd.profiler.record_function("mapping"):
            x = torch.cat([z, self.embed(c)], 1)
            w = self.fc1(nn.functional.leaky_relu(self.fc0(x), 0.2))
            return w.unsqueeze(1).repeat([1, self.num_ws, 1])


class Block(nn.Module):
    def __init__(self, width, heads, w_dim):
        super().__init__()
        self.heads = heads
        self.gamma = nn.Linear(w_dim, width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x, w):
        b, n, width = x.shape
        h = (x - x.mean(1, keepdim=True)) * self.gamma(w)
        q, k, v = torch.split(self.qkv(h).view(b, n, self.heads, -1), width // self.heads, dim=-1)
        weight = torch.softmax(torch.einsum("bthc,bshc->bhts", q, k) * 0.2, -1)
        return x + self.out(torch.einsum("bhts,bshc->bthc", weight, v).reshape(b, n, -1))


class PointGenerator(nn.Module):
    def __init__(self, w_dim, levels, width, heads):
        super().__init__()
        self.n_transformer = levels
        self.num_ws = FIRST + levels - 1
        self.conv_in = nn.Linear(3, width)
        self.blocks = nn.ModuleList([Block(width, heads, w_dim) for _ in range(self.num_ws)])
        self.gaussians = nn.ModuleList([nn.Linear(width, 14 * RATIOS[i]) for i in range(levels)])
        self.register_buffer("scale_init", torch.full([3], -4.5))

    def forward(self, x, ws):
        b, points, _ = x.shape
        h = torch.sin(self.conv_in(x))
        everything = torch.empty((b, 0, 14), device=x.device)
        for i, block in enumerate(self.blocks):
            h = block(h, ws[:, i : i + 1])
            level = i - (FIRST - 1)
            if level < 0:
                continue
            g = self.gaussians[level](h).reshape(b, points * RATIOS[level], 14)
            base = torch.zeros((g.size(1), 14), device=x.device)
            base[:, 3:6] = self.scale_init
            base[:, 6] = 1
            g = g + base
            near = x.repeat_interleave(RATIOS[level], dim=1)
            xyz = torch.clamp(near + 0.05 * torch.tanh(g[:, :, :3]), -0.5, 0.5)
            everything = torch.cat([everything, torch.cat([xyz, 20 * torch.tanh(g[:, :, 3:] * 0.05)], 2)], 1)
        xyz, scale, rotation, colour, opacity = torch.split(everything, [3, 3, 4, 3, 1], 2)
        return xyz, scale, rotation, colour, opacity, [], [h]


class CGSGenerator(nn.Module):
    def __init__(self, z_dim=512, c_dim=25, w_dim=512, img_resolution=256, levels=5, points=512, width=512, heads=8):
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim, self.resolution = z_dim, c_dim, w_dim, img_resolution
        self._xyz = nn.Parameter(0.25 * nn.functional.normalize(torch.randn(points, 3)))
        self.point_gen = PointGenerator(w_dim, levels, width, heads)
        self.renderer_gaussian3d = Renderer()
        self.mapping_network = MappingNetwork(z_dim, c_dim, w_dim, self.point_gen.num_ws)
        self.num_ws = self.point_gen.num_ws
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)

    def mapping(self, z, c, truncation_psi=1, truncation_cutoff=None, update_emas=False):
        return self.mapping_network(z, torch.zeros_like(c))

    def synthesis(self, ws, c, resolution=None, random_bg=True, render_output=True, **unused):
        start = torch.tanh(self._xyz.unsqueeze(0).repeat(len(ws), 1, 1))
        xyz, scale, rotation, colour, opacity, anchors, features = self.point_gen(start, ws)
        if render_output:
            raise RuntimeError("the stand-in draws nothing")
        return {
            "features": features,
            "gaussian_params": [
                {
                    "_xyz": xyz[i],
                    "_features_dc": colour[i].unsqueeze(1),
                    "_features_rest": colour[i].unsqueeze(1)[:, 0:0],
                    "_scaling": scale[i],
                    "_rotation": rotation[i],
                    "_opacity": opacity[i],
                }
                for i in range(len(ws))
            ],
        }
