#!/usr/bin/python3
"""Puts boundaries that `./submit.sh boundary fit` found into the bundle, and its new hash into the code that pins it.

    /usr/bin/python3 models/embedded/train/adopt.py --boundaries FOLDER

Takes every NAME.npy with its NAME.json of FOLDER, replaces those of the bundle, and writes the learning rates of export.py's GROUPS.
"""
import argparse
import json
import pathlib
import re
import shutil

import bundle_io
from export import fine_tune

HERE = pathlib.Path(__file__).resolve().parent
PIN = HERE.parents[2] / "udfs/src/main/java/io/reenact/generator/EmbeddedPin.java"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=pathlib.Path, default=HERE.parent / "bundle")
    parser.add_argument("--boundaries", type=pathlib.Path, help="folder of fitted boundaries; without: rates only")
    parser.add_argument("--pin", type=pathlib.Path, default=PIN, help="source file that holds the bundle's hash")
    parser.add_argument("--version", help="new version of the bundle")
    a = parser.parse_args()
    manifest = json.loads((a.bundle / "generator.json").read_text(encoding="utf-8"))
    manifest["version"] = a.version or manifest["version"]
    manifest["fine_tune"] = fine_tune([n for group in manifest["fine_tune"] for n in group["parameters"]])
    for facts in sorted(a.boundaries.glob("*.json")) if a.boundaries else []:
        found = json.loads(facts.read_text(encoding="utf-8"))
        name = found["name"]
        shutil.copyfile(facts.with_suffix(".npy"), a.bundle / "boundaries" / f"{name}.npy")
        manifest["boundaries"][name] = {"file": f"boundaries/{name}.npy",
                                        **{key: found[key] for key in ("intercept", "range", "accuracy")}}
        manifest["figures"]["boundary_accuracy"][name] = found["accuracy"]
    bundle_io.write_manifest(a.bundle, manifest)
    pin = bundle_io.sha256(a.bundle / "generator.json")
    source = a.pin.read_text(encoding="utf-8")
    a.pin.write_text(re.sub(r'SHA256 = "[0-9a-f]{64}"', f'SHA256 = "{pin}"', source), encoding="utf-8")
    print(f"{sorted(manifest['boundaries'])}, generator.json {pin}")


if __name__ == "__main__":
    main()
