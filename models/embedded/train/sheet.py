"""Contact sheets."""
import numpy as np
from PIL import Image


def write(path, images, columns, pad=2):
    """Tiles images [3, H, W] in 0..1 into one picture."""
    images = [np.asarray(i) for i in images]
    _, h, w = images[0].shape
    rows = -(-len(images) // columns)
    out = np.full((rows * (h + pad), columns * (w + pad), 3), 40, np.uint8)
    for k, image in enumerate(images):
        y, x = divmod(k, columns)
        pixels = (np.clip(image.transpose(1, 2, 0), 0, 1) * 255 + 0.5).astype(np.uint8)
        out[y * (h + pad) : y * (h + pad) + h, x * (w + pad) : x * (w + pad) + w] = pixels
    Image.fromarray(out).save(path)
