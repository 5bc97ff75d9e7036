#!/usr/bin/python3
"""Trains the embedded generator from the head model and writes its bundle.

    /usr/bin/python3 models/embedded/train/build.py --head-model ../shared/head-model --work models/work \
        --out models/embedded/bundle --samples 24000

Stages leave their results in --work and are skipped when these are there; --from STAGE does that stage and what follows
again. One thread; the seed decides everything.
"""
import argparse
import json
import pathlib
import time

import torch

import dataset
import export
import refine
import train
from binding import Binding
from head import HeadModel
from model import Decoder, Encoder, Mixing, Synthesis
from sampling import Sampler
from scene import Scene

STAGES = ["refine", "bases", "data", "regress", "pictures", "polish", "export"]
RANKS = (160, 80, 128)
STRENGTH, LEAK = 0.16, 0.13


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--head-model", type=pathlib.Path, required=True, help="folder or .npz of the head model")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for intermediate results")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="bundle folder; it is replaced (refinement.npy is written beside it)")
    parser.add_argument("--version", default="2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", type=int, default=24000, help="people in the regression")
    parser.add_argument("--base-samples", type=int, default=3000)
    parser.add_argument("--picture-people", type=int, default=200, help="people in the mesh pictures of the last stage")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies every number of steps")
    parser.add_argument("--smoke", action="store_true", help="tiny numbers: only shows that all stages run, in about a minute")
    parser.add_argument("--from", dest="first", choices=STAGES, help="do this stage and the following again")
    a = parser.parse_args()
    if a.smoke:
        a.samples, a.base_samples, a.picture_people, a.scale = 800, 300, 16, 0.005
    return a


class Build:
    def __init__(self, a):
        self.a, self.start = a, time.time()
        torch.set_num_threads(1)
        torch.manual_seed(a.seed)
        a.work.mkdir(parents=True, exist_ok=True)
        self.head = HeadModel(a.head_model)
        self.scene = Scene(self.head)
        self.binding = Binding(self.scene)
        self.metric = dataset.Metric(self.binding)

    def log(self, text):
        print(f"[{time.time() - self.start:6.0f} s] {text}", flush=True)

    def sampler(self, stage):
        """A stream of random people of its own for every stage, so that skipping one changes nothing."""
        return Sampler(self.head.expressions, 1000 * self.a.seed + STAGES.index(stage))

    def stage(self, name, function):
        """Result of a stage: from its file, or computed and kept."""
        path = self.a.work / f"{name}.pt"
        again = self.a.first and STAGES.index(name) >= STAGES.index(self.a.first)
        if path.exists() and not again:
            return torch.load(path)
        result = function()
        torch.save(result, path)
        return result

    def steps(self, number):
        return max(1, int(number * self.a.scale))

    def refine(self):
        correction, before, after = refine.train(self.binding, self.sampler("refine"), self.steps(900), log=self.log)
        return {"correction": correction, "psnr": (before, after)}

    def source(self, stage):
        return dataset.Source(self.binding, self.correction, self.sampler(stage))

    def bases(self):
        parts = dataset.principal(self.source("bases"), self.metric, self.a.base_samples, RANKS, self.log)
        return {"parts": parts, "reference": self.metric.reference}

    def data(self):
        return dataset.stream(self.source("data"), self.metric, *self.parts, self.a.samples, log=self.log)

    def networks(self, trained=None):
        """Encoder and synthesis, fresh or with the weights of a stage; the mixing is never trained."""
        torch.manual_seed(self.a.seed)
        decoder, encoder = Decoder(sum(RANKS)), Encoder()
        mixing = Mixing(STRENGTH, LEAK)
        means, bases, spreads = self.parts
        synthesis = Synthesis(decoder, mixing, [m.clone() for m in means], [b.clone() for b in bases], spreads,
                              self.metric.weights)
        if trained is not None:
            encoder.load_state_dict(trained["encoder"])
            learnt = {name: value for name, value in trained["synthesis"].items() if not name.startswith("mixing.")}
            synthesis.load_state_dict(learnt, strict=False)
        return encoder, synthesis

    def regress(self):
        encoder, synthesis = self.networks()
        error = train.regress(encoder, synthesis.decoder, *self.samples, self.parts[2], self.steps(16000), self.a.seed,
                              self.log)
        return {"encoder": encoder.state_dict(), "synthesis": synthesis.state_dict(), "error": error}

    def pictures(self):
        out = train.Pictures(self.scene, self.sampler("pictures"))
        out.add(self.a.picture_people)
        self.log(f"pictures: {len(out.items)} of the mesh")
        return out.items

    def polish(self):
        encoder, synthesis = self.networks(self.regressed)
        pictures = train.Pictures(self.scene, self.sampler("polish"))
        pictures.items = self.items
        psnr = train.polish(encoder, synthesis, pictures, self.source("polish"), self.steps(1500), log=self.log)
        return {"encoder": encoder.state_dict(), "synthesis": synthesis.state_dict(), "psnr": psnr}

    def run(self):
        refined = self.stage("refine", self.refine)
        self.correction = refined["correction"]
        self.a.out.parent.mkdir(parents=True, exist_ok=True)
        refine.save(self.a.out.parent / "refinement.npy", self.correction)
        bases = self.stage("bases", self.bases)
        self.parts, self.metric.reference = bases["parts"], bases["reference"]
        self.samples = self.stage("data", self.data)
        self.regressed = self.stage("regress", self.regress)
        self.items = self.stage("pictures", self.pictures)
        final = self.stage("polish", self.polish)
        encoder, synthesis = self.networks(final)
        train.standardise(synthesis.mixing, encoder, self.samples[0])
        licence = self.a.head_model if self.a.head_model.is_dir() else self.a.head_model.parent
        figures = export.write(self.a.out, self.a.version, encoder, synthesis.mixing, synthesis, self.binding,
                               self.sampler("export"), licence / "LICENSE.ICT-FaceKit", self.log)
        figures.update(refinement_db=refined["psnr"], regression_error=self.regressed["error"], mesh_db=final["psnr"])
        (self.a.work / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        self.log("done")


if __name__ == "__main__":
    Build(arguments()).run()
