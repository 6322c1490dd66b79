"""Times as people write them in tables and subtitles, in seconds."""

from __future__ import annotations

import math
import re
import unicodedata

from pipelines.faults import Unfit
from pipelines.speech.formats.notes import LONGEST_SECONDS

_PLAIN = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+)(?:[.,](\d*))?")
_FRAMES = re.compile(r"\d+:\d+:\d+[:;]\d+")
_UNITS = {"h": 3600, "小时": 3600, "时": 3600, "m": 60, "min": 60, "分钟": 60, "分": 60, "s": 1, "sec": 1, "秒": 1,
          "秒钟": 1, "ms": 0.001, "毫秒": 0.001}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(\d+(?:[.,]\d+)?|[.,]\d+)\s*({_UNIT})\s*")
_WORDS = re.compile(rf"(?:{_PART.pattern})+")
ACCEPTED = ("12.5, 1:02.5, 01:02:03.456 and 1m20s", "12.5、1:02.5、01:02:03.456 和 1分20秒")


def seconds(text: str, unit: float = 1.0) -> float:
    """The time that a text tells. `unit`: the seconds that a bare number counts (0.001 for milliseconds).

    Unfit, with what would be accepted, for anything else and for a time outside of 0 to 24 hours.
    """
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    if bare[:1] in ("-", "−"):
        raise Unfit(f"is {text.strip()!r}, before the beginning", f"为 {text.strip()!r}，在起点之前")
    if _PLAIN.fullmatch(bare):
        return checked(float(bare.replace(",", ".")) * unit)
    if match := _CLOCK.fullmatch(bare):
        return checked(clock(*match.groups()))
    if _FRAMES.fullmatch(bare):
        raise Unfit(f"is {text.strip()!r}: that counts frames, and how many a second has is not told; accepted are {ACCEPTED[0]}",
                    f"为 {text.strip()!r}：末尾是帧数，而帧率未知；可接受 {ACCEPTED[1]}")  # fmt: skip
    if _WORDS.fullmatch(bare):
        return checked(sum(float(number.replace(",", ".")) * _UNITS[name] for number, name in _PART.findall(bare)))
    raise Unfit(f"is {_shown(text)}, which is no time; accepted are {ACCEPTED[0]}",
                f"为 {_shown(text)}，不是时间；可接受 {ACCEPTED[1]}")  # fmt: skip


def clock(hours: str | None, minutes: str, secs: str, fraction: str | None = "") -> float:
    """Seconds of the parts of a clock's time. Minutes may be any number where no hours stand. Unfit for 60 and more otherwise."""
    if int(secs) > 59 or (hours is not None and int(minutes) > 59):
        raise Unfit("has 60 or more minutes or seconds in a place that ends at 59", "的分或秒达到或超过 60")
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(secs)
    return whole + int(fraction) / 10 ** len(fraction) if fraction else float(whole)


def checked(time: float) -> float:
    """The time itself if it lies within 0 to 24 hours; Unfit otherwise."""
    if not math.isfinite(time) or not 0 <= time <= LONGEST_SECONDS:
        hours = (f" ({time / 3600:g} h)", f"（{time / 3600:g} 小时）") if time > LONGEST_SECONDS else ("", "")
        raise Unfit(f"is {time:g} s{hours[0]}; 0 to 24 hours is accepted", f"为 {time:g} 秒{hours[1]}；可接受 0 到 24 小时")
    return time


def _shown(text: str) -> str:
    return repr(text.strip() if len(text.strip()) <= 40 else text.strip()[:39] + "…")
