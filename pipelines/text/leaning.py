"""Sentences that do not stand alone, by the word that they open with."""

from __future__ import annotations

import re

_EN = re.compile(
    r"[“\"'‘]?(?:he|she|it|they|them|this|that|these|those|then|however|but|and|so|therefore|thus|yet|instead|otherwise|both|such|"
    r"another|also|still|nor|or|his|her|hers|their|theirs|its|there|here|moreover|furthermore|besides|afterwards|later|meanwhile|"
    r"finally|next|consequently|hence|similarly|likewise|for example|for instance|in other words|as a result|even so|not all|neither|"
    r"the same|the other|the others|the latter|the former|none)\b",
    re.I,
)
_ZH = re.compile(
    r"[“「]?(?:它|他|她|这|那|但|可是|然而|不过|于是|因此|所以|而|此|该|其|并|另外|同时|接着|然后|随后|后来|否则|也|还|又|反之|例如|比如|"
    r"再|却|就|从此|之后|最后|其中|同样|相反|换句话说|结果|原来|正因|另一|两者|前者|后者|如此|到那时|当时)"
)
_OTHER = re.compile(
    r"(?:il|elle|ils|elles|mais|et|donc|ce|cela|er|sie|es|aber|und|doch|pero|y|ella|ellos|esto|eso|mas|isso|ma|questo)\b", re.I
)
_SHOWN = re.compile(
    r"\b(?:see|figure|fig\.|table|above|below|appendix|equation)\b|如图|见图|如下|见表|上图|下图|参见|上表", re.I
)


def leans(sentence: str) -> bool:
    """Whether a sentence opens with a word that points back to the one before it."""
    return bool(_EN.match(sentence) or _ZH.match(sentence) or _OTHER.match(sentence))


def weak(sentence: str) -> float:
    """A factor below 1 for sentences that say little alone: questions, pointers to figures, openings of lists."""
    factor = 1.0
    bare = sentence.rstrip("\"'”’」』）) ")
    if bare.endswith(("?", "？")):
        factor *= 0.6
    if bare.endswith((":", "：")):
        factor *= 0.4
    if _SHOWN.search(sentence):
        factor *= 0.5
    if len(re.findall(r"\w", sentence)) < 6:
        factor *= 0.5
    return factor
