"""What a prompt asks for: the words of `words.py` found in Chinese or English text, longest first."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from ..errors import BadInput
from . import words

_TABLES = {"place": words.PLACES, "thing": words.THINGS, "time": words.TIMES, "weather": words.WEATHERS,
           "season": words.SEASONS, "mood": words.MOODS, "hue": words.HUES}  # fmt: skip
_NOT = re.compile(r"(没有|无|不要|别有|\bno|\bwithout|\bnot an?)\s*$")


@dataclass(frozen=True)
class Reading:
    """A prompt understood. `places` best first; the rest in the order of mention; "" where nothing was said."""

    places: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    time: str = ""
    weather: str = ""
    season: str = ""
    mood: str = ""
    hue: str = ""
    key: int = 0
    chinese: bool = False

    def has(self, *names: str) -> bool:
        return any(n in self.things or n in self.places for n in names)

    @property
    def found(self) -> bool:
        return bool(self.places or self.things)


@cache
def _lexicon() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(word, its tags), longest first; English words lower case with spaces."""
    lexicon: dict[str, list[tuple[str, str]]] = {}
    for kind, table in _TABLES.items():
        for tag, listed in table.items():
            for word in listed.replace("|", " ").split():
                lexicon.setdefault(word.replace("-", " "), []).append((kind, tag))
    for word in words.TRAPS.replace("|", " ").split():
        lexicon.setdefault(word.replace("-", " "), [])
    return tuple((w, tuple(tags)) for w, tags in sorted(lexicon.items(), key=lambda item: (-len(item[0]), item[0])))


@cache
def _pattern() -> re.Pattern[str]:
    chinese = [w for w, _ in _lexicon() if not w.isascii()]
    english = [re.escape(w).replace("\\ ", r"[\s-]+") for w, _ in _lexicon() if w.isascii()]
    return re.compile("|".join(chinese) + r"|(?<![a-z])(?:" + "|".join(english) + r")(?:e?s)?(?![a-z])")


def read(prompt: str) -> Reading:
    """Understand `prompt`; BadInput when it is empty."""
    text = " ".join(prompt.lower().split())
    if not text:
        raise BadInput(
            "The prompt is empty. Say what to paint, such as 'a lake under mountains at dusk'.",
            "提示词是空的。请写出要画什么，例如“雪山下的湖边小屋，黄昏”。",
        )
    tags = dict(_lexicon())
    found: dict[str, dict[str, float]] = {kind: {} for kind in _TABLES}
    for order, match in enumerate(_pattern().finditer(text)):
        word = re.sub(r"[\s-]+", " ", match.group())
        hits = tags.get(word) or tags.get(re.sub(r"e?s$", "", word)) or tags.get(word.removesuffix("s")) or ()
        if _NOT.search(text[: match.start()]):
            continue
        for kind, tag in hits:
            found[kind][tag] = found[kind].get(tag, 0.0) + 1.0 + (0.5 if len(word) > 1 else 0.0) - 0.01 * order
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    order_of = list(words.PLACES)
    places = sorted(found["place"], key=lambda p: (-found["place"][p], order_of.index(p)))

    def first(kind: str) -> str:
        return max(found[kind], key=lambda t: found[kind][t], default="")

    return Reading(
        tuple(places),
        tuple(found["thing"]),
        first("time"),
        first("weather"),
        first("season"),
        first("mood"),
        first("hue"),
        key,
        not text.isascii(),
    )
