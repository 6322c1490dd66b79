"""What English writes in digits and signs, as people say it: spans of a text with their spoken form.

A spoken form is English that espeak-ng reads as it stands: it says cardinals, ordinals, decimals and per cent well, so that
what is rewritten here is only what stands for something else: money, dates, times, years, telephone and room numbers,
ranges, fractions, measures and numerals of kings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .numbers import Say, Span, by_patterns

_N = r"\d{1,18}(?:,\d{3}){0,6}(?:\.\d{1,18})?"  # bounded: a wild text of digits and commas costs no more for its length
_FREE = r"(?<![\w.,$€£¥-])"  # no number, word or sign runs into what follows
_ENDS = r"(?![\w$€£¥]|[.,]\d)"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_MONTH = "(?:" + "|".join((*_MONTHS, *(rf"{name[:3]}\." for name in _MONTHS), r"Sept\.?", "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Oct|Nov|Dec")) + ")"  # fmt: skip
_MONEY = {"$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"), "¥": ("yen", "yen"), "￥": ("yen", "yen"),
          "₹": ("rupee", "rupees"), "₩": ("won", "won")}  # fmt: skip
_CENTS = {"£": ("penny", "pence"), "₹": ("paisa", "paise")}
_SCALE = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "t": "trillion"}
_PARTS = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"), 5: ("fifth", "fifths"), 6: ("sixth", "sixths"),
          7: ("seventh", "sevenths"), 8: ("eighth", "eighths"), 9: ("ninth", "ninths"), 10: ("tenth", "tenths"),
          12: ("twelfth", "twelfths"), 16: ("sixteenth", "sixteenths"), 100: ("hundredth", "hundredths")}  # fmt: skip
_VULGAR = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}
_DECADES = ("hundreds", "tens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_UNITS = {
    "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"), "mg": ("milligram", "milligrams"), "km": ("kilometer", "kilometers"),
    "m": ("meter", "meters"), "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters"), "mi": ("mile", "miles"),
    "ft": ("foot", "feet"), "yd": ("yard", "yards"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "mph": ("mile per hour", "miles per hour"), "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"), "m/s": ("meter per second", "meters per second"),
    "KB": ("kilobyte", "kilobytes"), "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"), "Gbps": ("gigabit per second", "gigabits per second"),
    "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"),
    "W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts"), "kWh": ("kilowatt hour", "kilowatt hours"), "V": ("volt", "volts"),
    "mAh": ("milliamp hour", "milliamp hours"), "ml": ("milliliter", "milliliters"), "mL": ("milliliter", "milliliters"),
    "l": ("liter", "liters"), "L": ("liter", "liters"), "dB": ("decibel", "decibels"), "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"), "min": ("minute", "minutes"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"), "h": ("hour", "hours"),
    "px": ("pixel", "pixels"), "fps": ("frame per second", "frames per second"), "x": ("time", "times"),
    "°C": ("degree Celsius", "degrees Celsius"), "℃": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "℉": ("degree Fahrenheit", "degrees Fahrenheit"), "°": ("degree", "degrees"), "m²": ("square meter", "square meters"),
    "m2": ("square meter", "square meters"), "km²": ("square kilometer", "square kilometers"), "sq ft": ("square foot", "square feet"),
    "m³": ("cubic meter", "cubic meters"), "cm³": ("cubic centimeter", "cubic centimeters"), "¢": ("cent", "cents"),
}  # fmt: skip
_TIGHT = {"s", "h", "W", "V", "x"}  # a letter that stands by itself too often to be a unit after a space
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit not in _TIGHT)
_SIGNS = {"+": "plus", "×": "times", "*": "times", "÷": "divided by", "=": "equals", "-": "minus", "−": "minus", "–": "minus"}
_ABOUT = {"~": "about", "≈": "about", "≥": "at least", "≤": "at most", "±": "plus or minus"}
_SHORT = {"No": "number", "Nos": "numbers", "Vol": "volume", "Ch": "chapter", "Fig": "figure", "Sec": "section", "Ep": "episode",
          "Apt": "apartment", "p": "page", "pp": "pages", "Art": "article", "Ex": "exercise"}  # fmt: skip
_KINGS = "Henry|Louis|Elizabeth|George|Charles|Edward|Richard|James|William|John Paul|Benedict|Napoleon|Pius|Catherine|Nicholas|Philip|Alexander|Frederick|Leo|Ramses"
_NUMBERED = "War|Part|Chapter|Act|Scene|Volume|Book|Phase|Type|Bowl|Mark|Class|Level|Stage|Article|Section|Title|Rocky|Apollo|Gemini|Saturn"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# words after which four digits are a count, and before which they are
_COUNTED = r"(?!\s+(?!was\b|is\b|has\b|its\b|as\b|this\b|his\b|it's\b|elections?\b|games\b|olympics\b)(?:[a-z]+s|people|men|women|children|feet|more|different|new|of|or more|per)\b)"
_COUNTING = r"(?<!about )(?<!over )(?<!nearly )(?<!almost )(?<!exactly )(?<!than )(?<!least )(?<!most )(?<!only )(?<!another )"


def year(digits: str) -> str:
    """Four digits as a year: 1984 → 19 84, 1905 → 19 oh 5, 1900 → 19 hundred; 2008 and 2000 as they are."""
    high, low = int(digits[:2]), int(digits[2:])
    if high % 10 == 0 and low < 10:
        return digits
    return f"{high} hundred" if low == 0 else f"{high} oh {low}" if low < 10 else f"{high} {low}"


def one_by_one(number: str) -> str:
    """Its digits one by one, in the groups that it is written in."""
    groups = re.findall(r"\d+", number)
    return ("plus " if number.startswith("+") else "") + ", ".join(" ".join(group) for group in groups)


def ordinal(number: int) -> str:
    """7 → 7th, which the synthesiser reads."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _counted(number: str, forms: tuple[str, str]) -> str:
    return f"{number} {forms[0] if number in ('1', '-1', '−1') else forms[1]}"


