"""What `say-as` makes of a text: the words to be spoken, in Chinese or English.

Other languages keep the text as it is written, and the speaker reads it; None says so.
"""

from __future__ import annotations

import re

from ..reading.numbers import cardinal

_DIGITS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS_ZH = "零一二三四五六七八九"
_SIGNS_EN = {".": "dot", "-": "dash", "_": "underscore", "@": "at", "/": "slash", "+": "plus", "#": "hash", "*": "star",
             "&": "and", ":": "colon", "%": "percent"}  # fmt: skip
_SIGNS_ZH = {".": "点", "-": "杠", "_": "下划线", "@": "艾特", "/": "斜杠", "+": "加", "#": "井号", "*": "星号", "&": "和",
             ":": "冒号", "%": "百分号"}  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_PARTS_EN = {2: "half", 4: "quarter", 3: "third", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"}
_MONEY = {
    "USD": ("dollar", "cent", "美元"), "$": ("dollar", "cent", "美元"), "EUR": ("euro", "cent", "欧元"), "€": ("euro", "cent", "欧元"),
    "GBP": ("pound", "penny", "英镑"), "£": ("pound", "penny", "英镑"), "CNY": ("yuan", "fen", "元"), "RMB": ("yuan", "fen", "元"),
    "¥": ("yuan", "fen", "元"), "￥": ("yuan", "fen", "元"), "JPY": ("yen", "", "日元"), "HKD": ("Hong Kong dollar", "cent", "港元"),
}  # fmt: skip
_WITHOUT_PLURAL = ("yuan", "yen", "fen")

KINDS = {
    "characters": "characters", "spell-out": "characters", "verbatim": "characters", "digits": "digits", "number_digit": "digits",
    "cardinal": "cardinal", "number": "cardinal", "ordinal": "ordinal", "date": "date", "time": "time", "telephone": "telephone",
    "phone": "telephone", "currency": "currency", "money": "currency", "fraction": "fraction",
}  # fmt: skip
"""interpret-as → what is done."""


def spoken(text: str, kind: str, form: str, language: str) -> str | None:
    """The words for `text` read as `kind` (a value of `KINDS`); `form` is the element's format. None if it is not such a thing,
    or the language is neither Chinese nor English: the text is then read as it stands."""
    primary = language.lower().split("-")[0]
    if primary not in ("zh", "cmn", "en") or not text.strip():
        return None
    return _READERS[kind](text.strip(), form.lower(), primary != "en")


def _characters(text: str, _form: str, chinese: bool) -> str | None:
    """One by one: commas keep a lone "A" from being read as an article."""
    names = dict(zip("0123456789", _DIGITS_ZH if chinese else _DIGITS_EN, strict=True)) | (_SIGNS_ZH if chinese else _SIGNS_EN)
    said = [names.get(c, c.upper() if c.isascii() else c) for c in text if not c.isspace()]
    return "，".join(said) if chinese and any(c.isascii() for c in "".join(said)) else ("" if chinese else ", ").join(said)


def _digits(text: str, _form: str, chinese: bool) -> str | None:
    if not re.fullmatch(r"[\d\s,.-]+", text):
        return None
    digits = [int(c) for c in text if c.isdigit()]
    return "".join(_DIGITS_ZH[d] for d in digits) if chinese else " ".join(_DIGITS_EN[d] for d in digits)


def _telephone(text: str, _form: str, chinese: bool) -> str | None:
    """Groups of digits, parted as they were written; in Mandarin 1 is yāo."""
    groups = re.findall(r"\d+", text)
    if not groups or not re.fullmatch(r"[+\d\s().-]+(?:(?:ext|x|转)\.?\s*\d+)?", text, re.I):
        return None
    if chinese:
        return "，".join("".join("幺" if c == "1" else _DIGITS_ZH[int(c)] for c in group) for group in groups)
    return ", ".join(" ".join(_DIGITS_EN[int(c)] for c in group) for group in groups)


def _value(text: str) -> str | None:
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3})", "", text)
    return plain if re.fullmatch(r"[-+−]?\d{1,15}(\.\d+)?", plain) else None


def _cardinal(text: str, _form: str, chinese: bool) -> str | None:
    plain = _value(text)
    if plain is None:
        return None
    if chinese:
        return cardinal(plain)
    return ("minus " if plain[0] in "-−" else "") + plain.lstrip("-+−")


def _ordinal(text: str, _form: str, chinese: bool) -> str | None:
    found = re.fullmatch(r"第?(\d{1,15})(?:st|nd|rd|th)?", text, re.I)
    if not found:
        return None
    return "第" + cardinal(found[1]) if chinese else _nth(int(found[1]))


