"""Writes what two networks of @vladmandic/face-api say of one made picture, by PyTorch in double precision.

The unit tests of RecognitionNetwork and LandmarkNetwork68 compare with it:

    to=udfs/src/test/resources/io/reenact/nn/face
    /usr/bin/python3 models/face_api_reference.py recognition > $to/recognition.json
    /usr/bin/python3 models/face_api_reference.py landmarks > $to/landmarks68.json

The layers are those of the package's src/faceRecognitionNet and src/faceFeatureExtractor, written here from the
TypeScript and unfolded, so this shares no code with the Java side.
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

MODEL = pathlib.Path(__file__).parent / "node_modules/@vladmandic/face-api/model"


def weights(model):
    manifest = json.loads((MODEL / f"{model}-weights_manifest.json").read_text())
    data = (MODEL / f"{model}.bin").read_bytes()
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


def picture(size):
    """RGB in [-1, 1]; the tests make the same."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(size), np.arange(size), indexing="ij")
    return torch.tensor(np.sin(0.05 * x + c) * np.cos(0.07 * y - 0.5 * c), dtype=torch.float64)[None]


def centred(x):
    mean = torch.tensor([122.782, 117.001, 104.298], dtype=torch.float64).view(1, 3, 1, 1)
    return ((x + 1) * 127.5 - mean) / 255


def recognition(x):
    w = weights("face_recognition_model")

    def conv(x, name, stride=1, pad=1):
        x = F.conv2d(x, w[name + "/conv/filters"].permute(3, 2, 0, 1), w[name + "/conv/bias"], stride, pad)
        return x * w[name + "/scale/weights"].view(1, -1, 1, 1) + w[name + "/scale/biases"].view(1, -1, 1, 1)

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

    x = F.max_pool2d(F.relu(conv(centred(x), "conv32_down", 2, 0)), 3, 2)
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
    return x.mean((2, 3)) @ w["fc"]


def landmarks(x):
    w = weights("face_landmark_68_model")

    def same(x, stride):
        """TensorFlow's padding of a 3x3 convolution: what is odd goes after the last."""
        total = 2 if stride == 1 else 1
        return F.pad(x, (total // 2, total - total // 2) * 2)

    def conv(x, name, stride):
        if name + "/filters" in w:
            x = F.conv2d(same(x, stride), w[name + "/filters"].permute(3, 2, 0, 1), stride=stride)
        else:
            depthwise = w[name + "/depthwise_filter"].permute(2, 3, 0, 1)
            x = F.conv2d(same(x, stride), depthwise, stride=stride, groups=x.shape[1])
            x = F.conv2d(x, w[name + "/pointwise_filter"].permute(3, 2, 0, 1))
        return x + w[name + "/bias"].view(1, -1, 1, 1)

    x = centred(x)
    for block in ("dense0", "dense1", "dense2", "dense3"):
        out1 = F.relu(conv(x, block + "/conv0", 2))
        out2 = conv(out1, block + "/conv1", 1)
        out3 = conv(F.relu(out1 + out2), block + "/conv2", 1)
        out4 = conv(F.relu(out1 + out2 + out3), block + "/conv3", 1)
        x = F.relu(out1 + out2 + out3 + out4)
    return F.avg_pool2d(x, 7, 2).flatten(1) @ w["fc/weights"] + w["fc/bias"]


def main(network):
    out = {"recognition": lambda: recognition(picture(150)), "landmarks": lambda: landmarks(picture(112))}[network]()
    print(json.dumps([round(v, 7) for v in out[0].tolist()]))


if __name__ == "__main__":
    main(sys.argv[1])