def _money(match: re.Match[str]) -> str:
    number, scale = match["number"], (match["scale"] or "").strip().lower()
    forms = _MONEY[match["sign"]]
    if scale:
        return f"{number} {_SCALE.get(scale, scale)} {forms[1]}"
    whole, _, fraction = number.partition(".")
    if len(fraction) != 2 or forms[0] == forms[1]:
        return _counted(number, forms)
    cents = str(int(fraction))
    if not whole.strip("0,"):
        return _counted(cents, _CENTS.get(match["sign"], ("cent", "cents")))
    return _counted(whole, forms) + (f" {'oh ' * (len(cents) == 1)}{cents}" if int(fraction) else "")


def _date(year_digits: str, month: int, day: int) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{_MONTHS[month - 1]} {ordinal(day)}" + (f", {year(year_digits)}" if year_digits else "")


def _slashed(match: re.Match[str], *, day_first: bool) -> str:
    one, two, digits = int(match["one"]), int(match["two"]), match["year"]
    digits = digits if len(digits) == 4 else ("20" if int(digits) < 50 else "19") + digits
    month, day = (two, one) if (day_first or one > 12) and two <= 12 else (one, two)
    return _date(digits, month, day)


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 24 or minute > 59:
        return ""
    half = (match["half"] or "").replace(".", "").strip().upper()
    said = f"{hour} {'oh ' * (minute < 10)}{minute}" if minute else f"{hour}" if half else f"{hour} o'clock"
    return f"{said} {half}".strip()


def _decade(match: re.Match[str]) -> str:
    century, decade = match["century"] or "", int(match["decade"])
    if not century:
        return "" if decade == 0 else _DECADES[decade]
    if decade == 0 and int(century) % 10 == 0:
        return f"{int(century) // 10} thousands"
    return f"{int(century)} {_DECADES[decade]}"


def _fraction(match: re.Match[str]) -> str:
    whole, above, below = match["whole"] or "", int(match["above"]), int(match["below"])
    if (above, below) in ((24, 7), (9, 11), (7, 11), (50, 50)):
        return f"{above} {below}"
    if not 0 < above < below or below not in _PARTS:
        return f"{above} out of {below}" if below in (5, 10, 20, 100) and above == below else f"{above} over {below}"
    return _mixed(whole.strip(), above, below)


def _mixed(whole: str, above: int, below: int) -> str:
    part = f"{'a' if whole else 'one'} {_PARTS[below][0]}" if above == 1 else f"{above} {_PARTS[below][1]}"
    return f"{whole} and {part}" if whole else part


def _named(digits: str) -> str:
    """A room, a flight, a road: 101 → 1 oh 1, 714 → 7 14, 1205 → 12 oh 5."""
    head, tail = digits[:-2], digits[-2:]
    return f"{head} hundred" if tail == "00" else f"{head} oh {tail[1]}" if tail[0] == "0" else f"{head} {tail}"


def _size(digits: str) -> str:
    return _named(digits) if len(digits) == 4 and digits[1:] != "000" else digits


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))


def _range(match: re.Match[str]) -> str:
    first, second = match["first"], match["second"]
    if re.fullmatch(r"(?:1\d|20)\d\d", first) and re.fullmatch(r"(?:1\d|20)?\d\d", second):
        return f"{year(first)} to {year(second) if len(second) == 4 else second}"
    return f"{first} to {second}"


def _unit(match: re.Match[str]) -> str:
    sign = "minus " if match["minus"] else ""
    return sign + _counted(match["number"], _UNITS[match["unit"]])


