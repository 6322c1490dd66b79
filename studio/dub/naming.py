"""Names of outputs: safe on every system, below the output folder, each given once.

What is only untidy is tidied; what would lead elsewhere, or cannot be a name, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipelines.faults import Unfit

from ..wording import source

LONGEST_PART, LONGEST_NAME = 150, 600
"""Bytes of one part of a path and of the whole: file systems take 255 of the first, and a suffix is added."""

SUFFIXES = (".wav", ".mp3", ".flac", ".m4a", ".opus", ".ogg", ".aac", ".wma", ".aiff", ".mp4", ".mkv", ".mov", ".webm")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_NUMBER = "{:04d}"


def clean(name: str) -> str:
    """The name as a path with "/" below the output folder, without the suffix of a sound or film.

    Unfit for one that leads elsewhere ("..", "/", "C:"), for control characters, and for one too long or empty.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").strip()
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in plain):
        raise Unfit(f"{_shown(name)} holds a control character; letters, digits, spaces, \"-\", \"_\" and \"/\" are accepted",
                    f"{_shown(name)} 含控制字符；可用文字、字母、数字、空格、“-”、“_”和“/”")  # fmt: skip
    plain = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain):
        raise Unfit(f"{_shown(name)} is a place of its own; a name below the output folder is accepted, such as part1/hello",
                    f"{_shown(name)} 是绝对路径；只接受输出文件夹之内的名字，例如 part1/hello")  # fmt: skip
    parts = [_part(part, name) for part in plain.split("/")]
    whole = "/".join(part for part in parts if part)
    if not whole:
        raise Unfit(f"{_shown(name)} is no name; letters or digits are needed, such as hello", f"{_shown(name)} 不是名字；需有文字或数字，例如 hello")  # fmt: skip
    if len(whole.encode()) > LONGEST_NAME:
        raise _too_long(name, LONGEST_NAME)
    return whole


def _part(part: str, name: str) -> str:
    bare = part.strip(" ")
    if set(bare) <= {".", " "} and bare.count(".") > 1:
        raise Unfit(f"{_shown(name)} leads out of the output folder; a name below it is accepted, such as part1/hello",
                    f"{_shown(name)} 指向输出文件夹之外；只接受其内的名字，例如 part1/hello")  # fmt: skip
    bare = _FORBIDDEN.sub("_", bare).rstrip(" .")
    while bare.lower().endswith(SUFFIXES):
        bare = bare[: bare.rindex(".")].rstrip(" .")
    bare = bare.strip(" .")
    if _RESERVED.fullmatch(bare.partition(".")[0].strip()):
        head, dot, tail = bare.partition(".")
        bare = f"{head.strip()}_{dot}{tail}"
    if len(bare.encode()) > LONGEST_PART:
        raise _too_long(name, LONGEST_PART)
    return bare


def track_name(stem: str) -> str:
    """What the outputs of an input are called by: its own name, whatever is in it, as one that `clean` takes."""
    tidy = "".join("_" if unicodedata.category(c) in ("Cc", "Cs") else c for c in unicodedata.normalize("NFC", stem))
    parts = [part[:LONGEST_PART].encode()[:LONGEST_PART].decode(errors="ignore") for part in tidy.split("/")]
    try:
        return clean("/".join(part for part in parts if part.strip(" .")))
    except Unfit:
        return "track"


@lru_cache(maxsize=64)
def same(name: str) -> str:
    """What two names share that a file system may take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class Names:
    """The names of a run: given ones, and those by number."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[str, str]] = {}
        self._numbered: dict[str, bytearray] = {}

    def numbered(self, track: str, position: int) -> str:
        """`track`/0001, … for the row at `position` from 1. Unfit if a row before was given that name."""
        name = f"{track}/{_NUMBER.format(position)}"
        if self._given:
            self._refuse(name, self._given.get(same(name)))
        taken = self._numbered.setdefault(same(track), bytearray())
        taken.extend(bytes(max(0, position + 1 - len(taken))))
        taken[position] = 1
        return name

    def given(self, name: str, place: str, file: str) -> str:
        """The name made safe. Unfit if it cannot be, or if a row before has it, which is named by its `place` in its `file`."""
        safe = clean(name)
        at = same(safe)
        track, _, number = at.rpartition("/")
        taken = self._numbered.get(track, b"")
        if number.isascii() and number.isdigit() and len(number) < 10 and number == _NUMBER.format(int(number)):
            clash = int(number) < len(taken) and taken[int(number)]
            self._refuse(safe, (f"row {int(number)}", track) if clash else None)
        self._refuse(safe, self._given.get(at))
        self._given[at] = place, file
        return safe

    @staticmethod
    def _refuse(name: str, other: tuple[str, str] | None) -> None:
        if other:
            place, file = other
            raise Unfit(f"{_shown(name)} is the output of {place} of {file} already; each row needs a name of its own",
                        f"{_shown(name)} 已是 {source(file, place, 'zh')}的输出名；每行须有不同的名字")  # fmt: skip


def _too_long(name: str, most: int) -> Unfit:
    return Unfit(f"{_shown(name)} is too long: up to {most} bytes are accepted (about {most // 3} Chinese characters)",
                 f"{_shown(name)} 太长：最多 {most} 字节（约 {most // 3} 个汉字）")  # fmt: skip


def _shown(name: str) -> str:
    return repr(name if len(name) <= 50 else name[:49] + "…")
