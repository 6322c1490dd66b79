"""English words that are written alike and said otherwise: which is meant, by the words around.

Pairs of a noun and a verb (record, use, separate) are told apart by their neighbours, the others (lead, wind, bass) by
patterns over the clause. No tagger: those that are light enough come without a model, and the tables can be read.
Readings are IPA of General American, as `ipa.to_mnemonics` takes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLES = Path(__file__).parent


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = words_of(
    "the a an this that these those my your his her its our their some any no each every another which whose many few several both all such two three four five one first second last next new old good great big small high low best own"
)
_BEFORE_VERB = words_of(
    "to will would can could shall should may might must do does did don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't let's please not never always often sometimes usually they we you i who help helps helped i'll we'll you'll they'll he'll she'll it'll i'd you'd we'd they'd us let lets better rather and_then strictly barely"
)
_SUBJECTS = words_of("i you we they who")
_SINGULAR = words_of("he she it who which that")
_BE = words_of("is are was were be been being am i'm he's she's it's they're we're you're")
_ADVERBS = words_of(
    "very so too quite more most less rather really fully completely almost extremely highly perfectly entirely"
)
_PREPOSITIONS = words_of(
    "of in on at by for with from about under over without into through between against during after before as like than per"
)
_OBJECTS = words_of(
    "the a an this that these those my your his her its our their me you him us them it each every all any some what how whether more"
)
_ENDS_NOUN = words_of("of is was were are has have had will would can could should may might must between")
_ADJECTIVE_LIKE = re.compile(r".{2,}(?:al|ous|ive|ic|ful|less|able|ible|ary|ent|ant|ish|ed|est)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A word that is a noun (or an adjective) in one reading and a verb in the other."""

    noun: str
    verb: str
    usual: str


@lru_cache(maxsize=1)
def _pairs() -> dict[str, Pair]:
    table = {}
    for row in _lines("homographs.txt"):
        word, noun, verb, usual = row.split()
        table[word] = Pair(noun, verb, usual)
    return table


@lru_cache(maxsize=1)
def _senses() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    table: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for row in _lines("senses.txt"):
        word, reading, pattern = row.split(" ", 2)
        table[word] = (*table.get(word, ()), (reading, re.compile(f"(?<![a-z'])(?:{pattern})")))
    return table


def _lines(name: str) -> list[str]:
    return [line for line in (_TABLES / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def readings(words: list[str], gaps: list[str]) -> list[str]:
    """IPA for each word that is a homograph, "" for the others. `gaps`: what is written after each word."""
    plain = [word.lower().replace("’", "'") for word in words]
    return [_reading(plain, gaps, index, words[index]) for index in range(len(words))]


def candidates(word: str) -> tuple[str, ...]:
    """Every reading of a homograph; () for another word."""
    plain = word.lower()
    if pair := _pairs().get(plain):
        return pair.noun, pair.verb
    if pair := _pairs().get(plain.removesuffix("s")):
        return _plural(pair.noun), _plural(pair.verb)
    return tuple(dict.fromkeys(reading for reading, _ in _senses().get(plain, ())))


def _reading(words: list[str], gaps: list[str], index: int, written: str) -> str:
    word = words[index]
    if word == "polish" and written[0] == "P" and (index == 0 or not _ends(gaps[index - 1])) and index:
        return "ˈpoʊlɪʃ"
    if word in _senses():
        line = _clause(words, gaps, index)
        return next((reading for reading, pattern in _senses()[word] if pattern.search(line)), "")
    if pair := _pairs().get(word):
        return pair.verb if _is_verb(words, gaps, index, pair) else pair.noun
    if word.endswith("s") and (pair := _pairs().get(word[:-1])):
        return _plural(pair.verb if _is_third_person(words, gaps, index) else pair.noun)
    return ""


def _ends(gap: str) -> bool:
    return bool(re.search(r"[.!?;:]", gap))


def _clause(words: list[str], gaps: list[str], index: int) -> str:
    """The sentence round the word, with "@" in its place and "." for the ends of clauses."""
    start, end = index, index
    while start and not _ends(gaps[start - 1]) and index - start < 12:
        start -= 1
    while end < len(words) - 1 and not _ends(gaps[end]) and end - index < 12:
        end += 1
    parts = ["@" if place == index else words[place] for place in range(start, end + 1)]
    return " ".join(parts)


def _is_verb(words: list[str], gaps: list[str], index: int, pair: Pair) -> bool:
    before = words[index - 1] if index and not _ends(gaps[index - 1]) else ""
    two_before = words[index - 2] if before and index > 1 else ""
    after = words[index + 1] if index + 1 < len(words) and not re.search(r"[.!?;:,]", gaps[index]) else ""
    if before in _DETERMINERS or before in _ADVERBS or before.endswith("'s"):
        return False
    if before in _BE:
        return False
    if before == "not":
        return two_before not in _BE
    if before in ("and", "or"):
        return after in _OBJECTS
    if before in _BEFORE_VERB:
        return True
    if before in _PREPOSITIONS:
        return False
    if after in _OBJECTS and not before:
        return True
    if after in _ENDS_NOUN:
        return False
    if before.endswith("ly") and two_before in _BEFORE_VERB | _SUBJECTS:
        return True
    if _ADJECTIVE_LIKE.match(before):
        return False
    if before.endswith("s"):  # a plural before it is its subject: metals conduct heat
        return (bool(after) and after not in _PREPOSITIONS) or pair.usual == "verb"
    return not before and after in _OBJECTS


def _is_third_person(words: list[str], gaps: list[str], index: int) -> bool:
    before = words[index - 1] if index and not _ends(gaps[index - 1]) else ""
    after = words[index + 1] if index + 1 < len(words) and not re.search(r"[.!?;:,]", gaps[index]) else ""
    if before in _SINGULAR:
        return True
    if before in _DETERMINERS or before in _PREPOSITIONS or before in _BEFORE_VERB or after in _ENDS_NOUN:
        return False
    return after in _OBJECTS and bool(before)


def _plural(reading: str) -> str:
    if reading.endswith(("s", "z", "ʃ", "ʒ")):
        return reading + "ɪz"
    return reading + ("s" if reading[-1] in "ptkfθ" else "z")
