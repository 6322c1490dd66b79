"""Engines whose package is in some Python already, put where `environment.install` would put them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.speech.remote.recipe import Recipe


def python_with(module: str, variable: str) -> str:
    """A Python that has the module: the one that the variable names, else this one; "" for none."""
    return os.environ.get(variable) or (sys.executable if importlib.util.find_spec(module) else "")


def put(folder: Path, made: Recipe, python: str, model: Path) -> None:
    """As an installation leaves it, the environment being that of `python`; its packages are not fetched again."""
    (folder / "env" / "bin").mkdir(parents=True)
    interpreter = folder / "env" / "bin" / "python"
    interpreter.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    interpreter.chmod(0o755)
    code = f"from importlib.metadata import version; print(version({made.package!r}))"
    version = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    facts = {"name": made.name, "requirements": list(made.requirements), "python": "3.11", "model": str(model.resolve()),
             "pickles": False, "packages": [f"{made.package}=={version}"], "date": "2026-01-01"}  # fmt: skip
    (folder / "installed.json").write_text(json.dumps(facts))
