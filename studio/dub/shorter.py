"""How much shorter a text would have to be."""

from __future__ import annotations

import math
import re

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A letter of a script without spaces: Thai, Lao, Burmese, Khmer, kana, Han."""


def shorter(text: str, seconds: float, overrun: float) -> tuple[int, str]:
    """(how many, "characters" or "words") to leave out of a text that lasts `seconds`, `overrun` of them too many.

    As if all were said alike fast: about right, and enough for a person who writes it anew. Never more than there are.
    """
    letters = len(_UNSPACED.findall(text))
    words = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    unit = "characters" if letters > words else "words"
    count = letters + words  # a foreign word among characters counts as one
    return max(1, min(count, math.ceil(count * min(1.0, overrun / seconds) - 1e-9))) if seconds > 0 else 1, unit
