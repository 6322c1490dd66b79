"""Short on-screen titles out of a scene's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import jieba.posseg

from . import rank
from .sentences import clauses, is_cjk, width

ZH_LIMIT = 14
LATIN_LIMIT = 40

_OPENERS_ZH = re.compile(
    r"(?:但|而|却|也|还|又|就|才|便|于是|因此|所以|因为|如果|当|这|那|它|他|她|其|此|并|则|是|在|从|把|被|让|对|与|和|的|了|不|没|有|"
    r"只|都|再|更|最|我|你|您|用|以|为|到|每|直到|随着|虽|即|若|人们|有人|其实|后来|然后|同时)"
)
_CLOSERS_ZH = re.compile(r"(?:时|后|前|的|地|得|了|着|里|中|上|下|是|在|和|与|之一|来说|起来|而|把|被|说|道)$")
_VERBAL_EN = re.compile(r"(?:ed|ing|ly)$")


def clipped(text: str, language: str = "") -> str:
    """A title made of `text`: at most 14 hanzi or 40 Latin characters, cut between words and not in them."""
    text = re.sub(r"\s+", " ", text).strip().rstrip("。.，,；;：:、")
    limit = ZH_LIMIT * 8 / 3 + 0.1 if any(map(is_cjk, text)) else LATIN_LIMIT
    if width(text) <= limit:
        return text
    parts = rank.words(text, "zh") if any(map(is_cjk, text)) else text.split()
    end = 0
    for part in parts:
        at = text.find(part, end)
        if at < 0 or width(text[: at + len(part)].strip()) > limit:
            break
        end = at + len(part)
    cut = text[:end].strip() or text[: int(limit * 3 / 8)]
    return re.sub(r"(?:\s(?:the|a|an|of|and|or|in|on|to|for|with|at|by|from))+$|[\s，、,;；:：的和与—-]+$", "", cut, flags=re.I)


def title(sentences: Sequence[str], weights: Mapping[str, float], language: str, used: Sequence[str] = ()) -> str:
    """A title for sentences: a short clause or noun phrase that holds their weightiest words and is not in `used`."""
    root = rank.language_root(language)
    if root in ("zh", "cmn", "yue"):
        found = _zh(sentences, weights)
    elif root == "en":
        found = _en(sentences, weights)
    else:
        found = _any(sentences, weights, language)
    for candidate in found:
        if candidate.lower() not in {u.lower() for u in used}:
            return clipped(candidate, language)
    return clipped(found[0] if found else sentences[0], language)


def _worth(terms: Sequence[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(term, 0.0) for term in set(terms))


def _zh(sentences: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    scored: dict[str, float] = {}
    for place, sentence in enumerate(sentences):
        for clause in clauses(sentence):
            bare = re.sub(r"^\W+|\W+$", "", clause)
            whole = bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9 ·-]{4,12}", bare))
            if whole and not _OPENERS_ZH.match(bare) and not _CLOSERS_ZH.search(bare):
                scored[bare] = _worth(rank.terms(bare, "zh"), weights) / (len(bare) ** 0.5) * (1.1 - 0.05 * place)
        for phrase in _phrases_zh(sentence):
            worth = _worth(rank.terms(phrase, "zh"), weights) / (len(phrase) ** 0.5)
            scored.setdefault(phrase, 0.8 * worth)
    return sorted(scored, key=lambda text: (-scored[text], text))


def _phrases_zh(sentence: str) -> list[str]:
    """Runs of nouns with what describes them: n n, a n, n 的 n."""
    phrases, run = [], ""
    for word, flag in [*jieba.posseg.cut(sentence), ("。", "x")]:
        nominal = flag[0] in "n" or flag in ("vn", "an", "a", "b", "ng", "s", "i", "l", "eng")
        if nominal or (word == "的" and run):
            run += word
            continue
        run = run.strip("的")
        if 3 <= len(run) <= 10 and flag != "m":
            phrases.append(run)
        run = ""
    return phrases


def _en(sentences: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    scored: dict[str, float] = {}
    for sentence in sentences:
        for words, determined in _runs_en(sentence):
            terms = [rank.stem(word.lower()) for word in words]
            verbal = sum(bool(_VERBAL_EN.search(word)) for word in words[1:])
            bonus = (1.6 if determined else 1.0) * (1.3 if len(words) in (2, 3) else 0.8) * 0.6**verbal
            phrase = " ".join(words)
            scored[phrase] = max(scored.get(phrase, 0), bonus * _worth(terms, weights) / len(words) ** 0.5)
    return [_capital(text) for text in sorted(scored, key=lambda text: (-scored[text], text))]


def _runs_en(sentence: str) -> list[tuple[list[str], bool]]:
    """Runs of at most three words without stop words (RAKE, Rose et al. 2010), and whether a determiner stood before."""
    found: list[tuple[list[str], bool]] = []
    run: list[str] = []
    before = ""
    determiners = {"the", "a", "an", "its", "their", "his", "her", "our", "your", "this", "that", "these", "those"}
    for token in [*re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*|[^\sA-Za-z0-9]", sentence), "."]:
        low = token.lower()
        if token[0].isalpha() and low not in rank.STOP_EN and len(token) > 2:
            run.append(token)
            continue
        if run and len(run) <= 3 and (len(run) > 1 or before in determiners or run[0][0].isupper()):
            found.append((run, before in determiners))
        run, before = [], low
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _any(sentences: Sequence[str], weights: Mapping[str, float], language: str) -> list[str]:
    """For other languages: the shortest clause with the weightiest words."""
    scored: dict[str, float] = {}
    for sentence in sentences:
        for clause in clauses(sentence):
            bare = re.sub(r"^\W+|\W+$", "", clause)
            if 4 <= width(bare) <= LATIN_LIMIT:
                scored[_capital(bare)] = _worth(rank.terms(bare, language), weights)
    return sorted(scored, key=lambda text: (-scored[text], text))
