"""What is written in digits and signs, as people say it: spans of a text with their spoken form.

wetext (the grammars of WeTextProcessing, compiled) says numbers, dates, times, money, units, fractions and ranges, and
gives the place of each. What its grammars read by value though people read it digit by digit (rooms, flights, standards,
versions, identity and telephone numbers), and signs it passes over, are rewritten first by a table of patterns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .hanzi import HANZI

_DIGIT = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_CURRENCY = {"$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元"}


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is said as `spoken`."""

    start: int
    end: int
    spoken: str


def digits(number: str, *, phone: bool = False) -> str:
    """A number digit by digit: 幺 for 1 in telephone, room and flight numbers, as it is said."""
    said = "".join(_DIGIT.get(character, "点" if character == "." else "") for character in number)
    return said.replace("一", "幺") if phone else said


_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")  # of four digits each; above them a number is said digit by digit


def cardinal(number: str) -> str:
    """A number in Chinese by its value, whatever it stands for elsewhere: 10086 → 一万零八十六, -1,200.5 → 负一千二百点五.

    Full-width digits, commas and signs are taken too. Over sixteen digits it is said digit by digit.
    """
    plain = unicodedata.normalize("NFKC", number).replace(",", "").replace("−", "-")
    whole, _, fraction = plain.lstrip("+-").partition(".")
    whole = whole.lstrip("0")
    said = digits(whole) if len(whole) > 16 else _whole(whole)
    return ("负" if plain[:1] == "-" else "") + said + ("点" + digits(fraction) if fraction else "")


def _whole(plain: str) -> str:
    groups = [plain[max(0, end - 4) : end] for end in range(len(plain), 0, -4)]
    out = ""
    for place, group in reversed(list(enumerate(groups))):
        said = _group(group)
        lower = _GROUPS[place].removesuffix("亿") if place == 3 and int(groups[2]) else _GROUPS[place]  # 一万二千亿, 一万亿
        if not said:
            continue
        gap = out and (group[0] == "0" or not int(groups[place + 1]))
        out += ("零" if gap else "") + said + lower
    return out.removeprefix("一") if out.startswith("一十") else out or "零"


def _group(group: str) -> str:
    """Up to four digits; zeros inside are one 零, those at the ends are not said."""
    out, gap = "", False
    for place, digit in enumerate(group):
        if digit == "0":
            gap = bool(out)
            continue
        out += ("零" if gap else "") + _DIGIT[digit] + _UNITS[len(group) - 1 - place]
        gap = False
    return out


def by_value(number: str) -> str:
    """As `cardinal`, with 两 where people say it before a hundred, a thousand and so on: 2200 → 两千二百."""
    return _as_a_pair(cardinal(number))


def _as_a_pair(said: str) -> str:
    return re.sub(r"^(负?)二(?=[百千万亿])", r"\1两", said)


def _money(match: re.Match[str]) -> str:
    number, scale = match["number"], match["scale"] or ""
    return _as_a_pair(cardinal(number) + scale) + _CURRENCY[match["sign"]]


def _range(match: re.Match[str]) -> str:
    first, second, unit = match["first"], match["second"], match["unit"] or ""
    if unit in ("%", "％"):
        return f"百分之{by_value(first.rstrip('%％'))}到百分之{by_value(second)}"
    return f"{_counted(first, unit)}到{_counted(second, unit)}{unit}"


def _counted(number: str, unit: str) -> str:
    return "两" if number == "2" and unit and unit not in "月号日点" else by_value(number)


def _version(match: re.Match[str]) -> str:
    return "点".join(by_value(part) for part in match["number"].split("."))


def _model_name(match: re.Match[str]) -> str:
    number = match["number"]
    return digits(number) if len(number) > 2 or number[0] == "0" else by_value(number)


def _standard(match: re.Match[str]) -> str:
    return "杠".join(digits(part) for part in re.split(r"[-–—]", match["number"]))


