"""What the tests of the writers share: the sources and what was said of them."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.script import Script

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    "zh-lamp": (ROOT / "assets/sample-briefs/zh.md", "zh"),
    "zh-salt": (ROOT / "tests/text/sources/zh-salt.md", "zh"),
    "en-clock": (ROOT / "assets/sample-briefs/en.md", "en"),
    "en-bread": (ROOT / "tests/text/sources/en-bread.txt", "en"),
    "fr-phare": (ROOT / "tests/text/sources/fr-phare.txt", "fr"),
}


def source(name: str) -> tuple[str, str]:
    path, language = SOURCES[name]
    return path.read_text("utf-8"), language


def said(script: Script) -> str:
    return "\n".join(line.text for line in script.lines)


def bare(text: str) -> str:
    """Letters and digits alone, so that spaces and the closing full stop of a clipped sentence do not matter."""
    return re.sub(r"[\W_]+", "", text)
