"""The words that the command line and the page show, in English and Chinese."""

from __future__ import annotations

import os

STAGES = {
    "voice": ("voice", "声音"),
    "write": ("write", "写稿"),
    "plan": ("plan", "规划"),
    "speak": ("speak", "配音"),
    "paint": ("paint", "绘画"),
    "shoot": ("shoot", "拍摄"),
    "mix": ("mix", "混音"),
    "assemble": ("assemble", "合成"),
}


def language() -> str:
    """ "zh" or "en": STUDIO_LANG, else the locale, else English."""
    chosen = (
        os.environ.get("STUDIO_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG")
        or ""
    )
    return "zh" if chosen.lower().startswith("zh") else "en"


def stage(name: str, lang: str) -> str:
    return STAGES.get(name, (name, name))[lang == "zh"]