Say = Callable[[re.Match[str]], str]
_N = r"\d+(?:,\d{3})*(?:\.\d+)?"
# The first pattern that matches at a place counts; only the group "span" is said anew, or the whole match without one.
_TABLE: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (r"(?<![\d.])(?P<span>\d{17}[\dXx])(?!\d)", lambda m: digits(m["span"]) + ("" if m["span"][-1].isdigit() else "叉")),
        (r"(?<!\d)(?P<span>(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)", lambda m: digits(m["span"], phone=True)),
        (r"(?<!\d)(?P<span>0\d{2,3}[- ]\d{7,8})(?!\d)", lambda m: digits(m["span"], phone=True)),
        (r"(?<!\d)(?P<span>[48]00[- ]\d{3,4}[- ]\d{3,4})(?!\d)", lambda m: digits(m["span"], phone=True)),
        (
            r"(?<![\d.])(?P<span>1(?:10|14|19|20|22)|12[13]\d{2}|12306|955\d{2}|100\d{2})(?=热线|报警|电话|急救|火警|客服|[，。！？、]|$)(?<!\d\d\d\d\d\d)",
            lambda m: digits(m["span"], phone=True),
        ),
        (
            r"(?:电话|手机|热线|拨打|致电|传真)(?:号码?)?(?:是|为|：|:)?\s*(?P<span>\d[\d -]{2,14}\d)",
            lambda m: digits(m["span"], phone=True),
        ),
        (
            r"(?:GB|GB/T|ISO|IEC|IEEE|RFC|DB|HJ|YD|QB)(?:/[A-Z])?\s?(?P<span>(?P<number>\d{2,6}(?:[-–—]\d{2,4})?))(?!\d)",
            _standard,
        ),
        (
            r"(?P<span>(?P<number>\d{3,5}))(?=(?:号?房间?|教室|会议室|宿舍|病房|包间|室)(?!内))",
            lambda m: digits(m["number"], phone=True),
        ),
        (
            r"(?<![A-Za-z])[A-Z][A-Z0-9](?P<span>(?P<number>\d{3,4}))(?=次?航班|次班机|[，。、 的]|$)",
            lambda m: digits(m["number"], phone=True),
        ),
        (
            r"(?<![A-Za-z])[GDCZTK](?P<span>(?P<number>\d{1,4}))(?=次|列车|车次)",
            lambda m: digits(m["number"], phone=True) if len(m["number"]) > 2 else by_value(m["number"]),
        ),
        (
            r"(?:QQ|微信|账号|卡号|编号|学号|工号|车牌|单号|密码|验证码|邮编|代码|批号|ID|No\.?)(?:号码?)?(?:是|为|：|:)?\s*(?P<span>\d{3,20})(?!\d)",
            lambda m: digits(m["span"]),
        ),
        (
            r"(?:[vV]|版本号?|Python|iOS|Android|Windows|Linux|Chrome|HTTP/|USB|Wi-?Fi)\s?(?P<span>(?P<number>\d+(?:\.\d+)+))",
            _version,
        ),
        # the grammars read up to nine digits; longer ones are counts where they are grouped or something is counted, else names
        (
            r"(?<![A-Za-z\d_.,-])(?P<span>\d{1,3}(?:,\d{3}){3,4}|\d{10,16}(?=\s?[个人元块次条件吨米克字天年秒名家户只张部台套]))(?![\d,.])",
            lambda m: by_value(m["span"]),
        ),
        (r"(?<![A-Za-z\d_.,-])(?P<span>\d{10,})(?![\d,.])", lambda m: digits(m["span"])),
        (r"(?P<sign>[$€£¥￥])\s?(?P<number>" + _N + r")(?P<scale>[千百]?[万亿]|千|百)?(?:元|美元)?", _money),
        (
            r"(?<![\d\w.-])(?P<first>\d+(?:\.\d+)?[%％]?)[~～–—](?P<second>\d+(?:\.\d+)?)(?P<unit>[%％]|[个天年月日号岁人次小分秒米元块点倍名位层周])?",
            _range,
        ),
        (r"(?<![\d\w.-])(?P<first>\d+(?:\.\d+)?[%％])-(?P<second>\d+(?:\.\d+)?)(?P<unit>[%％])", _range),
        (r"(?P<number>" + _N + r")‰", lambda m: "千分之" + by_value(m["number"])),
        (r"(?<!\d)(?P<span>2)(?=点(?![0-9零一二三四五六七八九十]|[一-鿿]*百分))(?<!月2)(?<!日2)", lambda m: "两"),
        (r"(?<=月)(?P<span>2)(?=[日号])", lambda m: "二"),
        (r"(?<=月)(?P<span>(?P<number>\d{1,2}))(?=[日号])", lambda m: by_value(m["number"])),
        (r"(?<!\d)(?P<span>(?P<number>(?:1[5-9]|20)\d{2}))(?=年(?!级))", lambda m: digits(m["number"])),
        (
            r"(?<!\d)(?P<span>(?P<number>\d{2}))(?=年代|后(?![面来边,，]))",
            lambda m: digits(m["number"]) if m["span"][1] != "0" else "",
        ),
        (r"(?<=[A-Za-z])(?P<span>-(?P<number>\d+))(?![\d.])", lambda m: _model_name(m)),
        (r"(?<=[A-Za-z])\s?(?P<span>(?P<number>\d{1,4}))(?![\d.]|[A-Za-z/]{2}|[个年月日号点分秒次人元])", _model_name),
        (r"(?<![\w.,:：/-])(?P<span>0\d{1,7})(?![\d.,:：/-])", lambda m: digits(m["span"])),
        (r"(?<!\d)(?P<span>[3-9]11)(?=事件|恐怖)", lambda m: digits(m["span"], phone=True)),
    )
)


