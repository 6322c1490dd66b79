"""Metadata fields in the bytes of WAV, FLAC and JPEG files, which the writers in use cannot put there.

WAV: a RIFF LIST INFO chunk, keys cut to four characters. FLAC: a Vorbis comment block. JPEG: the EXIF user comment.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

_EXIF_IFD, _USER_COMMENT = 0x8769, 0x9286
_CODES = {"shengying": b"SHYG"}  # INFO keys have four characters; "AIGC" happens to
_NAMES = {code: name for name, code in _CODES.items()}
_COMMENTS, _STREAM_INFO = 4, 0
_RF64_SIZE = 20  # where an RF64 file's own size stands, and after it the sound's
_FLAC_HEAD = 1 << 24  # bytes: a FLAC file's metadata blocks lie before this


def _info(fields: Mapping[str, str]) -> bytes:
    """A LIST chunk of the fields."""
    body = b"INFO"
    for key, value in fields.items():
        code = _CODES.get(key, key.encode("ascii")[:4].ljust(4))
        text = value.encode("utf-8") + b"\0"
        body += code + struct.pack("<I", len(text)) + text + b"\0" * (len(text) % 2)
    return b"LIST" + struct.pack("<I", len(body)) + body


def add_to_file(path: Path, fields: Mapping[str, str]) -> None:
    """Put the fields into a WAV or FLAC file where it lies, whatever its length."""
    if path.suffix.lower() == ".wav":
        with path.open("r+b") as file:
            size = file.seek(0, 2)
            file.write(b"\0" * (size % 2) + _info(fields))
            size = file.tell()
            file.seek(0)
            if file.read(4) == b"RF64":  # beyond 4 GB the size stands in the chunk that follows (EBU Tech 3306)
                file.seek(_RF64_SIZE)
                file.write(struct.pack("<Q", size - 8))
            else:
                file.seek(4)
                file.write(struct.pack("<I", size - 8))
        return
    beside = path.with_name(f"{path.name}.part")
    try:
        with path.open("rb") as source, beside.open("wb") as target:
            head = source.read(_FLAC_HEAD)
            changed, frames = _flac_head(head, fields)
            target.write(changed + head[frames:])
            shutil.copyfileobj(source, target, 1 << 20)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def of_wav(file: BinaryIO) -> dict[str, str]:
    """The INFO fields of a RIFF (or RF64) WAVE file; {} if it is none or has none. Its sound is not read."""
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
        return {}
    long = 0
    if head[:4] == b"RF64":
        file.seek(_RF64_SIZE + 8)
        long = struct.unpack("<Q", file.read(8).ljust(8, b"\0"))[0]
        file.seek(12)
    found: dict[str, str] = {}
    for code, body in _chunks(file, b"LIST", long):
        if code == b"LIST" and body[:4] == b"INFO":
            for key, value in _chunks(BytesIO(body[4:])):
                found[_NAMES.get(key, key.decode("latin-1"))] = value.rstrip(b"\0").decode("utf-8", "replace")
    return found


def _chunks(file: BinaryIO, only: bytes = b"", long: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """(code, body) of each chunk from here on; the bodies of others than `only`, if it is given, are passed over.

    `long`: the size of the sound that says in 32 bits that it is longer than they can count.
    """
    while len(head := file.read(8)) == 8:
        size = struct.unpack("<I", head[4:])[0]
        if head == b"data\xff\xff\xff\xff":
            size = long
        if only in (b"", head[:4]):
            yield head[:4], file.read(size)
            size = size % 2
        else:
            size += size % 2
        file.seek(size, 1)


def _flac_head(raw: bytes, fields: Mapping[str, str]) -> tuple[bytes, int]:
    """(the metadata blocks with `fields` for the comments, where the sound begins in `raw`)."""
    blocks, place, last = [], 4, False
    while not last:
        head = raw[place]
        last, kind = bool(head & 0x80), head & 0x7F
        size = int.from_bytes(raw[place + 1 : place + 4], "big")
        if kind != _COMMENTS:
            blocks.append((kind, raw[place + 4 : place + 4 + size]))
        place += 4 + size
    vendor = b"shengying"
    texts = [f"{key}={value}".encode() for key, value in fields.items()]
    body = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(texts))
    body += b"".join(struct.pack("<I", len(text)) + text for text in texts)
    where = next((n for n, (kind, _) in enumerate(blocks) if kind == _STREAM_INFO), -1) + 1
    blocks.insert(where, (_COMMENTS, body))
    out = b"fLaC"
    for number, (kind, content) in enumerate(blocks):
        flag = 0x80 if number == len(blocks) - 1 else 0
        out += bytes([flag | kind]) + len(content).to_bytes(3, "big") + content
    return out, place


def add_to_jpeg(raw: bytes, fields: Mapping[str, str]) -> bytes:
    """The file with an EXIF segment before everything else; its picture data is untouched."""
    exif = Image.Exif()
    text = json.dumps({key: json.loads(value) for key, value in fields.items()})  # ASCII only
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"ASCII\0\0\0" + text.encode("ascii")
    block = exif.tobytes()
    if not block.startswith(b"Exif\0\0"):
        block = b"Exif\0\0" + block
    return raw[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + raw[2:]


def of_exif(exif: Image.Exif) -> dict[str, str]:
    comment = exif.get_ifd(_EXIF_IFD).get(_USER_COMMENT, b"")
    raw = comment.encode("latin-1", "ignore") if isinstance(comment, str) else bytes(comment)
    try:
        values = json.load(BytesIO(raw.removeprefix(b"ASCII\0\0\0")))
    except ValueError:
        return {}
    return {key: json.dumps(value) for key, value in values.items()} if isinstance(values, dict) else {}
