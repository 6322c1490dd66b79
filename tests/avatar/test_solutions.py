"""What a face costs that is looked for in a fresh program."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from pipelines.avatar.solutions import solutions
assert solutions().face_mesh.FaceMesh
assert "matplotlib.axes" not in sys.modules, "nobody draws a chart"
import matplotlib.pyplot as plt
from matplotlib import pyplot
for one in (plt, pyplot, sys.modules["matplotlib.pyplot"]):
    assert one.figure.__module__ == "matplotlib.pyplot"
assert "matplotlib.axes" in sys.modules
"""


def test_charts_are_loaded_by_who_draws_them() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
