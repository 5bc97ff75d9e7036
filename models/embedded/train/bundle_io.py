"""Writing a generator bundle: compact TorchScript archives, small JSON, .npy, and the hashes that tie them together."""
import hashlib
import io
import json
import pathlib
import zipfile

import numpy as np
import torch

FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def save_script(module, path):
    """Scripts `module` and writes it with deflated records.

    torch.jit.save only stores. Its reader also takes deflated records, and weights rounded by
    `round_to_step` shrink to a third that way, while they stay ordinary float32 parameters at run time.
    """
    module = module.eval()
    scripted = torch.jit.script(module)
    buffer = io.BytesIO()
    torch.jit.save(scripted, buffer)
    buffer.seek(0)
    stem = pathlib.Path(path).stem
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            # The archive's inner folder is the name it was saved under; a stream has none.
            inner = stem + "/" + name.split("/", 1)[1]
            info = zipfile.ZipInfo(inner, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name), compresslevel=9)


def round_to_step(tensor, step):
    """Rounds to multiples of the largest power of two not above `step`: few mantissa bits, so it deflates well."""
    power = torch.exp2(torch.floor(torch.log2(torch.as_tensor(step, dtype=torch.float32))))
    return torch.round(tensor / power) * power


def write_json(path, value):
    pathlib.Path(path).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def write_npy(path, array):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, np.ascontiguousarray(array, dtype=np.float32))


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def write_manifest(folder, manifest):
    """Writes generator.json last, with the SHA-256 of every other file of the bundle."""
    folder = pathlib.Path(folder)
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "generator.json")
    manifest = dict(manifest, files={p.relative_to(folder).as_posix(): sha256(p) for p in files})
    write_json(folder / "generator.json", manifest)


def latent_statistics(mapping, z_dim, samples=10000, seed=0, components=32):
    """Mean, spread and principal directions of w over `samples` standard normal z."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        w = torch.cat([mapping(torch.randn(500, z_dim, generator=generator)) for _ in range(samples // 500)])
    centred = (w - w.mean(0)).double()
    values, vectors = torch.linalg.eigh(centred.T @ centred / (len(w) - 1))
    order = torch.argsort(values, descending=True)[:components]
    basis = vectors[:, order].T
    # An eigenvector's sign is arbitrary: make its largest entry positive, so that runs agree.
    basis = basis * torch.sign(basis.gather(1, basis.abs().argmax(1, keepdim=True)))
    rounded = lambda t: [round(float(x), 6) for x in t]
    return {
        "mean": rounded(w.mean(0)),
        "std": rounded(w.std(0)),
        "samples": samples,
        "pca_basis": [rounded(row) for row in basis],
        "pca_std": rounded(values[order].clamp_min(0).sqrt()),
    }
