"""Messages between the studio and an engine's worker: a mark, a JSON header and raw bytes, each with its length before it.

    "SYW1" | header length, 4 bytes | payload length, 4 bytes | header (UTF-8 JSON object) | payload        big-endian

This file is read by both sides, and the worker's side has nothing of the studio's: the standard library only.
"""

from __future__ import annotations

import json
import struct
from typing import Any

MARK = b"SYW1"
PROTOCOL = 1
"""Raised when a worker of before could no longer be spoken to."""

HEAD = struct.Struct(">4sII")
LONGEST_HEADER = 1_000_000
LONGEST_PAYLOAD = 256_000_000


class NotAMessage(ValueError):
    """What came is no message of this protocol; `raw`, how it began, is in its text."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(f"not a message: {raw[:80]!r}")


def packed(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """A message as bytes."""
    text = json.dumps(header, ensure_ascii=False).encode("utf-8")
    return HEAD.pack(MARK, len(text), len(payload)) + text + payload


def lengths(head: bytes) -> tuple[int, int]:
    """(bytes of the header, bytes of the payload) that follow these `HEAD.size` bytes."""
    mark, header, payload = HEAD.unpack(head)
    if mark != MARK or header > LONGEST_HEADER or payload > LONGEST_PAYLOAD:
        raise NotAMessage(head)
    return header, payload


def parsed(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except ValueError as error:
        raise NotAMessage(text) from error
    if not isinstance(header, dict):
        raise NotAMessage(text)
    return header
