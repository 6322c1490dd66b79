"""Which encoding a text is in: Unicode where it says so or holds together, else what its bytes look like."""

from __future__ import annotations

import re

_CHINESE = ("gb18030", "euc_kr")  # characters of two bytes, both above 127
_LATIN = ("cp1252", "cp1250", "cp1254")
_OTHERS = ("gb18030", "big5", "cp1251", "shift_jis", "euc_kr", "cp1253")
_SAMPLE = 200_000  # bytes that are looked at
_HIGH = re.compile(rb"[\x80-\xff]+")
_INSIDE_WORDS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]{1,2}(?=[A-Za-z])")


def candidates(raw: bytes) -> tuple[str, ...]:
    """Python's names of the encodings to try on a text, the likeliest first."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _likeliest(raw[:_SAMPLE])
    return ("utf-8-sig",)


def _likeliest(raw: bytes) -> tuple[str, ...]:
    """By the bytes above 127: always in pairs, it is Chinese; a few among letters, it is Latin; what is meant by them
    charset-normalizer tells, and of two that it finds equally good the more common is taken."""
    group = _group(raw)
    if group[0] in _CHINESE and len(group) == len(_CHINESE):
        return group
    from charset_normalizer import from_bytes  # only for what is not Unicode

    place = {name: number for number, name in enumerate(group)}
    found = [
        (round(match.chaos, 3), -round(match.coherence, 3), place[name], name)
        for match in from_bytes(raw, cp_isolation=list(group))
        for name in match.could_be_from_charset
        if name in place
    ]
    return tuple(dict.fromkeys((*(name for *_, name in sorted(found)), *group)))


def _group(raw: bytes) -> tuple[str, ...]:
    runs = [len(run) for run in _HIGH.findall(raw)]
    if all(length % 2 == 0 for length in runs) and len(_INSIDE_WORDS.findall(raw)) < len(runs):
        pairs = [run[at] for run in _HIGH.findall(raw) for at in range(0, len(run), 2)]
        letters = [lead for lead in pairs if lead >= 0xB0]
        return _CHINESE[
            :: -1 if len(letters) > 7 and len(set(letters)) > 3 and max(letters) <= 0xC8 else 1
        ]  # hangul lies in rows 0xB0 to 0xC8
    lines = b"\n".join(line for line in raw.splitlines() if _HIGH.search(line))
    ascii_letters = len(re.findall(rb"[A-Za-z]", lines))
    return _LATIN if sum(runs) < 0.5 * (ascii_letters + sum(runs)) else _OTHERS
