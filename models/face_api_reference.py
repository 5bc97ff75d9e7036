"""Writes what @vladmandic/face-api's recognition network says of one made picture, by PyTorch in double precision.

The unit test of RecognitionNetwork compares with it:

    /usr/bin/python3 models/face_api_reference.py > udfs/src/test/resources/io/reenact/nn/face/recognition.json

The layers are those of the package's src/faceRecognitionNet, written here from the TypeScript and unfolded, so this
shares no code with the Java side.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

MODEL = pathlib.Path(__file__).parent / "node_modules/@vladmandic/face-api/model"
SIZE = 150


def weights():
    manifest = json.loads((MODEL / "face_recognition_model-weights_manifest.json").read_text())
    data = (MODEL / "face_recognition_model.bin").read_bytes()
    at, found = 0, {}
    for weight in manifest[0]["weights"]:
        count = math.prod(weight["shape"])
        q = weight.get("quantization")
        if q:
            value = np.frombuffer(data, np.uint8, count, at) * q["scale"] + q["min"]
            at += count
        else:
            value = np.frombuffer(data, "<f4", count, at).astype(np.float64)
            at += 4 * count
        found[weight["name"]] = torch.tensor(value.reshape(weight["shape"]), dtype=torch.float64)
    assert at == len(data)
    return found


W = weights()


def conv(x, name, stride=1, pad=1):
    x = F.conv2d(x, W[name + "/conv/filters"].permute(3, 2, 0, 1), W[name + "/conv/bias"], stride, pad)
    return x * W[name + "/scale/weights"].view(1, -1, 1, 1) + W[name + "/scale/biases"].view(1, -1, 1, 1)


def residual(x, name):
    return F.relu(conv(F.relu(conv(x, name + "/conv1")), name + "/conv2") + x)


def down(x, name):
    out = conv(F.relu(conv(x, name + "/conv1", 2, 0)), name + "/conv2")
    pooled = F.avg_pool2d(x, 2)
    if pooled.shape[2] != out.shape[2]:
        out = F.pad(out, (0, 1, 0, 1))
    if pooled.shape[1] != out.shape[1]:
        pooled = torch.cat([pooled, torch.zeros_like(pooled)], 1)
    return F.relu(pooled + out)


def picture():
    """RGB in [-1, 1]; the test makes the same."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(SIZE), np.arange(SIZE), indexing="ij")
    return torch.tensor(np.sin(0.05 * x + c) * np.cos(0.07 * y - 0.5 * c), dtype=torch.float64)[None]


def main():
    mean = torch.tensor([122.782, 117.001, 104.298], dtype=torch.float64).view(1, 3, 1, 1)
    x = ((picture() + 1) * 127.5 - mean) / 255
    x = F.max_pool2d(F.relu(conv(x, "conv32_down", 2, 0)), 3, 2)
    for name in ("conv32_1", "conv32_2", "conv32_3"):
        x = residual(x, name)
    for block in (
        ("conv64_down", "conv64_1", "conv64_2", "conv64_3"),
        ("conv128_down", "conv128_1", "conv128_2"),
        ("conv256_down", "conv256_1", "conv256_2"),
        ("conv256_down_out",),
    ):
        x = down(x, block[0])
        for name in block[1:]:
            x = residual(x, name)
    out = x.mean((2, 3)) @ W["fc"]
    print(json.dumps([round(v, 7) for v in out[0].tolist()]))


main()
