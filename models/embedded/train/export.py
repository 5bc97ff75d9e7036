"""Writes the bundle: rounded TorchScript, statistics, directions, landmarks, boundaries, licence, generator.json."""
import pathlib
import shutil

import numpy as np
import torch

import bundle_io
import factors
import head as heads
import probes
from model import Mapping

LICENCE = ("Apache-2.0 for the weights and scripts of this project; the shapes were learnt from the ICT-FaceKit head model, "
           "MIT, Copyright (c) 2020 USC Institute for Creative Technologies (LICENSE.ICT-FaceKit)")
# Learning rates that served joint tuning of real clips, by group of parameters (design page on tuning).
GROUPS = (("decoder", 1e-5, ("decoder.", "mixing.")), ("basis", 3e-5, ("basis_",)), ("mean", 1e-4, ("mean_",)))
STEP = 2.0**-9  # weighted units (about a centimetre): error of a rounded component


def fine_tune(names):
    """The manifest's groups of the named parameters."""
    return [{"group": group, "learning_rate": rate, "parameters": [n for n in names if n.startswith(start)]}
            for group, rate, start in GROUPS]


def rounded(synthesis):
    """Rounds bases and means in place: an eighth of a grey level, a fiftieth of a millimetre."""
    with torch.no_grad():
        first = 0
        for name in ("xyz", "shape", "colour"):
            basis, mean = getattr(synthesis, "basis_" + name), getattr(synthesis, "mean_" + name)
            spread = synthesis.spread[first : first + len(basis)]
            first += len(basis)
            basis.copy_(bundle_io.round_to_step(basis, (STEP / spread)[:, None]))
            mean.copy_(bundle_io.round_to_step(mean, STEP / 4))
        for parameter in [*synthesis.decoder.parameters()]:
            parameter.copy_(bundle_io.round_to_step(parameter, parameter.abs().max() / 4096))


def attributes(head, z):
    """Labels for boundaries of a batch of z: name -> bool [B]."""
    with torch.no_grad():
        rows = head.factors(torch.as_tensor(z))
    part = factors.slices()
    smile = [head.expressions.index("mouthSmile_" + side) + part["expression"].start for side in "LR"]
    column = lambda name: rows[:, part[name]].sum(1).numpy()
    return {"age": column("age") > 0.45, "smile": rows[:, smile].mean(1).numpy() > 0.25,
            "glasses": column("glasses") > 0.5, "beard": column("beard") > 0.3, "gender": column("gender") > 0.5}


def boundaries(folder, mapping, head, sampler, samples=8000):
    r = sampler.random
    z = r.normal(size=(samples, factors.Z_DIM)).astype(np.float32)
    with torch.no_grad():
        w = mapping(torch.from_numpy(z))
    out = {}
    for name, positive in attributes(head, z).items():
        index = np.sort(np.concatenate([np.nonzero(positive)[0], r.permutation(np.nonzero(~positive)[0])[: positive.sum()]]))
        normal, intercept, accuracy = probes.boundary(w[index], positive[index])
        bundle_io.write_npy(folder / "boundaries" / f"{name}.npy", normal)
        score = (w @ torch.from_numpy(normal[0])).numpy() + intercept
        low, high = np.percentile(score, [0.5, 99.5])
        out[name] = {"file": f"boundaries/{name}.npy", "intercept": round(intercept, 6),
                     "range": [round(float(low), 4), round(float(high), 4)], "accuracy": round(accuracy, 4)}
    return out


def write(folder, version, encoder, mixing, synthesis, binding, sampler, licence_file, log=print):
    """Writes the whole bundle and returns the figures that go into the README."""
    folder = pathlib.Path(folder)
    head = binding.scene.head
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rounded(synthesis)
    mapping = Mapping(head.factors, encoder, mixing).eval()
    synthesis.eval()
    bundle_io.save_script(mapping, folder / "mapping.pt")
    bundle_io.save_script(synthesis, folder / "synthesis.pt")
    shutil.copyfile(licence_file, folder / "LICENSE.ICT-FaceKit")
    bundle_io.write_json(folder / "latent_stats.json", bundle_io.latent_statistics(mapping, factors.Z_DIM))
    a, explained = probes.directions(mapping, head, sampler)
    bundle_io.write_npy(folder / "directions.npy", a)
    index, weight, error, by_mark = probes.landmark_gaussians(mapping, synthesis, binding, sampler)
    figures = {"directions_explained": explained, "landmark_error_cm": error, "landmark_error_worst_cm": float(by_mark.max())}
    figures["entanglement"] = probes.entanglement(mapping, synthesis, binding, sampler, weights=(index, weight))
    marks = boundaries(folder, mapping, head, sampler)
    figures["boundary_accuracy"] = {k: v["accuracy"] for k, v in marks.items()}
    names = [n for n, _ in synthesis.named_parameters()]
    bundle_io.write_manifest(folder, {
        "name": "embedded", "kind": "gaussians", "version": version, "licence": LICENCE,
        "z_dim": factors.Z_DIM, "w_dim": mixing.turn.shape[0], "num_ws": 1, "w_space": "W",
        "gaussians": len(binding.material), "image_size": 256, "background": [1.0, 1.0, 1.0],
        "camera": {"radius": 2.7, "look_at": [0.0, 0.0, 0.2], "focal": 4.2647},
        "similarity": {"scale": heads.SCALE, "translation": [round(float(t), 6) for t in heads.TRANSLATION]},
        "expressions": head.expressions, "gaze": ["gazeYaw", "gazePitch"], "z_layout": factors.layout(),
        "fine_tune": fine_tune(names),
        "directions": {"file": "directions.npy", "names": head.expressions + ["gazeYaw", "gazePitch"],
                       "ranges": [[0.0, 1.0]] * 55 + [[-0.5, 0.5], [-0.35, 0.35]]},
        "landmarks68": {"indices": index, "weights": weight},
        "boundaries": marks,
        "figures": figures,
    })
    log(f"bundle: {figures}")
    return figures
