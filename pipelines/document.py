"""Speech of any length: lines with ids, each an utterance of its own. An edit costs its line and not the document.

Its file is JSON with one line of speech in each row of text, so that a program can read and write it row by row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from . import editing, timeline
from .carrying import Dropped
from .editing import Planner
from .errors import BadInput
from .schema import check
from .timeline import Utterance

SCHEMA = "shengying.document"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Document:
    """`order` holds the lines' ids, `lines` the utterance of each; all of one sample rate."""

    order: tuple[str, ...]
    lines: Mapping[str, Utterance]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", MappingProxyType(dict(self.lines)))

    def line(self, line_id: str) -> Utterance:
        """BadInput for an unknown id."""
        if line_id not in self.lines:
            raise BadInput(f"There is no line {line_id!r}; lines are {', '.join(self.order[:5])} …",
                           f"没有行 {line_id!r}；行的编号为 {'、'.join(self.order[:5])} ……")  # fmt: skip
        return self.lines[line_id]

    def apply(self, line_id: str, edit: Any, planner: Planner | None = None) -> tuple[Document, tuple[Dropped, ...]]:
        """The document with an edit of one line."""
        done = editing.apply(self.line(line_id), edit, planner)
        return replace(self, lines={**self.lines, line_id: done.utterance}), done.dropped


def of(utterances: Mapping[str, Utterance]) -> Document:
    """A document of the lines in their order. BadInput if their sample rates differ."""
    rates = {utterance.sample_rate for utterance in utterances.values()}
    if len(rates) > 1:
        raise BadInput(f"Lines of one document have one sample rate; these have {sorted(rates)}.",
                       f"同一文档的各行须有相同采样率；这里有 {sorted(rates)}。")  # fmt: skip
    return Document(tuple(utterances), utterances)


def to_dict(document: Document) -> dict[str, Any]:
    """JSON-ready values; `from_dict` gives the same document back."""
    rows = [{"id": line, "speech": timeline.to_dict(document.lines[line])} for line in document.order]
    return {"schema": SCHEMA, "version": VERSION, "lines": rows}


def head(**made: Any) -> str:
    """The first row of a document's file; `made` says how it was made, and is not read back."""
    values = {"schema": SCHEMA, "version": VERSION, **({"made": made} if made else {})}
    return json.dumps(values, ensure_ascii=False)[:-1] + ', "lines": [\n'


TAIL = "]}\n"
"""The last row."""


def row(line_id: str, utterance: Utterance, *, first: bool) -> str:
    """A line's row; every one but the first begins with the comma that JSON wants."""
    values = {"id": line_id, "speech": timeline.to_dict(utterance)}
    return ("" if first else ",") + json.dumps(values, ensure_ascii=False) + "\n"


def line_in(row: str) -> tuple[str, Utterance]:
    """(id, utterance) of a line's row. BadInput for anything else."""
    try:
        values = json.loads(row.strip().removeprefix(","))
        return str(values["id"]), timeline.from_dict(values["speech"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"This line of the document is damaged ({error}).", f"文档的这一行已损坏（{error}）。") from error


def from_dict(data: Any) -> Document:
    """BadInput for anything that is not a document of this or an older version."""
    check(data, SCHEMA, VERSION, what=("speech document", "语音文档"), maker="studio plan")
    try:
        return of({row["id"]: timeline.from_dict(row["speech"]) for row in data["lines"]})
    except (KeyError, TypeError) as error:
        raise BadInput(f"This document is damaged ({error}).", f"该文档已损坏（{error}）。") from error