def _nth(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _date(text: str, form: str, chinese: bool) -> str | None:
    """By the format's letters; without one, year first if it has four digits, else month first (English) or day last."""
    numbers = re.findall(r"\d+", text)
    order = re.sub(r"[^ymd]", "", form)
    order = "".join(dict.fromkeys(order)) or _guessed_order(numbers)
    if len(numbers) != len(order) or not re.fullmatch(r"[\d\s./年月日-]+", text):
        return None
    values = dict(zip(order, map(int, numbers), strict=True))
    if not 1 <= values.get("m", 1) <= 12 or not 1 <= values.get("d", 1) <= 31:
        return None
    year = _full_year(values["y"], numbers[order.index("y")]) if "y" in values else None
    if chinese:
        parts = [("".join(_DIGITS_ZH[int(c)] for c in str(year)) + "年") if year is not None else ""]
        parts += [cardinal(str(values[key])) + unit for key, unit in (("m", "月"), ("d", "日")) if key in values]
        return "".join(parts)
    said = [_MONTHS[values["m"] - 1]] if "m" in values else []
    said += [_nth(values["d"])] if "d" in values else []
    return " ".join(said) + (", " if said and year is not None else "") + (_english_year(year) if year is not None else "")


def _guessed_order(numbers: list[str]) -> str:
    if len(numbers) == 3:
        return "ymd" if len(numbers[0]) == 4 else "mdy"
    if len(numbers) == 2:
        return "ym" if len(numbers[0]) == 4 else "my" if len(numbers[1]) == 4 else "md"
    return "y"


def _full_year(value: int, written: str) -> int:
    """Two digits are of the century that is nearest: 70 to 99 the last, the others this one (as POSIX has it)."""
    if len(written) > 2:
        return value
    return value + (1900 if value >= 70 else 2000)


def _english_year(year: int) -> str:
    """Pairs of digits: 2025 is "20 25", 1905 "19 oh 5", 1900 "19 hundred", 2005 "2005"."""
    first, last = divmod(year, 100)
    if not 1000 <= year <= 9999 or 2000 <= year <= 2009 or (first % 10 == 0 and last == 0):
        return str(year)
    return f"{first} hundred" if last == 0 else f"{first} oh {last}" if last < 10 else f"{first} {last}"


def _time(text: str, form: str, chinese: bool) -> str | None:
    found = re.fullmatch(r"(\d{1,2})[:：.时点h](\d{2})(?:[:：分](\d{2})秒?)?分?\s*([ap])?\.?\s*(?:m\.?)?", text, re.I)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour > 24 or minute > 59 or second > 59:
        return None
    half = (found[4] or "").lower()
    if chinese:
        prefix = {"a": "上午", "p": "下午"}.get(half, "")
        said = prefix + ("两" if hour == 2 else cardinal(str(hour))) + "点"
        said += ("零" if 0 < minute < 10 else "") + cardinal(str(minute)) + "分" if minute else "" if second else "整"
        return said + (cardinal(str(second)) + "秒" if second else "")
    if "12" in form and hour > 12:
        hour, half = hour - 12, "p"
    said = f"{hour} " + ("o'clock" if minute == 0 and not half else f"oh {minute}" if 0 < minute < 10 else str(minute or ""))
    said += f" and {second} seconds" if second else ""
    return said.strip() + {"a": " a.m.", "p": " p.m."}.get(half, "")


def _currency(text: str, form: str, chinese: bool) -> str | None:
    symbols = "|".join(re.escape(symbol) for symbol in _MONEY)
    found = re.fullmatch(rf"({symbols})?\s*([-−]?[\d,]+(?:\.\d+)?)\s*({symbols})?", text, re.I)
    unit = (found[1] or found[3] or form.upper()) if found else ""
    if not found or unit.upper() not in _MONEY or (plain := _value(found[2])) is None:
        return None
    whole_name, part_name, chinese_name = _MONEY[unit.upper()]
    if chinese:
        return cardinal(plain) + chinese_name
    whole, _, fraction = plain.partition(".")
    said = f"{whole} {_plural(whole_name, int(whole))}"
    cents = int((fraction + "00")[:2]) if fraction else 0
    return said + (f" and {cents} {_plural(part_name, cents)}" if cents and part_name else "")


def _plural(name: str, count: int) -> str:
    if abs(count) == 1 or name in _WITHOUT_PLURAL:
        return name
    return "pence" if name == "penny" else name + "s"


def _fraction(text: str, _form: str, chinese: bool) -> str | None:
    found = re.fullmatch(r"(\d{1,9})\s*[/⁄]\s*(\d{1,9})", text)
    if not found:
        return None
    above, below = int(found[1]), int(found[2])
    if chinese:
        return f"{cardinal(str(below))}分之{cardinal(str(above))}"
    if below not in _PARTS_EN:
        return f"{above} over {below}"
    part = _PARTS_EN[below]
    return f"{above} {part if above == 1 else 'halves' if part == 'half' else part + 's'}"


_READERS = {
    "characters": _characters, "digits": _digits, "cardinal": _cardinal, "ordinal": _ordinal, "date": _date, "time": _time,
    "telephone": _telephone, "currency": _currency, "fraction": _fraction,
}  # fmt: skip
