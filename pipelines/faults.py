"""What pydantic found wrong with a value, in plain words in English and in Chinese: where it is and what would be accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

Words = tuple[str, str]
"""The same said in English and in Chinese."""

_MOST = 3  # faults that are named; the rest are often their consequences
_THINGS = {"scenes": ("scene", "场景"), "lines": ("line", "台词")}
_SIMPLE: dict[str, Words] = {
    "missing": ("is missing", "缺失"),
    "extra_forbidden": ("is not known here", "是未知的项"),
    "finite_number": ("is {given}; a finite number is accepted", "为 {given}；应为有限的数"),
    "greater_than_equal": ("is {given}; at least {ge} is accepted", "为 {given}；不应小于 {ge}"),
    "greater_than": ("is {given}; more than {gt} is accepted", "为 {given}；应大于 {gt}"),
    "less_than_equal": ("is {given}; at most {le} is accepted", "为 {given}；不应大于 {le}"),
    "less_than": ("is {given}; less than {lt} is accepted", "为 {given}；应小于 {lt}"),
    "string_too_long": ("is too long; at most {max_length} characters are accepted", "过长；最多 {max_length} 个字符"),
    "string_pattern_mismatch": ("is {given}; it should look like {pattern}", "为 {given}；应符合 {pattern}"),
    "too_short": ("is too short; at least {min_length} are needed", "太少；至少需要 {min_length} 项"),
    "too_long": ("is too long; at most {max_length} are accepted", "太多；最多 {max_length} 项"),
}
_TYPES: dict[str, Words] = {
    "string": ("text in quotes", "带引号的文字"),
    "int": ("a whole number", "整数"),
    "float": ("a number", "数字"),
    "bool": ("true or false", "true 或 false"),
    "tuple": ("a list", "列表"),
    "list": ("a list", "列表"),
    "dict": ("values in braces", "花括号中的值"),
    "model": ("values in braces", "花括号中的值"),
}


class Unfit(ValueError):
    """Raised by a validator with its own words, which follow the place: `fps` + "must be one of 24, 25"."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def validation_text(error: ValidationError, language: str = "en", data: Any = None) -> str:
    """The first faults in one line. `data`: the value that was checked, so that scenes and lines are named by their ids."""
    faults = error.errors()
    places = [tuple(fault["loc"]) for fault in faults]
    # Of a list with a faulty entry pydantic also says that it is too short: that is no fault of its own.
    own = [
        fault
        for fault, place in zip(faults, places, strict=True)
        if not any(len(other) > len(place) and other[: len(place)] == place for other in places)
    ]
    which = 1 if language.startswith("zh") else 0
    said = [_sentence(_place(fault["loc"], data), _fault(fault), which) for fault in own[:_MOST]]
    return ("；" if which else "; ").join(said)


def _sentence(place: Words, fault: Words, which: int) -> str:
    return " ".join(part for part in (place[which], fault[which]) if part)


def _fault(fault: Mapping[str, Any]) -> Words:
    kind, limits = str(fault["type"]), dict(fault.get("ctx", {}))
    given = _short(fault.get("input"))
    if isinstance(limits.get("error"), Unfit):
        return limits["error"].en, limits["error"].zh
    if kind == "literal_error":
        known = str(limits["expected"]).replace(" or ", ", ").replace("'", "")
        return f"cannot be {given}; accepted: {known}", f"不能是 {given}；可接受：{known.replace(', ', '、')}"
    if kind == "string_too_short":
        return "is empty; write at least one character", "是空的；请至少写一个字符"
    if kind in _SIMPLE:
        en, zh = (words.format(given=given, **limits) for words in _SIMPLE[kind])
        return en, zh
    if wanted := _TYPES.get(kind.partition("_")[0]):
        return f"is {given}; {wanted[0]} is accepted", f"为 {given}；应为{wanted[1]}"
    text = str(fault["msg"]).removeprefix("Value error, ")
    return text, text


def _short(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 40 else text[:39] + "…"


def _place(parts: Sequence[int | str], data: Any) -> Words:
    """("text of line l3", "台词 l3 的 text") of the path ("script", "scenes", 0, "lines", 2, "text")."""
    thing, rest, before = ("", ""), list[str](), ""
    for part in parts:
        if isinstance(part, int) and before in _THINGS:
            data = data[part] if isinstance(data, Sequence) and part < len(data) else None
            name = data.get("id") if isinstance(data, Mapping) else None
            en, zh = _THINGS[before]
            shown = name if isinstance(name, str) and name else part + 1
            thing, rest = (f"{en} {shown}", f"{zh} {shown}"), []
        else:
            rest.append(str(part))
            data = data.get(part) if isinstance(data, Mapping) else None
        before = str(part)
    field = ".".join(rest)
    if not thing[0]:
        return field, field
    return (f"{field} of {thing[0]}", f"{thing[1]} 的 {field}") if field else thing
