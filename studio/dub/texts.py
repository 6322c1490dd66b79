"""Text files line by line, whatever their encoding and size: never the whole in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from pipelines.encodings import candidates
from pipelines.files import decoded

HEAD = 1_000_000
"""Bytes at a file's begin that are looked at for what kind of file it is."""

LONGEST = 1_000_000
"""Characters of a line: one that is longer is none."""

_CHUNK = 1_000_000
_SAMPLE = 50_000  # bytes of the lines that are not ASCII, which tell their encoding


def encoding_of(path: Path, name: str) -> str:
    """Python's name of the encoding that holds for the whole file. BadInput, with the file's `name`, for what is no text."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if wide := _wide(head):
        return wide
    if _holds(path, "utf-8-sig"):
        decoded(_whole_lines(head), name)  # refuses what is binary
        return "utf-8-sig"
    sample = _telling(path)
    if _mostly_utf8(sample):
        return "utf-8-sig"
    tried = (found for found in candidates(sample) if _holds(path, found))
    return next(tried, None) or decoded(sample, name)[1]


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file without their ends; a byte order mark is no part of the first. Bytes that are no text become "\ufffd",
    and of a line without end its first `LONGEST` characters are given."""
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        first = True
        while line := file.readline(LONGEST):
            while len(line) >= LONGEST and not line.endswith("\n") and (rest := file.readline(LONGEST)):
                if rest.endswith("\n"):
                    break
            yield (line.removeprefix("\ufeff") if first else line).rstrip("\n")
            first = False


def _wide(head: bytes) -> str:
    """UTF-16, "" for what is none. It may not say so: times, digits and line ends have a zero byte each, always on one side."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "" if _is_binary(head.decode("utf-16", errors="ignore")) else "utf-16"
    if b"\0" not in head:
        return ""
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[0::2].count(0)}
    likely = max(zeros, key=lambda one: zeros[one])
    much, little = zeros[likely], min(zeros.values())
    found = much * 10 > len(head) and much > 5 * little and not _is_binary(head.decode(likely, errors="ignore"))
    return likely if found else ""


def _is_binary(text: str) -> bool:
    return any(character in text for character in "\0\1\2\3\4")


def _mostly_utf8(raw: bytes) -> bool:
    """UTF-8 of which a few bytes are damaged: what is in another encoding has hardly a character that is one there."""
    text = raw.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 < sum(not character.isascii() for character in text)


def _whole_lines(raw: bytes) -> bytes:
    """The bytes up to the last line's end: no character is cut there."""
    return raw[: raw.rfind(b"\n") + 1] or raw[: max(1, len(raw) - 4)] if len(raw) == HEAD else raw


def _holds(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling(path: Path) -> bytes:
    """The first lines that are not ASCII."""
    found = bytearray()
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_SAMPLE), b""):
            if not line.isascii():
                found += line
            if len(found) > _SAMPLE:
                break
    return bytes(found)
