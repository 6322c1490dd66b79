"""Where text may be broken: unbreakable pieces of a line, their width, and the best break into two lines.

Chinese and Japanese follow kinsoku (JIS X 4051; GB/T 15834): closing punctuation never opens a line, opening
punctuation never ends one. Words as the speaker gave them are never split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_OPENING = set("「『“‘（《〈【〔［｛([{¿¡«")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_DASHES = ("—", "–", "…", "／", "/")
_CLAUSE, _SENTENCE = set("，、；：,;:—…"), set("。！？.!?")
_SHORTENED = re.compile(
    r"(?:^|[\s(\"“‘])(?:Dr|Mr|Mrs|Ms|Prof|St|Mt|Gen|Col|Capt|Lt|Sgt|Rev|Sen|Gov|No|Vol|Fig|vs|e\.g|i\.e|[A-Z])\.$"
)
_CLOSERS = set("”’」』）》〉】〕］｝)]}»\"'")
_DROPPED = "，。、；：,."
_CLINGING = {
    *(
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "as",
        "is",
        "are",
        "was",
    ),
    *("that", "which", "my", "your", "his", "her", "its", "our", "their", "this", "these", "not", "no", "very", "will", "be"),
}
_TRAILING = set("的了吗呢吧着过得地们")


@dataclass(frozen=True)
class Piece:
    """Text that stays on one line: `words` are the places of its words; `space` says that a space follows it.

    `columns` is its width with that space, `slack` what of it goes when the piece ends a line.
    """

    text: str
    words: tuple[int, ...]
    space: bool
    columns: int = 0
    slack: int = 0


def _piece(text: str, words: tuple[int, ...], space: bool) -> Piece:
    columns = width(text) + space
    return Piece(text, words, space, columns, columns - width(trimmed(text)))


def width(text: str) -> int:
    """Columns: two for a wide (Chinese, Japanese, Korean) character, one for others, none for combining marks."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pieces(words: Sequence[tuple[str, str]], opening: str = "") -> tuple[Piece, ...]:
    """Unbreakable pieces of (text, what stands after it) pairs, punctuation attached to the side it belongs to."""
    made: list[Piece] = []
    carried = opening.strip()
    held: tuple[str, tuple[int, ...]] = ("", ())
    for place, (text, after) in enumerate(words):
        close, spaced, opened = _divide(after)
        held = (held[0] + carried + text + close, (*held[1], place))
        carried = opened
        following = opened + (words[place + 1][0] if place + 1 < len(words) else "")
        if spaced or not following or _breakable(held[0], following):
            made.append(_piece(held[0], held[1], spaced))
            held = ("", ())
    if carried and made:
        made[-1] = _piece(made[-1].text + carried, made[-1].words, False)
    return tuple(made)


def _divide(after: str) -> tuple[str, bool, str]:
    """What clings to the word before, whether there is a space, what clings to the word that follows."""
    flat = re.sub(r"\s+", " ", after)
    cut = len(flat)
    while cut and (flat[cut - 1] in _OPENING or (flat[cut - 1] == " " and cut < len(flat))):
        cut -= 1
    close, opened = flat[:cut], flat[cut:]
    quote = re.fullmatch(r"(.*\s)([\"'])", flat)  # a straight quote after a space opens
    if quote:
        close, opened = quote.group(1), quote.group(2)
    spaced = " " in close[-1:] or opened.startswith(" ") or (" " in close and not close.strip())
    return close.rstrip(), spaced, opened.strip()


def _breakable(left: str, right: str) -> bool:
    return bool(_UNSPACED.match(left[-1:]) or _UNSPACED.match(right[:1]) or _wide_mark(left[-1:]) or left.endswith(_DASHES[:1]))


def _wide_mark(char: str) -> bool:
    return bool(char) and unicodedata.east_asian_width(char) in "WF" and not char.isalnum()


def join(parts: Sequence[Piece]) -> str:
    """The text of pieces on one line."""
    return "".join(part.text + (" " if part.space else "") for part in parts).strip()


def trimmed(line: str) -> str:
    """A line without the comma or full stop that Chinese subtitles leave out at its end."""
    shorter = line.rstrip()
    if shorter.endswith(("...", "……")):
        return shorter
    bare = shorter.rstrip(_DROPPED)
    plain = shorter[len(bare) :].isascii()  # ",." stay behind Latin letters
    return shorter if not bare or (plain and not _UNSPACED.match(bare[-1])) else bare


def ending(text: str) -> int:
    """How much of an end the text comes to: 2 a sentence's, 1 a clause's, 0 neither."""
    core = text.rstrip("".join(_CLOSERS))
    if _SHORTENED.search(core):
        return 0
    if core[-1:] in _SENTENCE:
        return 2
    return 1 if core[-1:] in _CLAUSE else 0


@lru_cache(maxsize=4096)
def break_cost(left: Piece, right: Piece) -> float:
    """How badly a break between two pieces reads; 0 is a sentence's end."""
    level = ending(left.text)
    if level:
        return 0.0 if level == 2 else 0.15
    cost = 0.6
    if left.text.lower().strip("\"'“‘(") in _CLINGING:
        cost += 0.8
    if right.text[:1] in _TRAILING and _UNSPACED.match(left.text[-1:]):
        cost += 0.8
    if left.text[-1:].isdigit() or (left.text[:1].isupper() and right.text[:1].isupper()):
        cost += 0.4
    return cost


def two_lines(parts: Sequence[Piece], limit: int) -> tuple[str, ...] | None:
    """One line if it fits `limit` columns, else the best two; None if they do not fit either.

    A single piece longer than the limit has a line of its own: words are never split.
    """
    found = best_cut(parts, limit)
    if found is None:
        return None
    if not found.place:
        return (trimmed(join(parts)),)
    return trimmed(join(parts[: found.place])), trimmed(join(parts[found.place :]))


@dataclass(frozen=True)
class Cut:
    """Where a text is cut into two lines (0 for one line), how badly that reads, and how many columns it takes."""

    place: int
    cost: float
    columns: int


def best_cut(parts: Sequence[Piece], limit: int) -> Cut | None:
    """How `two_lines` lays the pieces; by their stored widths alone, for it is asked thousands of times."""
    ends = list(accumulate(part.columns for part in parts))
    whole = ends[-1] - parts[-1].slack
    if whole <= limit or len(parts) == 1:
        return Cut(0, 0.0, whole)
    best: Cut | None = None
    for cut in range(1, len(parts)):
        top, bottom = ends[cut - 1] - parts[cut - 1].slack, whole - ends[cut - 1]
        if (top > limit and cut > 1) or (bottom > limit and cut < len(parts) - 1):
            continue
        # A slightly longer second line reads best, and keeps the block compact.
        cost = break_cost(parts[cut - 1], parts[cut]) + abs(top - 0.94 * bottom) / max(1, top + bottom)
        if best is None or cost < best.cost:
            best = Cut(cut, cost, top + bottom)
    return best
