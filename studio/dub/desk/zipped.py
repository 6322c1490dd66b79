"""All that a batch made as one zip, written as it is sent: nothing of it is kept in memory or on the disk."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

_BLOCK = 1 << 18


class _Pipe(io.RawIOBase):
    """Takes what a zip file writes, and gives it away."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        block = bytes(data)  # type: ignore[call-overload]
        self._held += block
        return len(block)

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def stream(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """The bytes of a zip of (name, path). Sounds are stored as they are: they do not shrink. A file that is gone is left out."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for name, path in files:
            try:
                source = path.open("rb")
            except OSError:
                continue
            with source:
                about = zipfile.ZipInfo(
                    name, time.localtime(max(path.stat().st_mtime, 315_619_200))[:6]
                )  # a zip begins in 1980
                with packed.open(about, "w", force_zip64=True) as target:
                    while block := source.read(_BLOCK):
                        target.write(block)
                        yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