# The first pattern that matches at a place counts; only the group "span" is said anew, or the whole match without one.
_BEFORE_DATES: tuple[tuple[str, Say], ...] = (
    (r"(?<![\w-])(?P<span>(?:\+?\d{1,2}[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})(?![\w-])", lambda m: one_by_one(m["span"])),
    (r"(?<![\w-])(?P<span>\+\d[\d -]{6,16}\d)(?![\w-])", lambda m: one_by_one(m["span"])),
    (r"(?<![\w.,/-])(?P<span>\d{3}-\d{4})(?![\w-])", lambda m: one_by_one(m["span"])),
    (r"\b(?:[Cc]all(?:ed|ing)?|[Dd]ial(?:l?ed)?|[Pp]hone|[Tt]ext|[Hh]otline|[Tt]el\.?)\s+(?P<span>\d{3,6})(?![\w,.-]\w|%)",
     lambda m: one_by_one(m["span"])),
    (r"\b(?:[Cc]ode|PIN|[Pp]assword|ID|[Oo]rder|[Aa]ccount|[Ss]erial)(?:\s+(?:number|no\.?|is|was))*:?\s+#?(?P<span>\d{3,})(?![\w,.-]\w)",
     lambda m: one_by_one(m["span"])),
    (r"(?<![\w.,:/-])(?P<span>0\d+|\d{11,})(?![\w-]|[.,:/]\d)", lambda m: one_by_one(m["span"])),
    (r"\b(?P<span>\d{1,3}(?:\.\d{1,3}){3})\b", lambda m: m["span"].replace(".", " dot ")),
    (r"\b[vV]?(?P<span>\d+(?:\.\d+){2})(?![\w.]\w)", lambda m: m["span"].replace(".", " point ")),
    (_FREE + r"(?P<year>(?:1\d|20)\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)" + _ENDS,
     lambda m: _date(m["year"], int(m["month"]), int(m["day"]))),
)  # fmt: skip
_SLASHED = _FREE + r"(?P<one>\d\d?)/(?P<two>\d\d?)/(?P<year>\d{4}|\d\d)" + _ENDS
_AFTER_DATES: tuple[tuple[str, Say], ...] = (
    (r"(?<![\w:.,/-])(?P<span>(?P<day>[12]?\d|3[01])) " + _MONTH.replace("May", "May(?! be)"), lambda m: f"the {ordinal(int(m['day']))} of"),
    (r"\b" + _MONTH + r" (?P<span>(?P<day>[12]?\d|3[01]))(?![\w:%]|[.,]\d| [ap]\.?m)", lambda m: ordinal(int(m["day"]))),
    (r"(?<![\w:.,])(?P<hour>\d\d?):(?P<minute>[0-5]\d)(?P<half>\s?(?:[ap]\.m(?:\.(?=\s+[a-z]))?|[ap]m|[AP]M))?(?![\w:]|\.\d)", _time),
    (r"(?<![\w:.,])(?P<hour>\d\d?)(?P<minute>)(?P<half>\s?(?:[ap]\.m(?:\.(?=\s+[a-z]))?|[ap]m|[AP]M))\b", _time),
    (r"(?<![\w:.,])(?P<first>\d+):(?P<second>\d+)(?![\w:])", lambda m: f"{m['first']} to {m['second']}"),
    (r"(?<![\w.,])['’]?(?P<century>1\d|20)?(?P<decade>\d)0['’]?s\b", _decade),
    (r"(?:US|AU|CA|HK|NZ|A|C)?(?P<sign>[$€£¥￥₹₩])\s?(?P<number>" + _N + r")\s?[-–—]\s?[$€£¥￥₹₩]?(?P<last>" + _N + r")(?P<scale> ?(?:thousand|million|billion|trillion|mn|bn|[kKmMbBtT])\b)?",
     lambda m: f"{m['number']} to {m['last']} {_SCALE.get((m['scale'] or '').strip().lower(), (m['scale'] or '').strip())} {_MONEY[m['sign']][1]}".replace("  ", " ")),
    (r"(?:US|AU|CA|HK|NZ|A|C)?(?P<sign>[$€£¥￥₹₩])\s?(?P<number>" + _N + r")(?P<scale> ?(?:thousand|million|billion|trillion|mn|bn|[kKmMbBtT])\b)?", _money),
    (_FREE + r"(?P<first>\d+(?:\.\d+)?)%?\s?[-–—]\s?(?P<second>\d+(?:\.\d+)?)%", lambda m: f"{m['first']} to {m['second']} percent"),
    (_FREE + r"(?P<first>" + _N + r")(?:\s?[–—]\s?|-)(?P<second>" + _N + r")(?![\w/-]|[.,]\d)", _range),
    (_FREE + r"(?P<whole>\d+ )?(?P<above>\d{1,2})/(?P<below>\d{1,3})(?![\w/]|[.,]\d)", _fraction),
    (r"(?<![\w.,])(?P<whole>\d*) ?(?P<part>[½⅓⅔¼¾⅕⅛⅜⅝⅞])", lambda m: _mixed(m["whole"], *_VULGAR[m["part"]])),
    (r"(?<![\w.,])(?P<span>(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,9})(?:st|nd|rd|th))\b", lambda m: m["span"].replace(",", "") if m["number"] not in ("1,000", "1,000,000") else {"1,000": "thousandth", "1,000,000": "millionth"}[m["number"]]),
    (r"(?<![\w.,])(?P<first>\d+(?:\.\d+)?)(?:[x×]| x )(?P<second>\d+(?:\.\d+)?)(?![\w.]\w)", lambda m: f"{_size(m['first'])} by {_size(m['second'])}"),
    (r"(?<![\w.,])(?P<number>\d{3,4})[pP]\b", lambda m: _named(m["number"]) + " P"),
    (r"(?<![\w.,])(?P<minus>(?<![\d)] )[-−])?(?P<number>" + _N + r")(?:\s?(?P<unit>" + _UNIT + r"))(?![\w/²³])", _unit),
    (r"(?<![\w.,])(?P<minus>)(?P<number>" + _N + r")(?P<unit>[shWVx])\b", _unit),
    (r"(?<=\d)\s?(?P<span>[+×÷=*])\s?(?=[\d(])", lambda m: _SIGNS[m["span"]]),
    (r"(?<=\d )(?P<span>[-−–])(?= \d)", lambda m: _SIGNS[m["span"]]),
    (r"(?P<span>[~≈≥≤±])(?=\s?[\d$€£¥])", lambda m: _ABOUT[m["span"]]),
    (r"(?<!\w)#(?P<number>\d+)\b", lambda m: f"number {m['number']}"),
    (r"\b(?P<short>Nos?|Vol|Ch|Fig|Sec|Ep|Apt|pp?|Art|Ex)\. ?(?P<number>\d+)\b", lambda m: f"{_SHORT[m['short']]} {m['number']}"),
    (r"\b(?:[Rr]oom|[Ss]uite|[Ff]light|[Aa]partment|[Hh]ighway|[Rr]oute|[Bb]us|[Ii]nterstate)\s+(?P<span>\d{3,4})(?![\w-])", lambda m: _named(m["span"])),
    (r"\b(?:" + _KINGS + r")\s+(?P<span>[IVX]{1,5})\b(?!')", lambda m: f"the {ordinal(_roman(m['span']))}"),
    (r"\b(?:" + _NUMBERED + r")\s+(?P<span>[IVXL]{1,6})\b", lambda m: str(_roman(m["span"]))),
    (_COUNTING + _FREE + r"(?P<span>(?:1\d|20)\d\d)(?![\w%]|[.,]\d|[-–/]\d)" + _COUNTED, lambda m: year(m["span"])),
)  # fmt: skip


