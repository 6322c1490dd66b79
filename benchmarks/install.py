"""How long the base install takes and how large it is: a new environment in a temporary folder, from the lock file.

    python -m benchmarks.install

The packages come from the network, or from uv's cache where that has them; the result says which.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import report

ROOT = Path(__file__).parent.parent


def main() -> None:
    cached = "--cached" in sys.argv
    with tempfile.TemporaryDirectory(prefix="shengying-install-") as place:
        environment = Path(place) / "venv"
        command = [str(ROOT / ".tools" / "bin" / "uv"), "sync", "-q", "--frozen", "--no-dev", "--project", str(ROOT)]
        command += [] if cached else ["--cache-dir", str(Path(place) / "cache")]
        began = time.perf_counter()
        subprocess.run(command, check=True, env={**os.environ, "UV_PROJECT_ENVIRONMENT": str(environment)})
        spent = time.perf_counter() - began
        size = sum(path.lstat().st_size for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
        torch = any(environment.glob("lib/python*/site-packages/torch"))
    values = {"seconds": round(spent, 1), "mb": round(size / 1e6), "cached": cached, "torch": torch}
    print(report.table([("seconds", "MB", "torch"), (f"{spent:.1f}", f"{values['mb']}", str(torch))]))
    print(report.save("install", values))


if __name__ == "__main__":
    main()
