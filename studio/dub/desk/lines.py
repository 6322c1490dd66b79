"""The lines of a batch as they are shown: as the manifest and its check have them, with what a run made of those that are still the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import BadInput

from ..ledger import WRONG
from ..room import Room
from ..row import Fault

Which = Literal["all", "over", "wrong", "made"]
PAGE = 50

_OVER = "overrun > 0"
_WHERE: Mapping[str, str] = {"all": "1", "over": _OVER, "wrong": WRONG, "made": "state = 'made'"}

# `same`: the run has said, or tried to say, just this text of this row.
_VIEW = """
create temp view both as select c.*, m.key as unit, m.told as mtold, m.en as men, m.zh as mzh,
  case when m.text = c.text and m.file = c.file and m.place = c.place and m.state in ('made', 'found', 'failed')
       then m.state else '' end as same
  from looked.rows c left join made.rows m on m.id = c.id;
create temp view lines as select id, file, place, text, speaker, voice, start, "end" as finish, spare, track, output,
  case same when '' then state when 'found' then 'made' else same end as state,
  case when same in ('made', 'found') then unit else '' end as key,
  case same when 'failed' then men else en end as en, case same when 'failed' then mzh else zh end as zh,
  case when same in ('made', 'found') and mtold != '' then mtold else told end as told,
  coalesce(json_extract(nullif(case when same in ('made', 'found') and mtold != '' then mtold else told end, ''), '$.overrun'), 0) as overrun
  from both;
"""
_NONE = """
create table {}.rows (id integer primary key, file, place, text, speaker, voice, start, "end", spare, track, output, state, key, en, zh, told);
create table {}.about (name, value); create table {}.notes (file, place, en, zh); create table {}.outputs (path, size);
"""
"""In the place of a ledger that is not there, or is only being made."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `state` is waiting, planned, made, failed or refused; `key` of its take, "" if it is not made.

    start, end   of its slot, None without one; `spare` seconds of silence after it
    told         how it fits: seconds, natural, tempo, borrowed, overrun; empty before a check
    """

    id: int
    file: str
    place: str
    text: str
    speaker: str
    voice: str
    start: float | None
    end: float | None
    spare: float
    track: str
    output: str
    state: str
    key: str
    en: str
    zh: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines there are: `all`, those that do not fit, are wrong, are made, and were looked at.

    failed   of the wrong ones those that could be said another time: the others are wrong in the input
    """

    all: int = 0
    over: int = 0
    wrong: int = 0
    made: int = 0
    looked: int = 0
    failed: int = 0


@contextmanager
def _opened(checked: Room, out: Room) -> Iterator[sqlite3.Connection]:
    """Both ledgers together, only to be read: a run may be writing to them."""
    try:
        base = sqlite3.connect(":memory:", timeout=10.0)
        try:
            for name, room in (("looked", checked), ("made", out)):
                _attach(base, name, room)
            base.executescript(_VIEW)
            base.execute("pragma query_only = 1")
            yield base
        finally:
            base.close()
    except sqlite3.DatabaseError as error:
        raise BadInput(f"The batch in {checked.folder.parent.name} cannot be read ({error}). Delete it and begin it anew.",
                       f"无法读取任务 {checked.folder.parent.name}（{error}）。请删除后重新建立。") from error  # fmt: skip


def _attach(base: sqlite3.Connection, name: str, room: Room) -> None:
    if room.begun():
        base.execute(f"attach ? as {name}", (str(room.ledger),))
        if (
            base.execute(
                f"select count(*) from {name}.sqlite_master where name in ('rows', 'about', 'notes', 'outputs')"
            ).fetchone()[0]
            == 4
        ):
            return
        base.execute(f"detach {name}")
    base.execute(f"attach ':memory:' as {name}")
    base.executescript(_NONE.replace("{}", name))


def counts(checked: Room, out: Room) -> Counts:
    with _opened(checked, out) as base:
        found = base.execute(
            f"select count(*), sum({_OVER}), sum({_WHERE['wrong']}), sum(state = 'made'), sum(state != 'waiting'), sum(state = 'failed') from lines"
        ).fetchone()
    return Counts(*(value or 0 for value in found))


def page(checked: Room, out: Room, which: str = "all", number: int = 0) -> tuple[list[Line], int]:
    """(a page of the lines, how many there are in all pages)."""
    if which not in _WHERE:
        raise BadInput(f"There are no lines of the kind {which[:20]!r}. Accepted: {', '.join(_WHERE)}.", f"没有 {which[:20]!r} 这类句子。")  # fmt: skip
    with _opened(checked, out) as base:
        total = int(base.execute(f"select count(*) from lines where {_WHERE[which]}").fetchone()[0])
        number = max(0, min(number, (total - 1) // PAGE))
        found = base.execute(f"{_SELECT} where {_WHERE[which]} order by id limit {PAGE} offset {number * PAGE}").fetchall()
    return [_line(values) for values in found], total


def line(checked: Room, out: Room, number: int) -> Line:
    """BadInput for one that is not there."""
    with _opened(checked, out) as base:
        found = base.execute(f"{_SELECT} where id = ?", (number,)).fetchone()
    if found is None:
        raise BadInput("This line is no longer there.", "这一句已不存在。")
    return _line(found)


def speakers(checked: Room, most: int = 200) -> list[tuple[str, int]]:
    """Who speaks, and in how many lines; those with the most first."""
    found = _select(checked, "select speaker, count(*) as n from looked.rows where state != 'refused' group by speaker order by n desc, min(id) limit ?", most)  # fmt: skip
    return [(str(name), int(count)) for name, count in found]


def begun_after(checked: Room, second: float) -> int:
    """How many lines begin at that second or later."""
    ((count,),) = _select(checked, "select count(*) from looked.rows where start >= ?", second) or [(0,)]
    return int(count)


def files(checked: Room) -> dict[str, int]:
    """How many lines each file has, by its name without folders."""
    return {Path(name).name: count for name, count in _select(checked, "select file, count(*) from looked.rows group by file")}


def notes(checked: Room) -> list[Fault]:
    """What was noticed while the manifest was read."""
    found = _select(checked, "select file, place, en, zh from looked.notes order by rowid")
    return [Fault(file, place, en, zh, row=False) for file, place, en, zh in found]


def about(room: Room, name: str) -> Any:
    """What a ledger has noted under a name; None for nothing."""
    found = _select(room, "select value from looked.about where name = ?", name)
    return json.loads(found[0][0]) if found else None


def written(out: Room) -> list[str]:
    """Names of the files that a run has written."""
    return [str(name) for (name,) in _select(out, "select path from looked.outputs where size >= 0 order by path")]


def _select(room: Room, query: str, *values: object) -> list[tuple[Any, ...]]:
    with _opened(room, room) as base:
        return base.execute(query, values).fetchall()


_SELECT = (
    "select id, file, place, text, speaker, voice, start, finish, spare, track, output, state, key, en, zh, told from lines"
)


def _line(values: tuple[Any, ...]) -> Line:
    named: dict[str, Any] = dict(zip(Line.__dataclass_fields__, values, strict=True))
    return Line(**{**named, "told": json.loads(named["told"]) if named["told"] else {}})
