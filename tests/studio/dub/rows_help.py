"""Reading inputs in tests: rows, faults of rows, and what else was told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.dub.manifest import read
from studio.dub.row import Fault, Row

Write = Callable[[str, str | bytes], Path]


def writer(folder: Path) -> Write:
    """Writes a file below `folder`: its name, its content."""

    def put(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def split(*inputs: Path | str, **asked: object) -> tuple[list[Row], list[Fault], list[Fault]]:
    """(rows, faults of rows, what else was told) of some inputs."""
    found = list(read(inputs, **asked))  # type: ignore[arg-type]
    faults = [one for one in found if isinstance(one, Fault)]
    return [one for one in found if isinstance(one, Row)], [f for f in faults if f.row], [f for f in faults if not f.row]
