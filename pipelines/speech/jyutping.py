"""Cantonese syllables in jyutping (Linguistic Society of Hong Kong, 1993): "gwong2 dung1 waa2"."""

from __future__ import annotations

import re
from difflib import get_close_matches

from ..errors import BadInput

_INITIALS = "b p m f d t n l g k ng gw kw w h z c s j"
_FINALS = """aa aai aau aam aan aang aap aat aak a ai au am an ang ap at ak e ei eu em en eng ep et ek i iu im in ing ip it ik
o oi ou on ong ot ok u ui un ung ut uk oe oeng oet oek eoi eon eot yu yun yut m ng"""
SYLLABLES = frozenset(initial + final for initial in ("", *_INITIALS.split()) for final in _FINALS.split())
_SYLLABLE = re.compile(r"([a-z]+)([1-6])")


def check(text: str, count: int | None = None) -> str:
    """The reading itself, in lower case, a space between its syllables. BadInput names what Cantonese lacks."""
    parts = re.findall(r"[a-z]+[0-9]*|[^\sa-z]+", text.lower().replace("-", " "))
    for number, part in enumerate(parts, 1):
        match = _SYLLABLE.fullmatch(part)
        if not match or match[1] not in SYLLABLES:
            near = get_close_matches(part.rstrip("0123456789"), sorted(SYLLABLES), 4, 0.5)
            raise BadInput(
                f"Syllable {number}, {part!r}, is not jyutping. Near: {', '.join(near) or 'jyut, ping'}, with a tone of 1 to 6.",
                f"第 {number} 个音节 {part!r} 不是粤拼。相近的有：{'、'.join(near) or 'jyut、ping'}，声调 1 到 6。",
            )
    if not parts or (count is not None and len(parts) != count):
        raise BadInput(
            f"The reading {text!r} has {len(parts)} syllables; {count or 'at least 1'} are wanted, one a character.",
            f"读音 {text!r} 有 {len(parts)} 个音节；需要 {count or '至少 1'} 个，每字一个。",
        )
    return " ".join(parts)