@lru_cache(maxsize=2)
def _grammar(language: str) -> Any:
    from wetext import Normalizer  # reads 40 MB of grammars: half a second that a text without digits need not wait for

    return Normalizer(lang=language, operator="tn").normalize


@lru_cache(maxsize=2048)
def _by_grammar(text: str, language: str) -> tuple[Span, ...]:
    from wetext import normalize_with_mapping

    found = normalize_with_mapping(text, lang=language, operator="tn").mappings
    return tuple(
        Span(one.input_start, one.input_end, one.output_text) for one in found if one.input_text != one.output_text.strip()
    )


def spans(text: str) -> list[Span]:
    """What in a Chinese text is not said as it is written, in order and apart from each other."""
    found = by_patterns(text, _TABLE)
    for match in _STRETCH.finditer(text):
        if not any(character.isdigit() for character in match.group()):
            continue
        for start, end in _free(match.start(), match.end(), found):
            piece = text[start:end]
            if re.search(r"\d", piece):
                found += [
                    Span(start + one.start, start + one.end, one.spoken)
                    for one in _by_grammar(piece, "zh")
                    if _kept(one, piece)
                ]
    return [_trimmed(span, text) for span in sorted(found, key=lambda span: span.start)]


def _trimmed(span: Span, text: str) -> Span:
    """The span without the characters at its ends that are said as they are written: 100块 keeps 块 outside."""
    start, end, spoken = span.start, span.end, span.spoken.strip()
    while end - start > 1 and len(spoken) > 1 and _HANZI.match(text[end - 1]) and text[end - 1] == spoken[-1]:
        end, spoken = end - 1, spoken[:-1]
    while end - start > 1 and len(spoken) > 1 and _HANZI.match(text[start]) and text[start] == spoken[0]:
        start, spoken = start + 1, spoken[1:]
    if not all(_HANZI.match(character) for character in spoken):  # letters in it: no reading, say the digits
        spoken = digits(text[start:end]) or spoken
    return Span(start, end, spoken)


_HANZI = re.compile(f"[{HANZI}]")
_STRETCH = re.compile(r"[^，。！？；、\n\s]{1,60}")


def _kept(span: Span, piece: str) -> bool:
    """Grammars of numbers, not of words: what has no digit and no sign in it is said as it is written."""
    return bool(re.search(r"[\d×÷=＝℃°%]|^[-~:/]$", piece[span.start : span.end]))


def by_patterns(text: str, table: Sequence[tuple[re.Pattern[str], Say]]) -> list[Span]:
    """What the patterns say anew, the earlier pattern before the later where two match."""
    found: list[Span] = []
    taken: set[int] = set()
    for pattern, say in table:
        for match in pattern.finditer(text):
            start, end = match.span("span") if "span" in pattern.groupindex else match.span()
            if not taken.isdisjoint(range(start, end)):
                continue
            if said := say(match):
                found.append(Span(start, end, said))
                taken.update(range(start, end))
    return found


def _free(start: int, end: int, found: list[Span]) -> list[tuple[int, int]]:
    """The stretches of [start, end) that no span has taken."""
    out, position = [], start
    for span in sorted((one for one in found if one.end > start and one.start < end), key=lambda one: one.start):
        if span.start > position:
            out.append((position, span.start))
        position = max(position, span.end)
    if position < end:
        out.append((position, end))
    return out
