"""The values of SSML's attributes as numbers: factors, semitones, decibels, seconds.

The words (slow, high, loud, strong …) have no numbers in SSML 1.1; those here are Azure's, where it publishes them, so that
a file written for Azure sounds as it was meant (learn.microsoft.com, "Customize voice and sound with SSML"). For volume,
which Azure counts from its loudest, the steps are 6 dB about medium.
"""

from __future__ import annotations

import math
import re

from ...errors import BadInput
from ..markup import Element, refuse

RATES = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "default": 1.0, "fast": 1.55, "x-fast": 2.0}
PITCHES = {"x-low": 0.55, "low": 0.8, "medium": 1.0, "default": 1.0, "high": 1.2, "x-high": 1.45}
RANGES = {"x-low": 0.4, "low": 0.7, "medium": 1.0, "default": 1.0, "high": 1.4, "x-high": 1.8}
VOLUMES = {"silent": -60.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 6.0, "x-loud": 12.0}
BREAKS = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
STRESSES = {"strong": 1, "moderate": 2, "reduced": 0}

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_TIME = re.compile(rf"({_NUMBER})\s*(ms|s)", re.I)
_WITH_UNIT = re.compile(rf"({_NUMBER})\s*(%|st|hz|db)?", re.I)
_POINT = re.compile(r"\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)")
SILENT_DB = -60.0


def _refuse_value(element: Element, name: str, accepted: str, accepted_zh: str = "") -> BadInput:
    given = element.attributes.get(name, "")
    return refuse(element, f"{name}={given[:80]!r} is not understood; accepted: {accepted}",
                  f"无法理解 {name}={given[:80]!r}；可接受：{accepted_zh or accepted}")  # fmt: skip


def _quantity(element: Element, name: str, text: str, accepted: str) -> tuple[float, str, bool]:
    """(number, unit in lower case, whether it has a sign)"""
    found = _WITH_UNIT.fullmatch(text.strip())
    if not found:
        raise _refuse_value(element, name, accepted)
    return float(found[1]), (found[2] or "").lower(), found[1][0] in "+-"


def seconds(element: Element, name: str) -> float:
    """A time, not negative: "250ms", "1.5s"."""
    accepted = "a time such as 250ms or 1.5s"
    found = _TIME.fullmatch(element.attributes[name].strip())
    if not found or float(found[1]) < 0:
        raise _refuse_value(element, name, accepted, "时长，例如 250ms 或 1.5s")
    return float(found[1]) / (1000 if found[2].lower() == "ms" else 1)


def number(element: Element, name: str) -> float:
    """A number without a unit."""
    value, unit, _ = _quantity(element, name, element.attributes[name], "a number")
    if unit:
        raise _refuse_value(element, name, "a number", "数字")
    return value


def rate(element: Element, name: str = "rate") -> float:
    """A factor of speed: "slow", "120%" and "1.2" are factors, "+20%" and "-20%" are changes."""
    text = element.attributes[name].strip()
    if text.lower() in RATES:
        return RATES[text.lower()]
    accepted = f"{', '.join(RATES)}, 120%, +20%, 1.2"
    value, unit, signed = _quantity(element, name, text, accepted)
    if unit not in ("", "%"):
        raise _refuse_value(element, name, accepted)
    factor = (1 + value / 100 if signed else value / 100) if unit == "%" else value
    if factor <= 0:
        raise _refuse_value(element, name, accepted)
    return factor


def semitones(element: Element, name: str, base: float, text: str | None = None) -> float:
    """A change of pitch in semitones. `base` Hz is the voice's own pitch, which Hz are counted from."""
    written = (element.attributes[name] if text is None else text).strip()
    if written.lower() in PITCHES:
        return 12 * math.log2(PITCHES[written.lower()])
    accepted = f"{', '.join(PITCHES)}, +2st, -10%, +20Hz, 200Hz"
    value, unit, signed = _quantity(element, name, written, accepted)
    factor = {"%": 1 + value / 100, "hz": (base + value) / base if signed else value / base}.get(unit, 1.0)
    if unit in ("st", ""):
        if unit == "" and value != 0:
            raise _refuse_value(element, name, accepted)
        return value
    if unit == "db" or factor <= 0:
        raise _refuse_value(element, name, accepted)
    return 12 * math.log2(factor)


def pitch_range(element: Element, name: str = "range") -> float | None:
    """A factor of the pitch range; None for a range in Hz, which depends on the words."""
    text = element.attributes[name].strip()
    if text.lower() in RANGES:
        return RANGES[text.lower()]
    accepted = f"{', '.join(RANGES)}, +50%, +2st"
    value, unit, _ = _quantity(element, name, text, accepted)
    if unit == "hz":
        return None
    factor = 2 ** (value / 12) if unit == "st" else 1 + value / 100 if unit == "%" else 0.0
    if factor < 0 or unit not in ("st", "%"):
        raise _refuse_value(element, name, accepted)
    return factor


def decibels(element: Element, name: str = "volume") -> float:
    """A gain in dB: words, "+6dB", "+10%" (of the amplitude), "80" of 100, "+10" of 100."""
    text = element.attributes[name].strip()
    if text.lower() in VOLUMES:
        return VOLUMES[text.lower()]
    accepted = f"{', '.join(VOLUMES)}, +6dB, -10%, 0 to 100"
    value, unit, signed = _quantity(element, name, text, accepted)
    if unit == "db":
        return value
    if unit not in ("", "%") or (not signed and unit == "" and value > 100):
        raise _refuse_value(element, name, accepted)
    factor = 1 + value / 100 if signed else value / 100
    return max(SILENT_DB, 20 * math.log10(factor)) if factor > 0 else SILENT_DB


def points(element: Element, name: str, base: float) -> tuple[tuple[float, float], ...]:
    """A contour as (place from 0 to 1, semitones), in order of their places: "(0%,+20st) (100%,-2st)"."""
    text = element.attributes[name].strip()
    if not text or _POINT.sub("", text).strip(" ,\n\t"):
        raise _refuse_value(element, name, "points such as (0%,+2st) (100%,-2st)", "例如 (0%,+2st) (100%,-2st) 的点")
    found = []
    for place, value in _POINT.findall(text):
        at = re.fullmatch(r"\+?(\d+\.?\d*|\.\d+)\s*%", place)
        if not at or float(at[1]) > 100:
            raise _refuse_value(element, name, "places from 0% to 100%", "位置为 0% 到 100%")
        found.append((float(at[1]) / 100, semitones(element, name, base, value)))
    return tuple(sorted(found, key=lambda point: point[0]))
