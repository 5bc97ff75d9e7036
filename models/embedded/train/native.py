"""Builds native/raster.cpp with g++ on first use and calls it on numpy arrays."""
import ctypes
import hashlib
import pathlib
import subprocess
import tempfile

import numpy as np

SOURCE = pathlib.Path(__file__).parent / "native" / "raster.cpp"
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]


def _load():
    key = hashlib.sha256(SOURCE.read_bytes() + " ".join(FLAGS).encode()).hexdigest()[:16]
    library = pathlib.Path(tempfile.gettempdir()) / f"reenact-raster-{key}.so"
    if not library.exists():
        partial = library.with_suffix(f".{id(library)}.part")
        subprocess.run(["g++", *FLAGS, str(SOURCE), "-o", str(partial)], check=True)
        partial.rename(library)
    return ctypes.CDLL(str(library))


_LIBRARY = _load()
_FLOAT, _INT = ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_int)


def _f(array):
    return array.ctypes.data_as(_FLOAT)


def _i(array):
    return array.ctypes.data_as(_INT)


def triangles(vertices, index, size):
    """Visibility of triangles: id[size, size] (-1: none) and barycentric weights [size, size, 3]."""
    vertices = np.ascontiguousarray(vertices, np.float32)
    index = np.ascontiguousarray(index, np.int32)
    ident = np.empty((size, size), np.int32)
    weights = np.zeros((size, size, 2), np.float32)
    depth = np.empty((size, size), np.float32)
    _LIBRARY.triangles(_f(vertices), _i(index), len(index), size, _i(ident), _f(weights), _f(depth))
    return ident, np.concatenate([1 - weights.sum(-1, keepdims=True), weights], -1)


def splat(order, mean, conic, colour, opacity, radius, background):
    """Blended image [3, size, size] and the transmittance left [size, size]."""
    size = background.shape[-1]
    image = np.empty((3, size, size), np.float32)
    left = np.empty((size, size), np.float32)
    _LIBRARY.splat(len(order), _i(order), _f(mean), _f(conic), _f(colour), _f(opacity), _f(radius), size,
                   _f(background), _f(image), _f(left))
    return image, left


def splat_backward(order, mean, conic, colour, opacity, radius, image, grad):
    """Gradients to mean, conic, colour and opacity."""
    out = [np.zeros_like(a) for a in (mean, conic, colour, opacity)]
    _LIBRARY.splat_backward(len(order), _i(order), _f(mean), _f(conic), _f(colour), _f(opacity), _f(radius),
                            image.shape[-1], _f(image), _f(grad), *[_f(a) for a in out])
    return out
