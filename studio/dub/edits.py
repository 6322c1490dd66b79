"""Texts that are said in the place of those of the inputs, which stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.files import write_text

from .row import Fault, Row

Place = tuple[str, str]
"""A row: its file's name without folders, and its place in it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` is said where the input says `was`."""

    text: str
    was: str


def load(path: Path) -> dict[Place, Edit]:
    """The edits of a file, none if it is not there. BadInput for one that is something else."""
    if not path.is_file():
        return {}
    try:
        return {
            (one["file"], one["place"]): Edit(str(one["text"]), str(one["was"])) for one in json.loads(path.read_text("utf-8"))
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is damaged ({error}): it should be a list of objects with file, place, text and was.",
                       f"{path} 已损坏（{error}）：应为含 file、place、text、was 的对象列表。") from error  # fmt: skip


def save(path: Path, edits: Mapping[Place, Edit]) -> None:
    told = [{"file": file, "place": place, "text": one.text, "was": one.was} for (file, place), one in edits.items()]
    write_text(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def place_of(row: Row) -> Place:
    return Path(row.file).name, row.place


def applied(rows: Iterable[Row | Fault], edits: Mapping[Place, Edit]) -> Iterator[Row | Fault]:
    """The rows with their edits. One whose input says something else by now is left as it is, and that is told."""
    for one in rows:
        edit = edits.get(place_of(one)) if isinstance(one, Row) and edits else None
        if edit is None or not isinstance(one, Row):
            yield one
        elif one.text == edit.was:
            yield replace(one, text=edit.text)
        else:
            yield one
            yield Fault(one.file, one.place, "It was edited, and the file says something else by now: the edit is left out.",
                        "此处有修改，但文件内容已变：未采用该修改。", row=False)  # fmt: skip
