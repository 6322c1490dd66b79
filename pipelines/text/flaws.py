"""What is wrong with a model's wording of a line, seen without a reader: it is empty, in another language, the source again, or lacks something."""

from __future__ import annotations

from dataclasses import dataclass

from . import kept, rank
from .sentences import detect_language

_LANGUAGES = {
    "zh": "Chinese", "cmn": "Chinese", "yue": "Cantonese", "en": "English", "ja": "Japanese", "ko": "Korean", "fr": "French", "de": "German",
    "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch", "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "hi": "Hindi",
    "vi": "Vietnamese", "th": "Thai", "id": "Indonesian", "tr": "Turkish", "pl": "Polish", "sv": "Swedish", "fa": "Persian", "el": "Greek",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a wording, after "line 3 …" and before a person. One that is not `hard` is sent back once, and then taken."""

    en: str
    zh: str
    hard: bool = True


def flaw_of(source: str, text: str, from_language: str, to: str) -> Flaw | None:
    """What is wrong with a translation, the worst of it; None if nothing is seen to be."""
    if not text:
        return Flaw("is missing or empty", "缺失或为空")
    if kept.echoes(source, text) and not _may_stay(source, from_language, to):
        if not kept.brief(source):
            return Flaw("is the source again and not translated", "仍是原文，没有翻译")
        if kept.in_language(text, to):
            return Flaw("is the same as the source, which only a name may be", "与原文相同（当作名称保留）", hard=False)
    if not kept.in_language(text, to):
        return not_in(to)
    return lost(source, text, to)


def _may_stay(source: str, from_language: str, to: str) -> bool:
    """Whether a line is right as it is: in the language asked for already, or between two that are written alike."""
    wanted, found = kept.family(to), detect_language(source)
    if kept.family(from_language) == wanted:
        if wanted != kept.LATIN:
            return wanted == "zh"  # Mandarin and Cantonese
        known = sum(word in rank.STOP_EN for word in source.lower().split())  # "en" is also what is found when nothing tells
        return found == kept.root(to) and (found != "en" or known >= 2)
    return kept.family(found) == wanted != kept.LATIN or (wanted == kept.LATIN and found == kept.root(to))


def lost(source: str, text: str, language: str) -> Flaw | None:
    """A placeholder or a number of the source that another wording of it lacks."""
    if gone := kept.lost_placeholders(source, text):
        return Flaw(f"lacks {', '.join(gone)}", f"缺少 {'、'.join(gone)}")
    if gone := kept.lost_numbers(source, text, language):
        return Flaw(
            f"lacks the number {', '.join(gone)}", f"缺少数字 {'、'.join(gone)}", hard=not all(map(kept.is_small, gone))
        )
    return None


def not_in(language: str) -> Flaw:
    """The flaw of a text in another language."""
    return Flaw(f"is not in {named(language)}", f"不是所要的语言（{language}）")


def named(language: str) -> str:
    """A language as a model knows it best: "French (fr)"."""
    name = _LANGUAGES.get(kept.root(language))
    return f"{name} ({language})" if name else f"the language of the code {language!r}"