def _table(*, day_first: bool) -> tuple[tuple[re.Pattern[str], Say], ...]:
    def slashed(match: re.Match[str]) -> str:
        return _slashed(match, day_first=day_first)

    return tuple((re.compile(pattern), say) for pattern, say in (*_BEFORE_DATES, (_SLASHED, slashed), *_AFTER_DATES))


_TABLES = {day_first: _table(day_first=day_first) for day_first in (False, True)}
_ROUND = 48  # characters: no pattern looks further
_ANY = re.compile(r"\d|[½⅓⅔¼¾⅕⅛⅜⅝⅞]|\b[IVXL]+\b")


def spans(text: str, language: str = "en") -> list[Span]:
    """What in an English text is not said as it is written, in order and apart; dates are day first unless it is American."""
    table = _TABLES[language.lower().split("-")[-1] not in ("en", "us")]
    found = []
    for start, end in _stretches(text):
        own = by_patterns(text[start:end], table)
        found += [Span(start + span.start, start + span.end, span.spoken) for span in own]
    return sorted(found, key=lambda span: span.start)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of the text that hold digits or numerals, whole words round them: only these are looked at closely."""
    first = last = 0
    for match in _ANY.finditer(text):
        if match.end() <= last and last - match.end() >= _ROUND // 2:
            continue
        start, end = max(0, match.start() - _ROUND), match.end() + _ROUND
        if last and start > last:
            yield first, last
            first, last = max(last, text.rfind(" ", 0, start) + 1), 0
        elif not last:
            first = text.rfind(" ", 0, start) + 1 if start else 0
        last = (
            end if end >= len(text) else next((at for at in range(end, min(len(text), end + _ROUND)) if text[at] == " "), end)
        )
    if last:
        yield first, min(last, len(text))
