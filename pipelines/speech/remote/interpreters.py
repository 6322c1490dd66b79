"""Which Python an engine's environment is made with, and the commands that make it: uv's where it is, else venv's and pip's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import BadInput, EngineMissing


@dataclass(frozen=True)
class Python:
    """An interpreter at `path` ("" if uv is to fetch it), of a version such as "3.11"."""

    path: str
    version: str


def find(wish: str, accepted: Sequence[str]) -> Python:
    """The interpreter that was asked for, or the first that will do. BadInput for one of a version that is not accepted."""
    if wish and (os.sep in wish or not wish[0].isdigit()):
        path = shutil.which(wish)
        version = _version(path) if path else ""
        if not version:
            raise BadInput(
                f"{wish} is no Python. Accepted: a version ({', '.join(accepted)}), or the path of one.",
                f"{wish} 不是 Python。可接受版本号（{'、'.join(accepted)}）或其路径。",
            )
        return _accepted(Python(str(path), version), accepted)
    if wish:
        _accepted(Python("", wish), accepted)
    own = Python(sys.executable, f"{sys.version_info.major}.{sys.version_info.minor}")
    for version in (wish,) if wish else (own.version, *reversed(accepted)):
        if version not in accepted:
            continue
        if version == own.version:
            return own
        path = shutil.which(f"python{version}")
        if path and _version(path) == version:
            return Python(path, version)
    if _uv():
        return Python("", wish or accepted[-1])
    raise EngineMissing(
        f"No Python {wish or ' or '.join(accepted)} is here. Install one, or uv (https://docs.astral.sh/uv), which brings it.",
        f"此处没有 Python {wish or ' 或 '.join(accepted)}。请安装，或安装 uv（https://docs.astral.sh/uv），它会自带 Python。",
    )


def making(python: Python, env: Path, *, with_pip: bool) -> list[str]:
    """The command that makes the environment `env`."""
    if uv := _uv():
        return [uv, "venv", "--python", python.path or python.version, str(env)]
    return [python.path, "-m", "venv", *([] if with_pip else ["--without-pip"]), str(env)]


def adding(python: Path, requirements: Sequence[str], wheels: Path | None) -> list[str]:
    """The command that installs packages into the environment of `python`."""
    offline = ["--no-index", "--find-links", str(Path(wheels).resolve())] if wheels else []
    if uv := _uv():
        return [uv, "pip", "install", "--python", str(python), *offline, *requirements]
    return [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *offline, *requirements]


def _accepted(python: Python, accepted: Sequence[str]) -> Python:
    if python.version not in accepted:
        raise BadInput(
            f"Python {python.version} was asked for; this engine takes {', '.join(accepted)}.",
            f"要求的是 Python {python.version}；此引擎支持 {'、'.join(accepted)}。",
        )
    return python


def _version(path: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.run([path, "-I", "-c", code], capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _uv() -> str:
    return shutil.which("uv") or ""
