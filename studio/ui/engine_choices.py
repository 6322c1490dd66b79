"""Which engines the page offers: of each kind those that can be used here, the embedded one first."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Literal

from pipelines import engines
from pipelines.errors import BadInput, StudioError
from pipelines.text.chat import Chat

from .texts import TEXTS, pair, t

Kind = Literal["writer", "speaker", "painter"]
USUAL: dict[Kind, str] = {"writer": "outline", "speaker": "espeak", "painter": "painter"}
_NAMES = {"xtts": "XTTS-v2", "voxcpm": "VoxCPM2", "pocket-tts": "Pocket TTS"}
_OF_RECORDINGS = ("recording",)  # they say no text


@lru_cache(maxsize=len(USUAL))
def usable(kind: Kind) -> tuple[str, ...]:
    """The names of those that work as this machine is set up; looked for once in a program."""
    others = [name for name in engines.names(kind) if name != USUAL[kind] and name not in _OF_RECORDINGS]
    return (USUAL[kind], *(name for name in others if _works(kind, name)))


def offered(kind: Kind, lang: str) -> list[tuple[str, str]]:
    """(title, name) of each."""
    return [(t(f"engine.{name}", lang) if f"engine.{name}" in TEXTS else _NAMES.get(name, name), name) for name in usable(kind)]


def check(kind: Kind, name: str) -> None:
    """Refuse an engine that is not offered: EngineMissing for one that could be installed, else BadInput."""
    if name not in usable(kind):
        engines.load(kind, name)
        raise BadInput(*pair("notice.choice", name=repr(name[:40])))


def _works(kind: Kind, name: str) -> bool:
    if name == "llm" and not os.environ.get("STUDIO_LLM_MODEL"):  # nothing to ask: the package need not be loaded
        return False
    try:
        engines.load(kind, name)
        if name == "llm":
            Chat().check()
    except StudioError:
        return False
    return True
