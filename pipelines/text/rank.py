"""Which sentences carry a text: words with their weights, and a score for each sentence.

The score joins the centroid method of Radev et al. (2004) with LexRank (Erkan & Radev 2004): cosine similarity of tf-idf
vectors, PageRank on the graph of sentences. Long texts use the centroid alone, which is linear in their length.
"""

from __future__ import annotations

import logging
import math
import re
import warnings
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from .sentences import is_cjk, listed

_GRAPH_LIMIT = 900  # sentences; above it the graph costs more than it tells
_DAMPING = 0.85

STOP_EN = listed(
    "a about above after again against all almost along already also although always am among an and another any are around as "
    "at away back be became because become been before began being below between both but by came can cannot come comes could "
    "day days did do does doing done down during each either enough even ever every far few find first for found from full gave "
    "get gets give given go goes going gone good got great had half has have having he her here hers him his how however i if in "
    "into is it its itself just keep kept kind know known last later least left less let like little long look lot made make "
    "makes making many may me might more most much must my never new next no nobody not nothing now of off often old on once one "
    "ones only onto or other others our out over own part people perhaps put quite rather said same saw say says see seem seems "
    "seen several shall she should since so some something soon still such take taken takes than that the their them then there "
    "these they thing things this those though three through time times to today together told too took toward towards turn "
    "turned two under until up upon us use used uses using very want was way ways we well went were what when where whether "
    "which while who whole whom whose why will with within without would year years yet you your"
)
_STOP_ZH = listed(
    "的 了 是 在 和 与 也 都 就 而 及 或 一个 一种 一些 一样 一起 一直 一次 一下 没有 我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 "
    "这样 那样 这种 那种 这里 那里 什么 怎么 如何 为什么 哪里 多少 可以 可能 能够 应该 需要 必须 已经 正在 曾经 因为 所以 但是 不过 然而 "
    "如果 虽然 即使 只是 只有 只要 还有 还是 或者 以及 而且 并且 于是 然后 最后 首先 其次 同时 之后 之前 以后 以前 后来 现在 今天 当时 时候 "
    "每个 每天 许多 很多 大约 几乎 非常 十分 更加 比较 特别 常常 往往 总是 从来 起来 出来 下来 下去 过来 过去 这时 其实 不是 不会 不能 不同 "
    "就是 也是 都是 便是 之间 其中 其他 有些 有人 有的 人们 大家 东西 事情 地方 方法 部分 开始 成为 变成 知道 觉得 认为 通过 对于 关于 由于 "
    "为了 除了 按照 根据 一边 一面 一旦 当然 真正 起 个 们 着 过 把 被 让 给 从 到 向 往 对 为 以 于 之 其 此 该 各 每 某 再 又 还 才 却 "
    "并 很 太 更 最 不 没 有 要 会 能 说 看 来 去 上 下 里 中 前 后 时 年 月 日 天 人 只 它 他 她 我 你 您 这 那 哪 几 多 少 大 小 好"
)


def language_root(language: str) -> str:
    return language.lower().split("-")[0]


@cache
def jieba() -> Any:
    """The package, its tagger `posseg` with it. Two seconds to load, which an English text need not wait for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python 3.12 finds fault with its regular expressions
        import jieba as package
        import jieba.posseg

    package.setLogLevel(logging.WARNING)
    package.dt.initialize()
    return package


def words(text: str, language: str) -> list[str]:
    """All words of a text in order, without punctuation. Chinese by jieba; other scripts without spaces by pairs."""
    root = language_root(language)
    if root in ("zh", "cmn", "yue"):
        return [word for word in jieba().cut(text) if re.search(r"\w", word)]
    if root in ("ja", "th", "lo", "my", "km"):
        runs = re.findall(r"\w+", text)
        return [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)


def terms(text: str, language: str) -> list[str]:
    """The words of a text that carry meaning, in the form in which they are counted."""
    root = language_root(language)
    if root in ("zh", "cmn", "yue"):
        return [w for w in words(text, language) if w not in _STOP_ZH and (len(w) > 1 or not is_cjk(w))]
    found = [stem(w.lower()) if root == "en" else w.lower() for w in words(text, language)]
    return [w for w in found if w not in STOP_EN and len(w) > 1] if root == "en" else [w for w in found if len(w) > 1]


def stem(word: str) -> str:
    """An English word without its plural and possessive ending."""
    word = re.sub(r"['’]s?$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def term_weights(bags: Sequence[Sequence[str]], language: str) -> dict[str, float]:
    """How much each term tells about the whole text: its log count, less for a term that stands in most sentences."""
    counts = Counter(term for bag in bags for term in bag)
    spread = Counter(term for bag in bags for term in set(bag))
    total = max(1, len(bags))
    # Without a stop list, words that stand nearly everywhere are the little words of the language.
    listed = language_root(language) in ("zh", "cmn", "yue", "en")
    return {
        term: (1 + math.log(count)) * (1.0 if listed else math.log((total + 1) / (spread[term] + 0.5)))
        for term, count in counts.items()
    }


def scores(bags: Sequence[Sequence[str]], weights: dict[str, float]) -> np.ndarray:
    """How central each sentence is, float64 shape (n,), 0 … 1; `bags` holds each sentence's terms."""
    if not bags:
        return np.zeros(0)
    vectors = _vectors(bags)
    central = np.array([sum(weights.get(t, 0) for t in set(bag)) / (len(set(bag)) + 3) for bag in bags])
    central = _unit(central)
    if len(bags) > _GRAPH_LIMIT or len(bags) < 4:
        return central
    return 0.5 * central + 0.5 * _unit(_pagerank(_similarity(vectors)))


def similar(bags: Sequence[Sequence[str]]) -> list[float]:
    """For each sentence, its greatest likeness (0 … 1) to one of the twelve before it (of a long text, the three before)."""
    vectors = _vectors(bags)
    reach = 12 if len(bags) <= _GRAPH_LIMIT else 3
    return [max((_cosine(vectors[i], vectors[j]) for j in range(max(0, i - reach), i)), default=0.0) for i in range(len(bags))]


def _vectors(bags: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    spread = Counter(term for bag in bags for term in set(bag))
    total = len(bags)
    rows = [{t: c * math.log((total + 1) / (spread[t] + 0.5)) for t, c in Counter(bag).items()} for bag in bags]
    norms = [math.sqrt(sum(v * v for v in row.values())) or 1.0 for row in rows]
    return [{t: v / norm for t, v in row.items()} for row, norm in zip(rows, norms, strict=True)]


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * other[term] for term, value in one.items() if term in other)


def _similarity(vectors: list[dict[str, float]]) -> np.ndarray:
    holders: dict[str, list[tuple[int, float]]] = {}
    for i, vector in enumerate(vectors):
        for term, value in vector.items():
            holders.setdefault(term, []).append((i, value))
    matrix = np.zeros((len(vectors), len(vectors)))
    for rows in holders.values():
        index = np.array([i for i, _ in rows])
        values = np.array([value for _, value in rows])
        matrix[np.ix_(index, index)] += np.outer(values, values)
    np.fill_diagonal(matrix, 0)
    return matrix


def _pagerank(matrix: np.ndarray) -> np.ndarray:
    count = len(matrix)
    out = matrix.sum(axis=1, keepdims=True)
    moves = np.where(out > 0, matrix / np.where(out > 0, out, 1), 1 / count)
    rank = np.full(count, 1 / count)
    for _ in range(60):
        rank = (1 - _DAMPING) / count + _DAMPING * (rank @ moves)
    return rank


def _unit(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
