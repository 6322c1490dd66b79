"""The words that the command line and the page show, in English and Chinese."""

from __future__ import annotations

import os
import re

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
    "gather": ("gather", "收集"),
    "enrol": ("enrol", "登记"),
    "follow": ("follow", "追踪"),
    "relip": ("relip", "换口型"),
}


STYLE_NAMES = {
    "cheerful": ("Cheerful", "欢快"),
    "excited": ("Excited", "激动"),
    "friendly": ("Friendly", "亲切"),
    "sad": ("Sad", "悲伤"),
    "crying": ("Crying", "哭泣"),
    "angry": ("Angry", "生气"),
    "serious": ("Serious", "严肃"),
    "newsreader": ("Newsreader", "播报"),
    "calm": ("Calm", "平静"),
    "whisper": ("Whisper", "耳语"),
    "fearful": ("Fearful", "害怕"),
}
"""The styles of speech, in English and Chinese."""


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


PLACES = (
    (r"\bscene ([\w-]+), line ([\w-]+)", r"场景 \1，台词 \2"),
    (r"\brow (\d+)", r"第 \1 行"),
    (r"\bcue (\d+)", r"第 \1 条"),
    (r"\bline (\d+)", r"文件第 \1 行"),
    (r"\binterval (\d+)", r"第 \1 段"),
    (r"\bsheet ", "工作表 "),
    (r"\btier ", "层 "),
    (r", ", "，"),
)
"""What of a place in a file is said how in Chinese, one after another: patterns and what takes their place."""


def place(text: str, lang: str) -> str:
    """A place in a file as a person says it: "row 12" is "第 12 行"."""
    if lang == "zh":
        for pattern, words in PLACES:
            text = re.sub(pattern, words, text)
    return text


def source(file: str, text: str, lang: str) -> str:
    """A file and a place in it."""
    return ("，" if lang == "zh" else ", ").join(filter(None, (file, place(text, lang))))


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
