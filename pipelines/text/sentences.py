"""Text cut into sentences, clauses and spoken lines, and counted. Cutting never loses a character.

The rules are those of rule-based segmenters (Kiss & Strunk 2006 and Sadvilkar & Neumann 2020 describe the hard cases):
a full stop ends a sentence unless it stands in a number, an abbreviation or an initial; quotations stay whole.
"""

from __future__ import annotations

import re
import unicodedata


def listed(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


_TERMINAL = ".!?。！？．؟۔।॥"
_CLOSERS = "\"'”’」』）)】》〉］]»"
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "«": "»", '"': '"'}
_OPENER = re.compile("[" + re.escape("".join(_PAIRS)) + "]")
_STOP = re.compile("[" + re.escape(_TERMINAL) + "…\n]")
_QUOTE_REACH = 160  # a quotation longer than this is cut inside rather than kept whole

_NEVER_LAST = listed(
    "mr mrs ms dr prof st mt ft gen col capt lt sgt sen rep gov rev hon pres messrs mme mlle vs e.g i.e cf ca approx "
    "ed eds al viz z.b d.h bzw usw ca sra srta sr jr dra exmo"
)
_BEFORE_NUMBER = listed("no nos fig figs vol vols pp op art sec ch par")
_MAYBE_LAST = listed("etc inc ltd co corp bros dept est a.m p.m jan feb mar apr jun jul aug sept sep oct nov dec ph.d")
_STARTERS = listed(
    "the a an it he she they we you i this that these those there in on at by for from with after before when while as if "
    "but and so yet or however its his her their our my what who why how today now since although because"
)
_SAID = re.compile(r"[^，。！？；,.!?;“”「」\n]{0,12}(?:说|道|问|喊|叫|答|笑着|写下|叹)[^。！？\n]{0,12}[，。：:！？,]")

_CLAUSE = re.compile(r"[，；：、,;:،؛—–]+[" + re.escape(_CLOSERS) + r"]*\s*|——\s*")


_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af]")


