"""Sentences that do not stand alone, by the words that point back."""

from __future__ import annotations

import re

_EN = re.compile(
    r"[“\"'‘]?(?:he|she|it|they|them|this|that|these|those|then|however|but|and|so|therefore|thus|yet|instead|otherwise|both|such|"
    r"another|also|still|nor|or|his|her|hers|their|theirs|its|there|here|moreover|furthermore|besides|afterwards|later|meanwhile|"
    r"finally|next|consequently|hence|similarly|likewise|for example|for instance|in other words|as a result|even so|not all|neither|"
    r"the same|the others?|the latter|the former|none|(?:the|his|her|its|their) (?:first|second|third|other)|one of them)\b",
    re.I,
)
_ZH = re.compile(
    r"[“「]?(?:它|他|她|这|那|但|可是|然而|不过|于是|因此|所以|而|此|该|其|并|另外|同时|接着|然后|随后|后来|否则|也|还|又|反之|例如|比如|"
    r"再|却|就|从此|之后|最后|其中|同样|相反|换句话说|结果|原来|正因|另一|两者|前者|后者|如此|到那时|当时|第[二三四五]|遇到)"
)
_OTHER = re.compile(
    r"(?:il|elle|ils|elles|mais|et|donc|ce|cela|er|sie|es|aber|und|doch|pero|y|ella|ellos|esto|eso|mas|isso|ma|questo)\b", re.I
)
_INSIDE = re.compile(r"\b(?:they|them|their|he|him|she|these|those)\b|他们|她们|它们|这样|这个|那个|这些|那些|这一|那一", re.I)
_FACT = re.compile(r"\d|(?<=[a-z,;] )[A-Z][a-z]+|[零一二两三四五六七八九十百千万亿]{2,}")
_SHOWN = re.compile(
    r"\b(?:see|figure|fig\.|table|above|below|appendix|equation)\b|如图|见图|如下|见表|上图|下图|参见|上表", re.I
)


def leans(sentence: str) -> float:
    """How much a sentence needs the one before it: 1 when it opens by pointing back, 0.4 when it does so inside."""
    if _EN.match(sentence) or _ZH.match(sentence) or _OTHER.match(sentence):
        return 1.0
    return 0.4 if _INSIDE.search(sentence) else 0.0


def weak(sentence: str) -> float:
    """A factor for what a sentence tells alone: above 1 with names or numbers; below for questions, pointers to figures,
    openings of lists."""
    factor = 1.15 if _FACT.search(sentence) else 1.0
    bare = re.sub(r"[\"'”’」』）)\s]+$", "", sentence)
    if bare.endswith(("?", "？")):
        factor *= 0.6
    if bare.endswith((":", "：")):
        factor *= 0.4
    if _SHOWN.search(sentence):
        factor *= 0.5
    if len(re.findall(r"\w", sentence)) < 6:
        factor *= 0.5
    return factor
