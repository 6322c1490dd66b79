"""What the batch panel asks of the program."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput

from .. import films_home
from ..dub.desk import Batch, Desk, lines
from . import batch_shown as shown
from . import browser_files
from .notices import Served, answered


def _answered(function: Served) -> Served:
    """As `answered`; what an error says of the command's options, as the page has them."""
    answer = answered(function)

    @wraps(function)
    def told(asked: dict[str, Any]) -> dict[str, Any]:
        given = answer(asked)
        return given | {"error": shown.here(given["error"])} if given.get("error") else given

    return told


def desk() -> Desk:
    """The batches are kept beside the films."""
    return Desk(films_home.home() / "batches")


def _batch(asked: dict[str, Any]) -> Batch:
    return desk().batch(asked.get("id"))


def _lang(asked: dict[str, Any]) -> str:
    return str(asked.get("lang", "en"))


def _files(asked: dict[str, Any]) -> list[tuple[Path, str]]:
    """Files that came through the browser; their names are names, never places."""
    given = asked.get("files")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadInput("There is no file.", "没有文件。")
    return [(Path(browser_files.accepted(str(one.get("path") or "-"))), str(one.get("name", ""))) for one in given]


def _state(batch: Batch, asked: dict[str, Any]) -> dict[str, Any]:
    return shown.state(batch.state(), batch, _lang(asked))


@_answered
def batch_list(asked: dict[str, Any]) -> dict[str, Any]:
    """All batches, newest first."""
    rows = []
    for batch in desk().batches()[:200]:
        try:
            rows.append({"name": batch.choices().name, **_state(batch, asked)})
        except BadInput as error:  # it can still be deleted
            rows.append(
                {"name": batch.id, "id": batch.id, "state": "stopped", "counts": {}, "error": error.message(_lang(asked))}
            )
    return {"rows": rows}


@_answered
def batch_begin(asked: dict[str, Any]) -> dict[str, Any]:
    """A new batch of {"files": [{"path", "name"}]}."""
    return {"id": desk().begin(_files(asked)).id}


@_answered
def batch_add(asked: dict[str, Any]) -> dict[str, Any]:
    batch = _batch(asked)
    batch.add(_files(asked))
    return _state(batch, asked)


@_answered
def batch_drop(asked: dict[str, Any]) -> dict[str, Any]:
    """Leave out the file {"file"}."""
    batch = _batch(asked)
    batch.drop(str(asked.get("file", "")))
    return _state(batch, asked)


@_answered
def batch_about(asked: dict[str, Any]) -> dict[str, Any]:
    """What a batch was given and what is chosen, and how it stands."""
    return _about(_batch(asked), asked)


def _about(batch: Batch, asked: dict[str, Any]) -> dict[str, Any]:
    now = _state(batch, asked)  # first: if all is at rest, what follows is whole
    return {**shown.about(batch, _lang(asked)), "now": now, "outputs": shown.outputs(batch, _lang(asked))}


@_answered
def batch_state(asked: dict[str, Any]) -> dict[str, Any]:
    return _state(_batch(asked), asked)


@_answered
def batch_choose(asked: dict[str, Any]) -> dict[str, Any]:
    """Choose {"choices"}; what changes the lines that are read ("columns", "captions", "translate") has them read again."""
    batch, values = _batch(asked), asked.get("choices")
    if not isinstance(values, dict):
        raise BadInput("There is nothing to choose.", "没有可选择的内容。")
    batch.choose(values)
    if {"columns", "captions", "translate"} & set(values):
        batch.read()
    return _about(batch, asked)


@_answered
def batch_check(asked: dict[str, Any]) -> dict[str, Any]:
    batch = _batch(asked)
    batch.check()
    return _state(batch, asked)


@_answered
def batch_start(asked: dict[str, Any]) -> dict[str, Any]:
    batch = _batch(asked)
    batch.start()
    return _state(batch, asked)


@_answered
def batch_stop(asked: dict[str, Any]) -> dict[str, Any]:
    batch = _batch(asked)
    batch.stop()
    return _state(batch, asked)


@_answered
def batch_delete(asked: dict[str, Any]) -> dict[str, Any]:
    _batch(asked).delete()
    return {}


@_answered
def batch_lines(asked: dict[str, Any]) -> dict[str, Any]:
    """The page {"page"} of the lines {"which"}."""
    batch, lang = _batch(asked), _lang(asked)
    number = _number(asked, "page")
    found, total = lines.page(batch.looked, batch.out, str(asked.get("which", "all")), number)
    options, edited = batch.options(), batch.edited()
    pages = max(1, -(-total // lines.PAGE))
    return {"rows": [shown.line(one, batch, options, edited, lang) for one in found], "total": total,
            "page": max(0, min(number, pages - 1)), "pages": pages}  # fmt: skip


@_answered
def batch_line(asked: dict[str, Any]) -> dict[str, Any]:
    """One line {"row"}, with the whole of its text."""
    return _line(_batch(asked), asked)


@_answered
def batch_edit(asked: dict[str, Any]) -> dict[str, Any]:
    """Say {"text"} in the line {"row"}, and see how it fits."""
    batch = _batch(asked)
    batch.edit(_number(asked, "row"), str(asked.get("text", "")))
    return {**_line(batch, asked), "now": _state(batch, asked)}


def _line(batch: Batch, asked: dict[str, Any]) -> dict[str, Any]:
    found = lines.line(batch.looked, batch.out, _number(asked, "row"))
    return {"row": shown.line(found, batch, batch.options(), batch.edited(), _lang(asked), whole=True)}


def _number(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise BadInput(f"{name} is no number of a line or a page.", f"{name} 不是有效的编号。")
    return value


FUNCTIONS = (batch_list, batch_begin, batch_add, batch_drop, batch_about, batch_state, batch_choose, batch_check, batch_start,
             batch_stop, batch_delete, batch_lines, batch_line, batch_edit)  # fmt: skip
