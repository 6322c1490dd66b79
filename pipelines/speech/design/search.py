"""Finding voices among a thousand: by language, tags and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...voice import Voice
from .tags import CHINESE, check


def search(found: Iterable[Voice], *, language: str = "", tags: Sequence[str] = (), words: str = "") -> tuple[Voice, ...]:
    """The voices of a language ("en" has its accents too) that have all the tags and all the words in name, title or tags.

    BadInput for a tag that is not known.
    """
    wanted = [check(tag) for tag in tags]
    family = language.lower()
    return tuple(
        voice for voice in found if _speaks(voice, family) and _has(voice, wanted) and _told(voice, words.lower().split())
    )


def _speaks(voice: Voice, family: str) -> bool:
    own = voice.language.lower()
    return not family or own == family or own.startswith(f"{family}-")


def _has(voice: Voice, wanted: Sequence[str]) -> bool:
    own = {tag.lower() for tag in voice.tags} | {voice.language.lower(), voice.language.lower().split("-")[0]}
    if voice.cloned:
        own.add("cloned")
    return all(tag in own for tag in wanted)


def _told(voice: Voice, words: Sequence[str]) -> bool:
    text = " ".join(
        (voice.name, voice.title_en, voice.title_zh, *voice.tags, *(CHINESE.get(tag, "") for tag in voice.tags))
    ).lower()
    return all(word in text for word in words)
