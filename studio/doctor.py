"""What works on this machine, what is missing, and the command that gets it."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from typing import Any, get_args

import imageio_ffmpeg

from pipelines import engines
from pipelines.errors import StudioError
from pipelines.film import hardware
from pipelines.speech import voices
from pipelines.speech.espeak import languages


def examine() -> dict[str, Any]:
    """Engines by kind with "ok" or what is missing, video encoders with "" or why they do not work, and the facts of the machine."""
    found: dict[str, Any] = {
        "shengying": version("shengying"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "disk_free_gb": round(shutil.disk_usage(".").free / 1e9, 1),
        "ffmpeg": imageio_ffmpeg.get_ffmpeg_version(),
        "languages": list(languages()),
        "voices": len(voices.names()),
        "engines": {},
    }
    for kind in get_args(engines.Kind):
        found["engines"][kind] = {name: _engine(kind, name) for name in engines.names(kind)}
    found["encoders"] = {"x264": "", **{name: hardware.fault(name) for name in hardware.HARDWARE}}
    return found


def _engine(kind: engines.Kind, name: str) -> dict[str, Any]:
    try:
        made = engines.load(kind, name)
    except StudioError as error:
        return {"ok": False, "note": "", "missing": error.en, "missing_zh": error.zh}
    return {"ok": True, "note": made.note, "missing": "", "missing_zh": ""}


def readable(found: dict[str, Any], lang: str) -> str:
    rows = [f"shengying {found['shengying']} · Python {found['python']} · {found['cores']} cores · {found['disk_free_gb']} GB free",
            f"ffmpeg {found['ffmpeg']} · {found['voices']} voices · {len(found['languages'])} languages: {' '.join(found['languages'])}", ""]  # fmt: skip
    for kind, members in found["engines"].items():
        for name, state in members.items():
            mark = "✓" if state["ok"] else "✗"
            rows.append(
                f"{mark} {kind:<9} {name:<10} {state['note'] if state['ok'] else state['missing_zh' if lang == 'zh' else 'missing']}"
            )
    rows += [f"{'✗' if why else '✓'} {'encoder':<9} {name:<10} {why}".rstrip() for name, why in found["encoders"].items()]
    return "\n".join(rows)
