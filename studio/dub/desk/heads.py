"""The first rows of a table with what each column is taken for, so that a person can say otherwise before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.errors import BadInput

from .. import columns as headers
from .. import tables, texts, workbooks
from ..sources import BOOKS, TABLES, Source

ROWS = 3
_LOOKED_AT = 30  # lines at the begin of a file
_LONGEST = 80  # characters of a cell
_WIDEST = 60  # columns


@dataclass(frozen=True, slots=True)
class Head:
    """Headers, the field of each ("" for none), and the first rows below them, cells cut short."""

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def head(path: Path, asked: Mapping[str, str]) -> Head | None:
    """The head of a table; None for what is none, is a mere list of texts, or cannot be read."""
    suffix, asked = path.suffix.lower(), headers.of(asked, path.name)
    if suffix not in (*TABLES, *BOOKS):
        return None
    source = Source(path.name, path, path.stem)
    try:
        rows = workbooks.first_rows(source, _LOOKED_AT) if suffix in BOOKS else _first_rows(source)
    except (BadInput, OSError):  # reading it says why
        return None
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled or max(len(row) for row in filled) < 2:
        return None
    found = tables.header_of(enumerate(filled), asked)
    at = found[0] if found else next((at for at, row in enumerate(filled) if sum(1 for cell in row if cell.strip()) > 1), 0)
    return Head(_cut(filled[at]), _fields(filled[at], asked), tuple(_cut(row) for row in filled[at + 1 : at + 1 + ROWS]))


def _first_rows(source: Source) -> list[tuple[str, ...]]:
    assert source.path is not None
    given = list(islice(texts.lines(source.path, texts.encoding_of(source.path, source.name)), _LOOKED_AT))
    return [record.cells for record in tables.cells_of(given, "\t" if source.suffix == ".tsv" else "")]


def _fields(names: tuple[str, ...], asked: Mapping[str, str]) -> tuple[str, ...]:
    wanted = {headers.key(header): field for field, header in asked.items() if header}
    found = []
    for name in names[:_WIDEST]:
        known = headers.known(name)
        field = wanted.get(headers.key(name)) or (known.field if known and known.field not in asked else "")
        found.append(field)
    return tuple(found)


def _cut(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell if len(cell) <= _LONGEST else cell[: _LONGEST - 1] + "…" for cell in cells[:_WIDEST])
