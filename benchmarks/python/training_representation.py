"""Held-out people in the form that the embedded generator learnt from: Gaussians bound to the mesh, with the shared refinement.

usage: training_representation.py TRAIN_DIR HEAD_MODEL REFINEMENT STATES OUT SEED

STATES holds float32 rows of 55 expression coefficients and 2 gaze angles (radians). OUT receives, a state after the other, 8192 x 14
floats of Gaussians and 68 x 3 of landmarks, in the world. All states show one person, drawn from SEED. Prints key TAB number lines.
"""
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
import numpy as np  # noqa: E402
import torch  # noqa: E402

import head as heads  # noqa: E402
import refine  # noqa: E402
from binding import Binding  # noqa: E402
from sampling import Sampler, with_expression  # noqa: E402
from scene import Scene, features_of  # noqa: E402

torch.set_num_threads(1)
head = heads.HeadModel(pathlib.Path(sys.argv[2]))
binding = Binding(Scene(head))
correction = refine.load(sys.argv[3])
states = np.fromfile(sys.argv[4], "<f4").reshape(-1, 57)
person = Sampler(head.expressions, int(sys.argv[6])).person()
with open(sys.argv[5], "wb") as out:
    for state in states:
        f = features_of(with_expression(person, state[:55], state[55:]), head)
        with torch.no_grad():
            gaussians = refine.apply(torch.from_numpy(binding.gaussians(f)), correction)
        marks = heads.world(head.vertices(f["identity"], f["expression"], f["gaze"])[head.landmarks])
        out.write(gaussians.numpy().astype("<f4").tobytes() + np.ascontiguousarray(marks, "<f4").tobytes())
print(f"states\t{len(states)}")
