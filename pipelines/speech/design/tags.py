"""The words that voices are tagged with, and which of them a voice's own numbers earn it."""

from __future__ import annotations

from ...errors import BadInput
from ...voice import Voice
from .languages import table

TAGS: dict[str, dict[str, str]] = {
    "who": {"woman": "女声", "man": "男声", "child": "童声", "girl": "女童", "boy": "男童"},
    "age": {"young": "年轻", "adult": "成年", "old": "年长"},
    "timbre": {"deep": "低沉", "high": "高亮", "bright": "明亮", "dark": "暗沉", "warm": "温暖", "clear": "清晰", "breathy": "气声", "soft": "柔和",
               "husky": "沙哑", "rough": "粗犷", "full": "浑厚", "slender": "纤细"},
    "mood": {"calm": "平静", "lively": "活泼", "cheerful": "开朗", "serious": "严肃", "gentle": "温柔", "slow": "慢速", "fast": "快速"},
    "use": {"audiobook": "有声书", "news": "新闻", "advert": "广告", "game": "游戏", "teaching": "教学", "story": "故事", "documentary": "纪录片",
            "assistant": "助手", "meditation": "冥想", "narration": "旁白", "presenter": "主持"},
    "other": {"accent": "口音", "british": "英式", "kana": "假名", "cloned": "克隆", "designed": "设计"},
}  # fmt: skip
"""Kind → tag → its name in Chinese. A language's code is a tag as well."""

CHINESE = {tag: zh for kind in TAGS.values() for tag, zh in kind.items()}


def check(tag: str) -> str:
    """The tag itself, given in English, in Chinese or as a language's code; BadInput with the near ones for another."""
    from difflib import get_close_matches

    wanted = tag.strip().lower()
    if wanted in CHINESE or wanted in {code.lower() for code in table()} or wanted in {code.split("-")[0] for code in table()}:
        return wanted
    for known, zh in CHINESE.items():
        if wanted == zh:
            return known
    near = get_close_matches(wanted, CHINESE, 4, 0.4) or [*CHINESE]
    raise BadInput(
        f"There is no tag {tag!r}. Near: {', '.join(near)}. `studio voices tags` lists all.",
        f"没有标签 {tag!r}。相近的有：{'、'.join(f'{one}（{CHINESE[one]}）' for one in near)}。`studio voices tags` 会列出全部。",
    )


def earned(voice: Voice, who: str, age: str) -> tuple[str, ...]:
    """The tags of a voice of such a person ("woman", "man", "girl", "boy"; "young", "adult", "old"), from its numbers."""
    usual = {"woman": (200.0, 0.87), "man": (115.0, 1.02), "girl": (285.0, 0.76), "boy": (262.0, 0.78)}[who]
    timbre = _timbre(voice, *usual)
    mood = _mood(voice)
    people = (who,) if who in ("woman", "man") else ("child", who)
    accent = ("accent",) if (known := table().get(voice.language)) and known.of else ()
    return (*people, age, *timbre, *mood, *_uses(who, age, {*timbre, *mood}), *accent)


def _timbre(voice: Voice, pitch: float, tract: float) -> tuple[str, ...]:
    found = {
        "deep": voice.pitch < 0.86 * pitch,
        "high": voice.pitch > 1.14 * pitch,
        "bright": voice.brightness > 1.5,
        "dark": voice.brightness < -2.5,
        "warm": -2.5 <= voice.brightness < -0.5 and voice.roughness < 0.2,
        "husky": voice.roughness >= 0.12 and voice.breath >= 0.18,
        "rough": voice.roughness >= 0.25,
        "breathy": voice.breath >= 0.24 and voice.roughness < 0.12,
        "soft": voice.breath >= 0.16 and voice.brightness < 0 and voice.roughness < 0.12,
        "clear": voice.breath < 0.12 and voice.roughness < 0.06,
        "full": voice.tract > 1.05 * tract,
        "slender": voice.tract < 0.94 * tract,
    }
    return tuple(tag for tag, yes in found.items() if yes)


def _mood(voice: Voice) -> tuple[str, ...]:
    found = {
        "calm": voice.range < 1.4 and voice.rate < 1.0,
        "lively": voice.range > 1.65 and voice.rate >= 1.0,
        "cheerful": voice.range > 1.7 and voice.brightness > 1.0,
        "serious": voice.range < 1.45 and voice.rate >= 0.97,
        "gentle": voice.breath >= 0.15 and voice.rate < 0.99 and voice.roughness < 0.15,
        "slow": voice.rate < 0.92,
        "fast": voice.rate > 1.05,
    }
    return tuple(tag for tag, yes in found.items() if yes)


def _uses(who: str, age: str, has: set[str]) -> tuple[str, ...]:
    child, old = who in ("girl", "boy"), age == "old"
    found = {
        "game": child or bool(has & {"rough", "husky", "high", "lively"}),
        "story": child or old or bool(has & {"gentle", "warm"}),
        "audiobook": not child and not has & {"fast", "rough"},
        "news": not child and not old and bool(has & {"clear", "serious"}) and "slow" not in has,
        "advert": not old and bool(has & {"bright", "cheerful", "lively"}),
        "teaching": not child and bool(has & {"clear", "gentle"}),
        "documentary": not child and bool(has & {"deep", "full", "serious"}),
        "meditation": not child and bool(has & {"calm", "soft", "breathy"}) and not has & {"rough", "fast"},
        "assistant": not child and not old and "clear" in has,
    }
    return tuple(tag for tag, yes in found.items() if yes) or ("game",)  # a voice for nothing else is a character
