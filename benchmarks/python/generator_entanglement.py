"""Entanglement of the embedded generator against the head model's truth; prints key TAB number lines.

usage: generator_entanglement.py TRAIN_DIR HEAD_MODEL BUNDLE PAIRS
"""
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
import torch  # noqa: E402

import evaluate  # noqa: E402
import probes  # noqa: E402
from binding import Binding  # noqa: E402
from head import HeadModel  # noqa: E402
from sampling import Sampler  # noqa: E402
from scene import Scene  # noqa: E402

torch.set_num_threads(1)
head, bundle = HeadModel(pathlib.Path(sys.argv[2])), evaluate.Bundle(sys.argv[3])
marks = bundle.manifest["landmarks68"]
figures = probes.entanglement(bundle.mapping, bundle.synthesis, Binding(Scene(head)), Sampler(head.expressions, evaluate.SEED + 3),
                              pairs=int(sys.argv[4]), weights=(marks["indices"], marks["weights"]))
for name, value in figures.items():
    print(f"{name}\t{value}")
