"""What of a voice a take depends on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.voice import Voice


def voice_key(voice: Voice) -> dict[str, Any]:
    """What of a voice changes its sound; the consent's text and the folder's place do not."""
    values = asdict(voice)
    folder = Path(voice.base.partition("#")[0])
    if voice.base and folder.is_dir():  # a model folder of the person's own: its files' sizes and dates stand for it
        values["base"] = [voice.base, sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in folder.iterdir())]
    return {
        key: value
        for key, value in values.items()
        if key not in ("consent", "reference", "model", "tags", "title_en", "title_zh", "name", "licence")
    }
