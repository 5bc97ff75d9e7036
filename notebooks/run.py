#!/usr/bin/env python3
"""Runs a notebook's code without Jupyter: notebooks/run.py notebooks/tables.ipynb [WORKSPACE]"""
import json
import os
import pathlib
import sys

notebook = pathlib.Path(sys.argv[1]).resolve()
os.environ.setdefault("REENACT_HOME", str(notebook.parent.parent))
if len(sys.argv) > 2:
    os.environ["REENACT_WORKSPACE"] = sys.argv[2]
names = {}
for number, cell in enumerate(json.loads(notebook.read_text())["cells"]):
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), f"{notebook.name}, cell {number}", "exec"), names)
