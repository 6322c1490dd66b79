"""Which of a Chinese character's readings is meant: the standard reading of each character in a line, before sandhi.

The sources, each stronger than the one before it: g2pM's context model (Park & Lee 2020); how a character is read as a word
by itself (alone.txt, and verbs.txt where it is used as a verb); phrases of two characters that are no word there (落|了);
patterns over its surroundings (frames.txt); pypinyin's phrase dictionary for the words that jieba cuts; the other short
phrases (phrases.txt); surnames; patterns that are stronger than words (rules.txt); phrases of four characters or more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from . import dictionary, hanzi, surnames, tables

Readings = dict[int, str]  # place in the text → syllable

_LONGEST = 8  # characters of the longest phrase looked up
_LONG = 4  # a phrase so long is sure
_CONTEXT = 200  # characters that the model reads at once; its memory grows with them


@lru_cache(maxsize=1)
def _model() -> Any:
    from g2pM import G2pM  # unpickles its weights: half a second

    return G2pM()


def pinyin(text: str) -> list[str]:
    """A syllable with a tone digit for each character of `text`; what is not Chinese stands for itself."""
    words = list(_words(text))
    known, open_places = _by_words(words)
    loose, short, long = _by_phrases(text, words)
    frames = _by_patterns(text, "frames.txt", open_places - short.keys() - long.keys())
    idioms = {
        place: known[place]
        for start, word in words
        if len(word) >= _LONG
        for place in range(start, start + len(word))
        if place in known
    }
    found = _by_default(text, words, open_places) | loose | frames | known | short
    found |= surnames.readings(text) | _by_patterns(text, "rules.txt", set(range(len(text)))) | idioms | long
    for place in set(range(len(text))) - found.keys():
        own = _model().cedict.get(text[place], (text[place],))
        if len(own) == 1:
            found[place] = _spelt(own[0])
    if len(found) < len(text):  # the model costs more than all the rest: only for what is still open
        found = dict(enumerate(in_context(text))) | found
    return [found[place] for place in range(len(text))]


def _spelt(syllable: str) -> str:
    return syllable.replace("u:", "v").replace("ü", "v")


def in_context(text: str) -> list[str]:
    """What g2pM alone says, in the same form as `pinyin`."""
    out: list[str] = []
    for piece in _pieces(text):
        found = _model()(piece, tone=True, char_split=True)
        out.extend(_spelt(syllable) for syllable in found)
    return out


def _pieces(text: str) -> list[str]:
    return [text[start : start + _CONTEXT] for start in range(0, len(text), _CONTEXT)]


def _words(text: str) -> list[tuple[int, str]]:
    """(place, word) of every Chinese word."""
    found = []
    for match in hanzi.HANZI_RUN.finditer(text):
        position = match.start()
        for word in hanzi.cut(match.group()):
            found.append((position, word))
            position += len(word)
    return found


def _by_words(words: list[tuple[int, str]]) -> tuple[Readings, set[int]]:
    """The readings of the words that the dictionary knows, and the places of all other words."""
    known: Readings = {}
    unknown: set[int] = set()
    for start, word in words:
        if found := dictionary.phrase(word):
            known.update(enumerate(found, start))
        else:
            unknown.update(range(start, start + len(word)))
    return known, unknown


def _by_default(text: str, words: list[tuple[int, str]], open_places: set[int]) -> Readings:
    """How the characters that stand in no known word are read by themselves."""
    alone, verbs = tables.pairs("alone.txt"), tables.pairs("verbs.txt")
    found = {place: alone[text[place]] for place in open_places if text[place] in alone}
    plain = [word for _, word in words]
    for index, (start, word) in enumerate(words):
        if len(word) == 2 and start in open_places and word[0] in verbs and word[1] in _COMPLEMENT:
            found[start] = verbs[word[0]]
        elif _is_particle(plain, index):
            found[start] = "de5"
        elif word in verbs and _is_verb(plain, index):
            found[start] = verbs[word]
    return found


_COMPLEMENT = "掉到出住好完了着开断死久得满错走"
_AFTER_VERB = hanzi.words_of("了 着 过 得 到 出 掉 住 好 完 上 下 起 成 在 给 进 不 满 开 断 久 死 错 回 来 去 够 点 一下")
_BEFORE_VERB = hanzi.words_of(
    "在 正 正在 不 别 没 没有 要 想 会 能 去 来 就 也 才 又 再 边 被 给 一边 我 你 他 她 我们 他们 请 慢慢 可以 应该"
)


def _is_verb(words: list[str], index: int) -> bool:
    """Whether a word of one character is used as a verb, by the word after it or before it."""
    after = words[index + 1] if index + 1 < len(words) else ""
    return (
        after in _AFTER_VERB
        or (len(after) == 2 and after[0] in "得到出掉起上下进" and after[1] in "来去了")
        or (index > 0 and words[index - 1] in _BEFORE_VERB)
    )


def _is_particle(words: list[str], index: int) -> bool:
    """Whether 地 makes an adverb of the word before it."""
    if words[index] != "地" or not 0 < index < len(words) - 1:
        return False
    before, after = words[index - 1], words[index + 1]
    return len(before) > 1 and before[-1] not in "块片亩个些种" and after[0] not in "上下里中方处面"


def _by_phrases(text: str, words: list[tuple[int, str]]) -> tuple[Readings, Readings, Readings]:
    """Readings from phrases: those of two characters that are no word here, the other short ones, the long ones.

    A phrase of two made of the end of one word and the start of another is none (吃|了解|药, 里面|的). Where two phrases
    overlap on a character the longer counts, then the first.
    """
    of_word = {place: number for number, (start, word) in enumerate(words) for place in range(start, start + len(word))}
    whole = set(words)
    loose: Readings = {}
    short: Readings = {}
    long: Readings = {}
    for length in range(min(_LONGEST, len(text)), 1, -1):
        for start in range(len(text) - length + 1):
            end = start + length
            part = text[start:end]
            own = tables.phrases().get(part) or (dictionary.idiom(part) if length >= _LONG else None)
            if not own or (length == 2 and _straddles(of_word, start, end)):
                continue
            is_loose = length == 2 and (start, part) not in whole
            table = loose if is_loose else long if length >= _LONG else short
            for place, reading in own.items():
                table.setdefault(start + place, reading)
    return loose, short, long


def _straddles(of_word: dict[int, int], start: int, end: int) -> bool:
    """Whether the characters from `start` to `end` belong to two words or more, of which one reaches out of them."""
    first, last = of_word.get(start), of_word.get(end - 1)
    return first != last and (of_word.get(start - 1, -1) == first or of_word.get(end, -1) == last)


def _by_patterns(text: str, name: str, places: set[int]) -> Readings:
    """Readings of the characters at `places` from the patterns of a table."""
    found: Readings = {}
    for character in {text[place] for place in places}:
        for pattern in tables.patterns(name, character):
            for place in pattern.places(text):
                if place in places:
                    found.setdefault(place, pattern.reading)
    return found
