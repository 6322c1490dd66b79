"""Short on-screen titles out of a scene's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import rank
from .sentences import clauses, is_cjk, listed, width

ZH_LIMIT = 14
LATIN_LIMIT = 40

_OPENERS_ZH = re.compile(
    r"(?:但|而|却|也|还|又|就|才|便|于是|因此|所以|因为|如果|当|这|那|它|他|她|其|此|并|则|是|在|从|把|被|让|对|与|和|的|了|不|没|有|"
    r"只|都|再|更|最|我|你|您|用|以|为|到|每|一边|一面|有个|直到|随着|虽|即|若|人们|有人|其实|后来|然后|同时)"
)
_CLOSERS_ZH = re.compile(
    r"(?:时|后|前|的|地|得|了|着|里|中|上|下|是|在|和|与|之一|之内|以内|之间|之外|左右|以上|以下|一次|来说|起来|而|把|被|说|道|他|她|它|他们|她们|我|你|告诉|我们|可以|因为|一个|这样)$"
)
_VERBAL_EN = re.compile(r"(?:ed|ing|ly)$")


def clipped(text: str, language: str = "") -> str:
    """A title made of `text`: at most 14 hanzi or 40 Latin characters, cut between words and not in them."""
    text = re.sub(r"\s+", " ", text).strip().rstrip("。.，,；;：:、")
    limit = ZH_LIMIT * 8 / 3 + 0.1 if any(map(is_cjk, text)) else LATIN_LIMIT
    if width(text) <= limit:
        return text
    first = re.sub(r"\W+$", "", clauses(text)[0])
    if width(first) <= limit and len(first) > 3:
        return first
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
            bare = re.sub(r"^一[个只盏位名条座本家张种]", "", bare)
            whole = bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9 ·-]{4,12}", bare))
            if whole and not _OPENERS_ZH.match(bare) and not _CLOSERS_ZH.search(bare):
                scored[bare] = _worth(rank.terms(bare, "zh"), weights) / (len(bare) ** 0.5) * (1.1 - 0.05 * place)
        for phrase in _phrases_zh(sentence):
            worth = _worth(rank.terms(phrase, "zh"), weights) / (len(phrase) ** 0.5)
            scored.setdefault(phrase, 0.8 * worth)
    keys = dict.fromkeys(term for sentence in sentences for term in rank.terms(sentence, "zh") if is_cjk(term[0]))
    top = sorted(keys, key=lambda term: -weights.get(term, 0.0) * min(len(term), 3))[:2]
    scored.setdefault(" · ".join(top), 0.0)
    return sorted((text for text in scored if text), key=lambda text: (-scored[text], text))


def _phrases_zh(sentence: str) -> list[str]:
    """Runs of nouns with what describes them: n n, a n, n 的 n."""
    phrases, run = [], ""
    for word, flag in [*rank.jieba().posseg.cut(sentence), ("。", "x")]:
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
            bonus = (1.6 if determined else 1.0) * (0.7 if len(words) == 1 else 1.2) * 0.6**verbal
            phrase = ("The " if determined and len(words) == 1 and words[0].islower() else "") + " ".join(words)
            bonus *= 0.6 if len(words) == 2 and words[-1].endswith("s") else 1.0  # that may well be a verb
            scored[phrase] = max(
                scored.get(phrase, 0), bonus * _worth(terms, weights) / (len(words) - words.count("of")) ** 0.5
            )
    return [_capital(text) for text in sorted(scored, key=lambda text: (-scored[text], text))]


_DETERMINERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "our", "your", "this", "that", "these", "those", "every", "each"}
)
_OBJECTS = frozenset(
    {*_DETERMINERS, "it", "them", "him", "me", "us", "you", "nobody", "only", "when", "if", "how", "what", "that"}
)
_PAST_EN = listed(
    "stood ran fell rose grew drove took wrote broke froze built bought sold held felt began became led left lost met paid sent "
    "set shut sat slept spoke spent swept taught thought wore won worked lies lay stands runs works turns goes comes makes takes "
    "needs gives shows keeps helps becomes begins ends starts moves falls rises opens closes stops happens"
)


def _runs_en(sentence: str) -> list[tuple[list[str], bool]]:
    """Noun phrases guessed without a tagger: runs of at most three words without stop words (RAKE, Rose et al. 2010), less a
    verb at the end, and `the … of …` whole. With each, whether a determiner stood before it."""
    tokens = [*re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*|[^\sA-Za-z0-9]", sentence), "."]
    found: list[tuple[list[str], bool]] = []
    start = 0
    for at, token in enumerate(tokens):
        plain = token[0].isalpha() and token.lower() not in rank.STOP_EN and len(token) > 2
        if plain and not (start < at and token[0].isupper() and tokens[at - 1][0].islower()):  # "clock | Josiah"
            continue
        before = tokens[start - 1].lower() if start else ""
        run, determined = _without_verb(tokens[start:at], before, token.lower()), before in _DETERMINERS
        named = bool(run) and start > 0 and all(word[0].isupper() for word in run)
        if 1 <= len(run) <= 3 and (len(run) > 1 or determined or named):
            found.append((run, determined or named))
            joined = _of(tokens, start + len(run)) if determined else []
            if joined:
                found.append(([*run, *joined], True))
        start = at if plain else at + 1
    return found


def _without_verb(run: list[str], before: str, after: str) -> list[str]:
    """A run cut before the word that is likely its verb."""
    for at, word in enumerate(run):
        verb = at > 0 and (word.lower() in _PAST_EN or word.endswith("ed"))
        plural = at > 0 and word.endswith("s") and not word.endswith("ss")
        last = at == len(run) - 1
        if verb or (plural and (before in ("a", "an", "this", "each", "every") or not last or after in _OBJECTS)):
            return run[:at]
    return run


def _of(tokens: list[str], at: int) -> list[str]:
    """`of`, an article and one or two words from `at` on; [] if something else stands there."""
    if tokens[at : at + 1] != ["of"]:
        return []
    end = at + 1
    while end < len(tokens) and tokens[end].lower() in (_DETERMINERS | {"two", "three"}) and end < at + 2:
        end += 1
    words = end
    while words < len(tokens) and words < end + 2 and tokens[words][0].isalpha() and tokens[words].lower() not in rank.STOP_EN:
        words += 1
    kept = _without_verb(tokens[end:words], tokens[end - 1].lower(), tokens[words].lower() if words < len(tokens) else "")
    return [*tokens[at:end], *kept] if kept else []


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
