"""Shorter forms of a sentence: its opening clauses, where they stand alone. No word is changed or added."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sentences import clauses, is_cjk, listed, width

_HANGING_ZH = re.compile(
    r"如果|假如|要是|倘若|当|虽然|虽|尽管|即使|即便|哪怕|因为|由于|只要|只有|除非|不仅|不但|不只|不是|与其|一旦|为了|除了|随着|随|对于|关于|"
    r"既|无论|不管|不论|自从|每当|与|据|按照|根据|从|在|到了|等到|比起|并非|没有|若"
)
_HANGING_TAIL_ZH = re.compile(
    r"(?:时|时候|后|之后|以后|前|之前|以前|里|中|上|下|间|来说|的话|起|以来|之一|年|月|日|天|的|地|得)$"
)
_SAYING = re.compile(
    r"(?:告诉|问|说|道|认为|觉得|发现|相信|知道|表示|指出|记得|以为|写|看见|听见)(?:他们|她们|他|她|它|我|你|大家|我们|孩子们)?[了过着]?$|"
    r"\b(?:said|says?|asked|asks?|told|tells?|thought|knew|wrote|believed?|found|showed)(?: \w+)?$"
)
_TURN_ZH = re.compile(
    r"(?:但|却|不过|只是|而是|除非|可是|然而|可|就|才|也|便|则|都|所以|因此|否则|反而|仍|还是|甚至|尤其|是|不|没|未|无|至少|至多|约|大约)"
)
_HANGING_EN = listed(
    "when if although though because while as after before since until unless once whenever wherever whether in on at for with by "
    "from to during despite without like unlike given having being not neither either both instead according among between under "
    "over about through what where who how even only"
)
_SAFE_EN = re.compile(
    r"(?:and|so|while|whereas) (?:it|they|he|she|we|you|i|there|this|that|these|those)\b|(?:which|where|who|whose)\b", re.I
)


@dataclass(frozen=True)
class Clip:
    """A shorter form of a sentence. `rough`: it may hang a little, for use only when nothing else fits the time."""

    text: str
    rough: bool


def clips(sentence: str) -> list[Clip]:
    """The openings of a sentence that could be said without the rest, shortest first.

    An opening is never taken where what follows turns or limits its meaning (but, unless, 但, 除非).
    """
    parts = clauses(sentence.strip())
    if len(parts) < 2 or any(mark in sentence for mark in '“”「」"«»?？'):
        return []
    chinese = sum(map(is_cjk, sentence)) > len(sentence) / 4
    judge = _judge_zh if chinese else _judge_en
    found = []
    for cut in range(1, len(parts)):
        head = "".join(parts[:cut])
        if head.count("（") + head.count("(") != head.count("）") + head.count(")"):
            continue
        if _SAYING.search(re.sub(r"\W+$", "", head)):
            continue
        verdict = judge(parts, cut, head)
        if verdict is not None:
            found.append(Clip(ended(head), verdict))
    return found


def _judge_zh(parts: list[str], cut: int, head: str) -> bool | None:
    """False: good; True: rough; None: not to be used."""
    mark, rest = head.rstrip()[-1], parts[cut]
    if mark in "、：:" or _TURN_ZH.match(rest) or width(head) < 20:
        return None
    if mark in "；;":
        return rest[:2] == parts[0][:2]  # 有人…；有人…: one side of two
    body = re.sub(r"\W+$", "", head)
    last = re.sub(r"\W+$", "", parts[cut - 1])
    hangs = bool(_HANGING_ZH.match(last) or _HANGING_TAIL_ZH.search(body))
    return hangs or len(last) < 5


def _judge_en(parts: list[str], cut: int, head: str) -> bool | None:
    mark, rest = head.rstrip()[-1], parts[cut]
    count = len(head.split())
    if (
        mark in ":—–"
        or count < 4
        or re.match(r"(?:but|unless|except|only|if|not|nor|or|yet|though|although|however)\b", rest, re.I)
    ):
        return None
    first = re.sub(r"\W", "", head.split()[0]).lower()
    if mark == ";":
        return rest.split()[0].lower() == head.split()[0].lower()
    if first in _HANGING_EN and cut == 1:
        return None
    final = cut == len(parts) - 1
    pronoun = bool(_SAFE_EN.match(rest)) and final and count >= 6
    return not (pronoun and first not in _HANGING_EN)


def ended(text: str) -> str:
    """`text` with a mark that ends a sentence, in place of a hanging comma."""
    text = text.strip()
    bare = re.sub(r"[\s，、；：,;:—–-]+$", "", text)
    if bare != text and not text.endswith(("：", ":")):
        text = bare
    if re.search(r"[.!?。！？…؟۔।॥：:][\"'”’」』）)]*$", text) or not text:
        return text
    letters = [c for c in text if c.isalnum()]
    if letters and is_cjk(letters[-1]):
        return text + ("" if 0xAC00 <= ord(letters[-1]) <= 0xD7AF else "。")
    return text + "."
