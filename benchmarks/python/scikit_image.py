"""SSIM and PSNR of two pictures by scikit-image: processor time a pair, and the values.

Usage: scikit_image.py FILE SIZE CALLS
FILE holds two pictures [3, SIZE, SIZE] of big-endian float32 in [-1, 1].
"""

import sys
import time

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

file, size, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
a, b = (np.fromfile(file, dtype=">f4").astype(np.float32).reshape(2, 3, size, size) + 1) / 2


def ssim():
    return structural_similarity(
        a, b, data_range=1, channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )


def psnr():
    return peak_signal_noise_ratio(a, b, data_range=1)


for name, call in (("ssim", ssim), ("psnr", psnr)):
    value = call()
    least = 1e9
    for _ in range(3):
        start = time.process_time()
        for _ in range(calls):
            call()
        least = min(least, (time.process_time() - start) / calls)
    print(f"{name}\t{value}")
    print(f"{name}_ms\t{1e3 * least}")
