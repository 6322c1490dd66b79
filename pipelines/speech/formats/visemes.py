"""Viseme events: Azure's 22 ids and the 15 Oculus visemes, from one table of IPA letters.

Azure's ids follow its public table (learn.microsoft.com, "Get facial position with viseme") and, for diphthongs and rhotics,
its table of English phones; the Oculus names follow Meta's viseme reference. Letters that neither names are placed by the IPA
chart: by place of articulation, and vowels by height and rounding.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ...symbols import is_vowel
from ...timeline import Utterance
from . import labels, laid
from .clock import ticks

Set = Literal["azure", "oculus"]
AZURE = tuple(str(number) for number in range(22))
OCULUS = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")

TABLE: tuple[tuple[str, str, str], ...] = (
    ("æʌɐ", "1", "aa"),
    ("əɘᵊ", "1", "E"),
    ("ɤ", "1", "O"),
    ("aɑɒɶ", "2", "aa"),
    ("ɔ", "3", "O"),
    ("ɛe", "4", "E"),
    ("ʊ", "4", "U"),
    ("ɜɝɚɞ", "5", "E"),
    ("iɪɨjᵻɿ", "6", "I"),
    ("ɯɰ", "6", "U"),
    ("uʉyʏwʍɥ", "7", "U"),
    ("oøœɵ", "8", "O"),
    ("hɦħʕxχɣçʝ", "12", "kk"),
    ("ɹɻrɽʁʀ", "13", "RR"),
    ("lɫɭʎɬɮɺ", "14", "nn"),
    ("sz", "15", "SS"),
    ("ʃʒɕʑʂʐ", "16", "CH"),
    ("ð", "17", "TH"),
    ("fvɱʋɸβ", "18", "FF"),
    ("θ", "19", "TH"),
    ("tdʈɖɗ", "19", "DD"),
    ("nɳɲɾ", "19", "nn"),
    ("kɡgqɢcɟŋɴʔ", "20", "kk"),
    ("pbmɓʙ", "21", "PP"),
)
"""Letters, their Azure id, their Oculus viseme."""

_DIPHTHONGS = {"aʊ": "9", "au": "9", "ɑʊ": "9", "ɑu": "9", "ɔɪ": "10", "ɔi": "10", "oi": "10", "aɪ": "11", "ai": "11", "ɑɪ": "11",
               "eɪ": "4", "ei": "4", "oʊ": "8", "ou": "8", "əʊ": "8"}  # fmt: skip
"""What Azure shows as one."""

_RHOTIC = {"ɚ": ("1", "13"), "ɝ": ("5", "13")}
_LETTERS = {letter: (azure, oculus) for letters, azure, oculus in TABLE for letter in letters}
_STOPS, _ASPIRATED = frozenset("tdʈɖcɟ"), frozenset("pbtdʈɖcɟkɡgq")
_RELEASES = frozenset(("15", "16"))


@dataclass(frozen=True, slots=True)
class Event:
    """A viseme from `start` up to `end` in units of 100 ns; `symbol` is the sound that asked for it."""

    viseme: str
    start: int
    end: int
    symbol: str


@lru_cache(maxsize=4096)
def of_symbol(symbol: str, kind: Set) -> tuple[str, ...]:
    """The visemes of one IPA symbol in order; silence for a symbol without letters. An affricate looks like its fricative."""
    silent = ("0",) if kind == "azure" else ("sil",)
    if labels.is_silent(symbol) or labels.event_kind(symbol) or symbol == labels.NOISE:
        return silent
    letters = [c for c in unicodedata.normalize("NFD", symbol) if c.isalpha() and c not in "ːˑʰʲʷˠˤʱ"]
    aspirated = len(letters) > 1 and letters[-1] == "h" and letters[-2] in _ASPIRATED
    letters = letters[:-1] if aspirated else letters
    found: list[str] = []
    at = 0
    while at < len(letters):
        if kind == "azure" and (one := _DIPHTHONGS.get("".join(letters[at : at + 2]))):
            found.append(one)
            at += 2
            continue
        letter, following = letters[at], letters[at + 1] if at + 1 < len(letters) else ""
        at += 1
        if letter in _STOPS and _LETTERS.get(following, ("", ""))[0] in _RELEASES:
            continue
        shapes = _RHOTIC.get(letter) if kind == "azure" else None
        found += [shape for shape in shapes or (_shape(letter, kind),) if not found or found[-1] != shape]
    return tuple(found) or silent


def _shape(letter: str, kind: Set) -> str:
    azure, oculus = _LETTERS.get(letter) or _LETTERS.get(letter.lower()) or (("1", "E") if is_vowel(letter) else ("19", "DD"))
    return azure if kind == "azure" else oculus


def events(utterance: Utterance, kind: Set) -> tuple[Event, ...]:
    """The visemes in order, from 0 to the end without gap. A diphthong is split 60/40 (Rhubarb Lip Sync's rule), a run of
    the same viseme is one event."""
    rate = utterance.sample_rate
    out: list[Event] = []
    for segment in laid.segments(utterance):
        shapes = of_symbol(segment.symbol if segment.index >= 0 else "", kind)
        begin, end = ticks(segment.start, rate), ticks(segment.end, rate)
        shares = {1: (1.0,), 2: (0.6, 1.0), 3: (0.3, 0.7, 1.0)}.get(len(shapes)) or tuple(
            (i + 1) / len(shapes) for i in range(len(shapes))
        )
        start = begin
        for shape, share in zip(shapes, shares, strict=True):
            until = begin + round((end - begin) * share)
            if out and out[-1].viseme == shape:
                out[-1] = Event(shape, out[-1].start, until, out[-1].symbol)
            elif until > start:
                out.append(Event(shape, start, until, segment.symbol))
            start = until
    return tuple(out)


def to_json(utterance: Utterance, kind: Set) -> str:
    rows = [{**_row(event, kind), "symbol": event.symbol} for event in events(utterance, kind)]
    body = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{{"set": "{kind}", "unit": "offset_ticks and duration_ticks are 100 ns", "visemes": [\n  {body}\n]}}\n'


def to_csv(utterance: Utterance, kind: Set) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("viseme", "offset_ms", "offset_ticks", "duration_ticks", "symbol"))
    for event in events(utterance, kind):
        writer.writerow((*_row(event, kind).values(), event.symbol))
    return out.getvalue()


def _row(event: Event, kind: Set) -> dict[str, int | float | str]:
    return {
        "viseme": int(event.viseme) if kind == "azure" else event.viseme,
        "offset_ms": round(event.start / 10_000, 4),
        "offset_ticks": event.start,
        "duration_ticks": event.end - event.start,
    }
