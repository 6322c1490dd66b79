"""What the boxes of an mp4 or mov file say about itself before anything is decoded: is it whole, and is it encrypted?

ISO/IEC 14496-12 (boxes) and 23001-7 (common encryption: `pssh`, and the sample entries `encv` and `enca`); `drmi` and `drms` are Apple's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_HOLDING = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf")
_STARTS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
_MEDIA = (b"mdat", b"moov", b"moof")
_ENCRYPTED = (b"encv", b"enca", b"enct", b"encs", b"drmi", b"drms")
_LARGEST_INDEX = 1 << 28  # bytes of a moov box that is read
_DESCRIPTIONS = 8  # bytes before the first entry of stsd


@dataclass(frozen=True, slots=True)
class Boxes:
    """`index`: whether there is one, without which nothing can be read; `missing` bytes that the file should have beyond its end."""

    index: bool = False
    encrypted: bool = False
    missing: int = 0


def read(path: Path) -> Boxes | None:
    """What the boxes say; None for a file that is not made of them."""
    with path.open("rb") as file:
        if file.read(8)[4:8] not in _STARTS:
            return None
        size = file.seek(0, 2)
        index, encrypted, missing = False, False, 0
        for kind, start, end in _top(file, size):
            if kind in _MEDIA:
                missing = max(missing, end - size)
            if kind in (b"moov", b"moof") and end <= size and end - start < _LARGEST_INDEX:
                file.seek(start)
                index |= kind == b"moov"
                encrypted |= any(_says_encrypted(file.read(end - start)))
        return Boxes(index, encrypted, missing)


def _top(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content starts, where it ends) of each box of the file; the last one may end beyond it."""
    place = 0
    while place + 8 <= size:
        file.seek(place)
        head = file.read(16)
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - place
        if length < body or not kind.isalnum():
            return
        yield kind, place + body, place + length
        place += length


def _says_encrypted(raw: bytes) -> Iterator[bool]:
    """Of the boxes in an index, at any depth."""
    place = 0
    while place + 8 <= len(raw):
        length, kind = int.from_bytes(raw[place : place + 4], "big"), raw[place + 4 : place + 8]
        if length < 8:
            return
        body = raw[place + 8 : place + length]
        yield kind == b"pssh"
        if kind in _HOLDING:
            yield from _says_encrypted(body)
        elif kind == b"stsd":
            yield any(entry in _ENCRYPTED for entry in _entries(body))
        place += length


def _entries(body: bytes) -> Iterator[bytes]:
    """The kinds of the sample entries of a stsd box."""
    place = _DESCRIPTIONS
    while place + 8 <= len(body):
        yield body[place + 4 : place + 8]
        place += max(8, int.from_bytes(body[place : place + 4], "big"))
