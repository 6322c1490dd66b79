"""Finding voices among a thousand: by language, tags and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ...voice import Voice
from .languages import table
from .tags import CHINESE, check


def search(found: Iterable[Voice], *, language: str = "", tags: Sequence[str] = (), words: str = "") -> tuple[Voice, ...]:
    """The voices of a language ("en" has its accents too) that have all the tags and all the words in name, title, tags
    or language, English or Chinese. English words are found from their beginning, known tags whole ("man" is no woman).

    BadInput for a tag that is not known.
    """
    wanted = [check(tag) for tag in tags]
    family = language.lower()
    return tuple(voice for voice in found if _speaks(voice, family) and _has(voice, wanted) and _told(voice, _parts(words)))


def _speaks(voice: Voice, family: str) -> bool:
    own = voice.language.lower()
    return not family or own == family or own.startswith(f"{family}-")


def _has(voice: Voice, wanted: Sequence[str]) -> bool:
    own = {tag.lower() for tag in voice.tags} | {voice.language.lower(), voice.language.lower().split("-")[0]}
    if voice.cloned:
        own.add("cloned")
    return all(tag in own for tag in wanted)


def _told(voice: Voice, words: Sequence[re.Pattern[str] | str]) -> bool:
    if not words:
        return True
    known = table().get(voice.language)
    spoken = (known.en, known.zh, *known.words) if known else ()
    text = " ".join(
        (voice.name, voice.title_en, voice.title_zh, *voice.tags, *(CHINESE.get(tag, "") for tag in voice.tags), *spoken)
    ).lower()
    return all(word in text if isinstance(word, str) else word.search(text) for word in words)


def _parts(words: str) -> tuple[re.Pattern[str] | str, ...]:
    """What is looked for: Chinese as it is, cut into the tags that it is made of; English from a word's beginning."""
    found: list[re.Pattern[str] | str] = []
    for word in words.lower().split():
        if word.isascii():
            found.append(re.compile(rf"(?<![a-z]){re.escape(word)}" + (r"(?![a-z])" if word in CHINESE else "")))
        else:
            found += [part for part in _chinese().split(word) if part]
    return tuple(found)


@lru_cache(maxsize=1)
def _chinese() -> re.Pattern[str]:
    """Any tag in Chinese, the longest first; it splits 温暖女声 into 温暖 and 女声."""
    return re.compile("(" + "|".join(sorted({*CHINESE.values()}, key=len, reverse=True)) + ")")