def is_cjk(character: str) -> bool:
    """Whether a character is written without spaces and said as a syllable or so: hanzi, kana, hangul."""
    return _CJK.match(character) is not None


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space after it: joined, they are `text` again."""
    quoted = _quoted(text)
    pieces, start = [], 0
    for mark in _STOP.finditer(text):
        end = _end(text, mark.start(), quoted) if mark.start() >= start else 0
        if end:
            pieces.append(text[start:end])
            start = end
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _quoted(text: str) -> bytearray:
    """For each character, 1 if a quotation of bearable length is still open after it."""
    inside = bytearray(len(text) + 1)
    upto = 0
    for opener in _OPENER.finditer(text):
        at = opener.start()
        end = text.find(_PAIRS[text[at]], at + 1, at + _QUOTE_REACH) if at >= upto else -1
        if end > 0 and "\n\n" not in text[at:end]:
            inside[at:end] = b"\1" * (end - at)
            upto = end + 1
    return inside


def _end(text: str, at: int, quoted: bytearray) -> int:
    """Where the sentence that ends at the character `at` stops, white space included; 0 if none ends there."""
    character = text[at]
    if character == "\n":
        blank = re.compile(r"\n[ \t]*\n\s*").match(text, at)
        return blank.end() if blank else 0
    if character not in _TERMINAL and character != "…":
        return 0
    last = at
    while last + 1 < len(text) and (text[last + 1] in _TERMINAL or text[last + 1] == "…"):
        last += 1
    if quoted[last] and not (last + 1 < len(text) and text[last + 1] in _CLOSERS):
        return 0
    after = last + 1
    while after < len(text) and text[after] in _CLOSERS and not quoted[after]:
        after += 1
    space = re.compile(r"\s*").match(text, after)
    next_at = space.end() if space else after
    if next_at >= len(text):
        return len(text)
    run, closed = text[at:after], after > last + 1
    return next_at if _breaks(text, at, run, closed, after, next_at) else 0


def _breaks(text: str, at: int, run: str, closed: bool, after: int, next_at: int) -> bool:
    following, spaced = text[next_at], next_at > after
    if "\n" in text[after:next_at] and re.search(r"\n[ \t]*\n", text[after:next_at]):
        return True
    if any(mark in run for mark in "。！？؟۔।॥"):
        return not (closed and _SAID.match(text, next_at))
    if run.startswith(("…", "..")) and not any(mark in run for mark in "!?"):
        return spaced and (following.isupper() or following.isdigit() or is_cjk(following) or following in "“\"'‘")
    if any(mark in run for mark in "!?"):
        return (spaced or is_cjk(following)) and not following.islower() and following not in ",;:，；："
    return _full_stop(text, at, after, next_at)


def _full_stop(text: str, at: int, after: int, next_at: int) -> bool:
    following, spaced = text[next_at], next_at > after
    if not spaced:
        return is_cjk(following) and at > 0 and is_cjk(text[at - 1])
    if following.islower() or following in ",;:，；：)":
        return False
    found = re.search(r"[^\W_](?:[^\W_]|[.'’-])*$", text[max(0, at - 20) : at])
    word = found.group(0).lower() if found else ""
    if word in _NEVER_LAST or (len(word) == 1 and word.isalpha() and word != "i" and not is_cjk(word)):
        return False
    if word in _BEFORE_NUMBER and following.isdigit():
        return False
    if word in _MAYBE_LAST or re.fullmatch(r"[a-z](\.[a-z])+", word):
        opener = re.match(r"[“\"'‘]?([A-Za-z']+)", text[next_at:])
        return bool(opener and opener.group(1).lower() in _STARTERS)
    return True


# no hangul: Korean has spaces between its words
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffef\U00020000-\U000323af]")


def joined(one: str, other: str) -> str:
    """Two sentences in a row: without a space after one that ends in Chinese or Japanese, whatever language the whole is in."""
    ends = one.rstrip().rstrip(_CLOSERS) or one
    return one + ("" if _WIDE.match(ends[-1:]) else " ") + other


def clauses(sentence: str) -> list[str]:
    """A sentence cut after its inner punctuation; joined, the pieces are the sentence again. Numbers stay whole."""
    pieces, start = [], 0
    for found in _CLAUSE.finditer(sentence):
        before, end = sentence[: found.start()], found.end()
        latin = found.group(0)[0] in ",:;"
        glued = latin and end < len(sentence) and not found.group(0)[-1].isspace() and not is_cjk(sentence[end])
        hyphen = found.group(0)[0] in "–—" and before[-1:].isdigit() and sentence[end : end + 1].isdigit()
        if glued or hyphen or not before.strip() or end >= len(sentence):
            continue
        pieces.append(sentence[start:end])
        start = end
    pieces.append(sentence[start:])
    return pieces


def width(text: str) -> float:
    """How long a text is on the screen and in the ear, in Latin characters: a hanzi counts for 8/3 of one."""
    return len(text) + 5 / 3 * len(_CJK.findall(text))


def lines(sentence: str, limit: float = 160.0) -> list[str]:
    """A sentence as lines of at most `limit` (`width`) or a tenth more, cut at clauses, else between words; about equally long."""
    sentence = sentence.strip()
    total = width(sentence)
    if total <= 1.1 * limit:  # a little too long is better than a cut before the last words
        return [sentence] if sentence else []
    atoms = [atom for clause in clauses(sentence) for atom in ([clause] if width(clause) <= limit else _words(clause))]
    goal = total / -(-total // limit)
    rows, row = [], ""
    for atom in atoms:
        grown = width(row + atom.rstrip())
        if row.strip() and (grown > limit or (width(row) >= 0.6 * goal and grown - goal > goal - width(row))):
            rows.append(row.strip())
            row = ""
        row += atom
    return [*rows, row.strip()] if row.strip() else rows


def _words(clause: str) -> list[str]:
    """A clause in pieces of at most 40 characters that cut no Latin word and no number."""
    return re.findall(r"[A-Za-z0-9.,%'’-]{1,120}\s*|[^\sA-Za-z0-9]{1,20}\s*|\S{1,40}\s*|\s+", clause) if clause else []


def spoken_characters(text: str, language: str) -> float:
    """How many characters a voice says, the measure behind `Brief.rate`.

    Chinese, Japanese, Korean: characters and digits count 1, Latin letters 0.4, punctuation nothing. Other languages:
    every character counts 1, spaces and punctuation too, and a digit 4, for it is said as a word.
    """
    digits = len(re.findall(r"\d", text))
    if language.split("-")[0] not in ("zh", "ja", "ko", "yue", "cmn"):
        return float(len(text) + 3 * digits)
    syllables = len(_CJK.findall(text))
    letters = len(re.findall(r"[^\W\d_]", text)) - syllables
    return syllables + digits + 3.0 * text.count("%") + 0.4 * letters


_SCRIPTS = (
    ("ja", "HIRAGANA", "KATAKANA"),
    ("ko", "HANGUL"),
    ("zh", "CJK"),
    ("ru", "CYRILLIC"),
    ("ar", "ARABIC"),
    ("he", "HEBREW"),
    ("hi", "DEVANAGARI"),
    ("bn", "BENGALI"),
    ("ta", "TAMIL"),
    ("te", "TELUGU"),
    ("th", "THAI"),
    ("el", "GREEK"),
    ("ka", "GEORGIAN"),
    ("hy", "ARMENIAN"),
    ("la", "LATIN"),
)
_COMMON = {
    "en": "the and of to in is that it was for with as on are this be by from at not have which but they you an",
    "fr": "le la les des et est une dans que qui pour pas sur avec au ce il elle sont du aux nous vous mais ou plus",
    "de": "der die das und ist nicht ein eine mit von zu den dem auf für sich auch im es als wird sind aber oder wir",
    "es": "el la los las y es una que en del por con para no se su al como más pero son está muy también fue hay",
    "pt": "o os as e é uma que em do da no na por com para não se um ao como mais mas são dos das foi também muito",
    "it": "il lo la gli le e è una che di in non per con del della si sono come più ma anche nel alla dei un ha questo",
    "nl": "de het een en van is dat niet op te zijn met voor die aan er ook als bij naar maar door wordt hij",
    "vi": "và của là một có không được cho những các trong người với này đã khi để từ",
}


def detect_language(text: str) -> str:
    """The language code of a text by its script, and for Latin letters by common words; "en" when nothing tells."""
    counts: dict[str, float] = {}
    for character in text[:20000]:
        if character.isalpha():
            name = unicodedata.name(character, "")
            language = next((row[0] for row in _SCRIPTS if name.startswith(row[1:])), "")
            counts[language] = counts.get(language, 0) + (3 if language in ("zh", "ja", "ko") else 1)
    counts.pop("", None)
    if not counts:
        return "en"
    best = max(counts, key=lambda key: counts[key])
    if best == "zh" and counts.get("ja", 0) > 0.1 * counts["zh"]:
        return "ja"
    if best == "ru":
        return "uk" if re.search("[іїєґІЇЄҐ]", text) and not re.search("[ыэъЫЭЪ]", text) else "ru"
    if best == "ar":
        return "fa" if len(re.findall("[پچژگی]", text)) > len(re.findall("[يةى]", text)) else "ar"
    return _latin_language(text) if best == "la" else best


_WRITTEN_AS = {
    "yue": "zh",
    "uk": "ru",
    "be": "ru",
    "bg": "ru",
    "sr": "ru",
    "mk": "ru",
    "fa": "ar",
    "ur": "ar",
    "mr": "hi",
    "ne": "hi",
}


def script_of(language: str) -> str:
    """The script of a language, named by the language that is told by it: "ru" for all Cyrillic ones, "la" for Latin letters."""
    main = language.split("-")[0].lower()
    main = _WRITTEN_AS.get(main, main)
    return main if any(row[0] == main for row in _SCRIPTS) else "la"


def common_words(text: str) -> dict[str, int]:
    """How many words of a text are common ones of each language that is told by them."""
    words = re.findall(r"[^\W\d_]+", text[:20000].lower())
    return {code: sum(word in common for word in words) for code, common in _COMMON_SETS.items()}


def _latin_language(text: str) -> str:
    hits = common_words(text)
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] > hits["en"] else "en"


_COMMON_SETS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
