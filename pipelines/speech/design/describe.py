"""A voice from a description in words: "a deep, husky old man, slow and kind"; 一位低沉沙哑、说话很慢的老人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from ...errors import BadInput
from ...voice import Voice
from . import languages, tags
from .words import AFTER, BEGIN, DEGREES, FILLERS, PEOPLE, WORDS

TIMBRE = (2.6, 3.2, 2.4, 1.2, 1.2, -0.6, -2.7, -3.0, -2.7, -1.6, -3.1, -5.3, -6.0, -5.1, -3.3, -2.2, -2.0, -1.6, -0.4, 3.3)
"""What the hand-made voices have in common: dB on `timbre.TIMBRE_BANDS` that a formant synthesizer lacks or has too much of."""

_LONGEST = 500
_CHILDREN = frozenset(
    ["child", "kid", "孩子", "儿童", "小孩", "童声", "娃娃"]
)  # of either sex: who else it would be is not said
_PARTS = re.compile(r"[a-z][a-z'-]*|[\u3400-\u9fff]+|[,.;，。；、]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that was not understood, and known ones near it."""

    word: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class Design:
    """The voice; the words that moved it with their degrees; those that did not, because nobody knows them; the words for who it is
    and for the language."""

    voice: Voice
    understood: tuple[tuple[str, float], ...]
    unknown: tuple[Unknown, ...]
    people: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def design(text: str, name: str, *, language: str = "", like: Voice | None = None) -> Design:
    """A voice called `name` as `text` describes it, in English or Chinese; from `like` if given, which is then moved.

    `language` is the one it speaks; by default what the text names, else `like`'s, else the text's own. BadInput if nothing in the
    text is understood, if it is over 500 characters, or for a cloned voice, whose sound is learnt and has no such numbers.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"A description of {len(text)} characters was given; up to {_LONGEST} are accepted.",
                       f"描述有 {len(text)} 个字符；最多 {_LONGEST} 个。")  # fmt: skip
    if like is not None and (like.engine != "espeak" or like.model):
        raise BadInput(f"The voice {like.name!r} is cloned or another engine's: words cannot move it. Give a voice of the library.",
                       f"声音 {like.name!r} 是克隆的或属于其他引擎，无法用文字调整。请给出声音库中的声音。")  # fmt: skip
    said = _settled([*_said(_tokens(text))])
    unknown = tuple(Unknown(word, _near(word)) for word, _, kind in said if kind == "unknown")
    if all(kind == "unknown" for _, _, kind in said):
        near = ", ".join(dict.fromkeys(one for each in unknown for one in each.near)) or "deep, bright, husky, old, woman, slow"
        raise BadInput(f"Nothing in {text!r} is a word for a voice. Try: {near}.",
                       f"{text!r} 中没有描述声音的词。可以试试：{near}、低沉、明亮、沙哑、老人、慢。")  # fmt: skip
    spoken = next((languages.called(word) for word, _, kind in said if kind == "language"), None)
    own = "zh" if re.search(r"[\u3400-\u9fff]", text) else "en-US"
    code = language or (spoken.code if spoken else like.language if like else own)
    voice = _begun([word for word, _, kind in said if kind == "person"], name, code, like)
    moves = [(word, degree) for word, degree, kind in said if kind == "word"]
    brought = [(word, 1.0) for person, _, kind in said if kind == "person" for word in PEOPLE[person][2]]
    named = {word for word, _ in moves}
    total = [*moves, *((word, degree) for word, degree in brought if word not in named)]
    for word, degree in total:
        voice = WORDS[word].times(degree).on(voice)
    who, age = _person(said)
    found = tags.earned(voice, who or ("woman" if voice.pitch > 165 else "man"), age)
    title = re.sub(r"\s+", " ", text).strip()[:80]
    voice = replace(voice, title_en=title, title_zh=title, tags=(code.split("-")[0].lower(), *found, "designed"))
    people, named_languages = (tuple(word for word, _, kind in said if kind == wanted) for wanted in ("person", "language"))
    return Design(voice, tuple(moves), unknown, people, named_languages)


def _begun(people: list[str], name: str, code: str, like: Voice | None) -> Voice:
    who = next((PEOPLE[word][0] for word in people if PEOPLE[word][0]), "")
    known = languages.nearest(code)
    if like is None:
        return Voice(name, language=code, base=known.base if known else "", timbre=TIMBRE, **BEGIN[who])  # type: ignore[arg-type]
    base = like.base if code == like.language else known.base if known else ""
    moved = replace(like, name=name, language=code, base=base, reference=None, consent=None, fingerprint="")
    return replace(moved, pitch=BEGIN[who]["pitch"], tract=BEGIN[who]["tract"]) if who else moved


def _person(said: list[tuple[str, float, str]]) -> tuple[str, str]:
    people = [PEOPLE[word] for word, _, kind in said if kind == "person"]
    who = next((one[0] for one in people if one[0]), "")
    age = next((one[1] for one in people if one[1] != "adult"), "adult")
    for word, degree, kind in said:
        if kind == "word" and degree > 0 and WORDS[word] in (WORDS["old"], WORDS["young"]):
            age = "old" if WORDS[word] == WORDS["old"] else "young"
    return who, age


def _settled(said: list[tuple[str, float, str]]) -> list[tuple[str, float, str]]:
    """Who is meant by "not a man" is a woman, unless the text names somebody: "a girl, not a boy"."""
    named = any(kind == "person" and PEOPLE[word][0] for word, _, kind in said)
    return [
        (word, degree, "person" if kind == "instead" else kind) for word, degree, kind in said if kind != "instead" or not named
    ]


def _said(tokens: list[str]) -> Iterator[tuple[str, float, str]]:
    """(word, degree, kind) for each token that is a word for a person, a language or a sound, or that is unknown."""
    degree, number = 1.0, 0
    while number < len(tokens):
        token = tokens[number]
        number += 1
        if token in DEGREES and token not in AFTER:
            degree *= DEGREES[token]
        elif token in PEOPLE:
            yield _who(token) if degree < 0 else (token, degree, "person")
            degree = 1.0
        elif token in WORDS:
            while number < len(tokens) and tokens[number] in AFTER:
                degree *= DEGREES[tokens[number]]
                number += 1
            yield token, degree, "word"
            degree = 1.0
        elif languages.called(token):
            yield (_not(token), degree, "unknown") if degree < 0 else (token, degree, "language")
            degree = abs(degree)
        elif token in ",.;，。；、":
            degree = 1.0
        elif token not in FILLERS and token not in AFTER:
            yield token, degree, "unknown"


_INSTEAD = {"man": ("woman", "女"), "woman": ("man", "男"), "boy": ("girl", "女孩"), "girl": ("boy", "男孩")}


def _who(person: str) -> tuple[str, float, str]:
    """Who speaks where it is not `person`: of man and woman, boy and girl the other; nobody for a grandpa or a newsreader."""
    who, _, brings = PEOPLE[person]
    alone = who in _INSTEAD and not brings and person not in _CHILDREN
    return (_INSTEAD[who][not person.isascii()], 1.0, "instead") if alone else (_not(person), -1.0, "unknown")


def _not(word: str) -> str:
    return f"not {word}" if word.isascii() else f"不{word}"


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for part in _PARTS.findall(text.lower()):
        found += _chinese(part) if re.match(r"[\u3400-\u9fff]", part) else [part]
    return _joined([_plain(token) for token in found])


def _chinese(run: str) -> list[str]:
    """A run of characters cut into known words, the longest first; what lies between them together."""
    out: list[str] = []
    place, rest = 0, ""
    while place < len(run):
        word = next((run[place : place + size] for size in range(8, 0, -1) if run[place : place + size] in _known()), "")
        if word and rest:
            out.append(rest)
            rest = ""
        if word:
            out.append(word)
        else:
            rest += run[place]
        place += len(word) or 1
    return [*out, rest] if rest else out


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset((*WORDS, *PEOPLE, *DEGREES, *FILLERS, *languages.names()))


def _plain(token: str) -> str:
    """A comparative or plural as the word that is known: deeper, huskier, bigger; more of it is what `design` is for."""
    if token in _known():
        return token
    for ending, instead in (
        ("ier", "y"),
        ("iest", "y"),
        ("er", ""),
        ("er", "e"),
        ("est", ""),
        ("est", "e"),
        ("ly", ""),
        ("s", ""),
        ("ish", ""),
    ):
        stem = token.removesuffix(ending) + instead if token.endswith(ending) else ""
        for one in (stem, stem[:-1] if len(stem) > 3 and stem[-1:] == stem[-2:-1] else ""):
            if one in WORDS or one in PEOPLE:
                return one
    return token


def _joined(tokens: list[str]) -> list[str]:
    """English words that are one: "not too", "a little bit", "new york"."""
    out: list[str] = []
    place = 0
    while place < len(tokens):
        size = next((n for n in (3, 2) if " ".join(tokens[place : place + n]) in _known() and len(tokens) - place >= n), 1)
        out.append(" ".join(tokens[place : place + size]))
        place += size
    return out


def _near(word: str) -> tuple[str, ...]:
    if re.match(r"[\u3400-\u9fff]", word):
        return tuple(one for one in (*WORDS, *PEOPLE) if {*one} & {*word})[:4]
    known = [one for one in (*WORDS, *PEOPLE, *languages.names()) if one.isascii()]
    return tuple(get_close_matches(word, known, 3, 0.55))
