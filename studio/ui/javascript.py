"""The components' scripts: plain files, joined, because a component is given one text."""

from __future__ import annotations

from pathlib import Path

_SHARED = Path(__file__).with_name("dom.js")


def joined(*files: Path) -> str:
    """The files in order, after what every component uses."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (_SHARED, *files))
