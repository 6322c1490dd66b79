"""The words that the command line and the page show, in English and Chinese."""

from __future__ import annotations

import os

from pipelines.carrying import Dropped

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


_COUNTED = {
    "write": ("line", "句"),
    "plan": ("line", "句"),
    "speak": ("line", "句"),
    "paint": ("picture", "幅画面"),
    "shoot": ("shot", "个镜头"),
}


def counted(stage: str, count: int, found: int = 0) -> str:
    """What a finished stage made, in the person's language: "11 lines, 3 of them found"; "" for a stage that makes one thing."""
    if stage not in _COUNTED:
        return ""
    en, zh = _COUNTED[stage]
    if language() == "zh":
        return f"{count} {zh}" + (f"，其中 {found} {zh[:1]}已有" if found else "")
    return f"{count} {en}{'' if count == 1 else 's'}" + (f", {found} of them found" if found else "")


_WHY = {
    "the word is gone": "该词已不存在",
    "its line is gone": "其所在的行已不存在",
    "its phonemes changed": "其音素已改变",
    "what followed it is now inside a word": "其后的位置已在词内",
    "its reading cannot be placed": "其读音无处安放",
}


def dropped(lost: Dropped, lang: str) -> str:
    """A setting that could not be kept when a text changed, as a sentence."""
    if lang == "zh":
        return f"第 {lost.place + 1} 个词（{lost.text}）的设置无法保留：{_WHY.get(lost.why, lost.why)}。"
    return f"A setting of word {lost.place + 1} ({lost.text}) could not be kept: {lost.why}."
