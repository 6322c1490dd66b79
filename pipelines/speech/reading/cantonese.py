"""Cantonese: numbers as Hong Kong says them, and characters to jyutping by ToJyutping (its dictionary ships in its package)."""

from __future__ import annotations

import re

from .numbers import Say, Span, by_patterns, cardinal, digits
from .numbers import spans as mandarin

_TRADITIONAL = str.maketrans("点两万亿负时块号个摄间国欧镑", "點兩萬億負時塊號個攝間國歐鎊")
_COUNTED = (
    "個个位隻只條条本張张件間间部架杯碗支枝枚盒包樽罐次晚蚊元塊块毫仙粒對对套份班人種种磅斤両两尺米秒倍句首場场碟籠笼座幅封根名家團团組组段面頭头朵棵"
    "把口餐門门堂批件款頁页排打疊叠分刻"
)
_MONEY = {
    "": "蚊",
    "HK": "蚊",
    "港": "蚊",
    "US": "美金",
    "美": "美金",
    "NT": "台幣",
    "A": "澳元",
    "€": "歐羅",
    "£": "英鎊",
    "¥": "元",
    "￥": "元",
}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


def is_cantonese(language: str) -> bool:
    return language.lower() in ("yue", "zh-hk", "zh-yue", "yue-hk")


def jyutping(text: str) -> list[str]:
    """A syllable for each character of `text`, found over the whole of it; "" for what has no reading."""
    import ToJyutping  # its dictionary takes a second to load, which a program that speaks no Cantonese need not wait for

    return [reading or "" for _, reading in ToJyutping.get_jyutping_list(text)]


def spans(text: str) -> list[Span]:
    """What in a Cantonese text is not said as it is written: its own ways first, else as Mandarin has it, in its words."""
    own = by_patterns(text, _TABLE)
    taken = {place for span in own for place in range(span.start, span.end)}
    others = [
        Span(one.start, one.end, _worded(one.spoken)) for one in mandarin(text) if taken.isdisjoint(range(one.start, one.end))
    ]
    return sorted([*own, *others], key=lambda span: span.start)


def _worded(spoken: str) -> str:
    """A spoken form in Cantonese words: 一 in telephone numbers too, 二百, and 廿 for a twenty with more after it."""
    said = re.sub("兩(?=百)", "二", spoken.translate(_TRADITIONAL).replace("幺", "一"))
    return re.sub(r"^二十(?=[一二三四五六七八九]$)", "廿", said)


def _value(number: str) -> str:
    return re.sub("^二(?=[千萬億])", "兩", _worded(cardinal(number)))


def _count(number: str) -> str:
    """A number of things: 兩 for 2."""
    return "兩" if number == "2" else _value(number)


def _money(match: re.Match[str]) -> str:
    """$12.50 is 十二個半, $5.2 五個二, $0.5 五毫."""
    unit, scale = _MONEY[match["sign"].rstrip("$＄")], (match["scale"] or "").translate(_TRADITIONAL)
    number = match["number"].replace(",", "")
    whole, _, part = number.partition(".")
    tenths = part.rstrip("0")
    if unit == "蚊" and not scale and len(tenths) == 1:
        return f"{cardinal(tenths)}毫" if int(whole) == 0 else f"{_count(whole)}個{'半' if tenths == '5' else cardinal(tenths)}"
    value = _count(number if tenths else whole)
    return re.sub("^二(?=[千萬億])", "兩", value + scale) + unit


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    if minute == 30:
        return _count(str(hour)) + "點半"
    said = ("零" if minute < 10 else "") + _value(str(minute)) + "分"
    return _count(str(hour)) + "點" + (said if minute else "")


def _date(match: re.Match[str]) -> str:
    return f"{digits(match['year'])}年{_value(str(int(match['month'])))}月{_value(str(int(match['day'])))}日"


def _range(match: re.Match[str]) -> str:
    return f"{_count(match['first'])}至{_count(match['second'])}"


def _number(match: re.Match[str]) -> str:
    return _value(match["span"])


def _counted(match: re.Match[str]) -> str:
    return _count(match["span"])


def _each(match: re.Match[str]) -> str:
    return digits(match["span"])


_TABLE: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (r"(?<![A-Za-z])(?P<sign>(?:HK|US|NT|A|港|美)?[$＄]|[€£¥￥])\s?(?P<number>" + _NUMBER + r")(?P<scale>[千百]?[萬万億亿]|千|百)?(?:元|蚊)?", _money),
        (r"(?<![\d:])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?![\d:：])", _clock),
        (r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)", _date),
        (r"(?<!\d)(?P<span>(?:1[5-9]|20)\d{2})(?=年(?!級|级))", _each),
        (r"(?<![\d.])(?P<span>\d{1,2})(?=月)", _number),
        (r"(?<=月)(?P<span>\d{1,2})(?=[日號号])", _number),
        (r"(?<![\d.])(?P<span>\d{1,2})(?=[號号樓楼])", _number),
        (r"(?<!\d)(?P<span>[235689]\d{3}[ -]?\d{4})(?![\d" + _COUNTED + "年日])", _each),
        (r"(?<![\d.\w-])(?P<span>(?P<first>\d{1,4})[-~～–至](?P<second>\d{1,4}))(?=[" + _COUNTED + r"年日點点歲岁])", _range),
        (r"(?<![\d.第])(?P<span>2)(?=\s?(?:[" + _COUNTED + r"日歲岁]|年(?![級级])|[點点](?!\d)|鐘|钟|小時|小时|公里|公斤|星期|禮拜|礼拜|分鐘|分钟))", _counted),
        (r"(?<![\d.第,:：/A-Za-z-])(?P<span>2[1-9])(?![\d.,:：/%％A-Za-z-])", _number),
    )
)  # fmt: skip
