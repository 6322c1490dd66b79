"""What a batch knows of its rows, kept in one SQLite file: it outlives the process, and a row costs no memory.

The ledger says what was asked and how it came out. It is never what a resumed run depends on: a line that was made is found
in the takes by its key, whatever the ledger had time to write.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import BadInput
from pipelines.files import output_error

from .row import Fault, Row

State = Literal["waiting", "planned", "found", "made", "failed", "refused"]
SCHEMA = 1
DONE = "state in ('made', 'found')"
WRONG = "state in ('failed', 'refused')"
OVERRUN = "told != '' and json_extract(told, '$.overrun') > 0"
QUIETER = "told != '' and json_extract(told, '$.loudness') < ?"
"""Which rows are said, cannot be, last beyond all their time, and are less loud than some LUFS: for `entries` and `count`."""
_ROW = tuple(field.name for field in fields(Row))
_PAGE = 500  # rows that are read at once

_TOLD = "json_extract(told, '$.{}')"
_TABLES = f"""
create table if not exists about (name text primary key, value text not null);
create table if not exists rows (
  id integer primary key, {", ".join(f'"{name}"' for name in _ROW)},
  spare real not null default 0, key text not null default '', state text not null default 'waiting',
  en text not null default '', zh text not null default '', told text not null default ''
);
create table if not exists notes (file text, place text, en text, zh text);
create table if not exists known (key text primary key, told text not null);
create table if not exists outputs (path text primary key, key text, size integer, mtime integer);
create index if not exists by_state on rows (state, priority desc, id);
create index if not exists by_track on rows (track, start, id);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with what is known of it. `told` is how it came out: seconds, natural, tempo, borrowed, overrun, loudness if one was asked for."""

    id: int
    row: Row
    spare: float
    key: str
    state: State
    en: str
    zh: str
    told: Mapping[str, Any]

    @property
    def done(self) -> bool:
        return self.state in ("made", "found")

    @property
    def wrong(self) -> bool:
        return self.state in ("failed", "refused")

    def with_key(self, key: str) -> Entry:
        return replace(self, key=key)


class Ledger:
    """One batch. Use it in a `with`; BadInput if the file is not a ledger of this program, or of a newer one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> Ledger:
        with self._said():
            self._base = sqlite3.connect(self.path, isolation_level=None, timeout=30.0, check_same_thread=False)
            self._base.execute("pragma journal_mode = wal")
            self._base.execute("pragma synchronous = normal")
            version = self._base.execute("pragma user_version").fetchone()[0]
            if version not in (0, SCHEMA):
                raise BadInput(f"{self.path} was written by a newer version of this program. Update it, or choose another --out.",
                               f"{self.path} 由更新版本的程序写成。请更新程序，或另选 --out。")  # fmt: skip
            self._base.executescript(_TABLES)
            self._base.execute(f"pragma user_version = {SCHEMA}")
        return self

    def __exit__(self, *_: Any) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    @property
    def base(self) -> sqlite3.Connection:
        assert self._base is not None, "a ledger is used in a with"
        return self._base

    @contextmanager
    def _said(self) -> Iterator[None]:
        """SQLite's troubles as a person's: a full disk, a folder that is gone, a file that is something else."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise output_error(OSError(_errno(str(error)), str(error)), self.path) from error
            raise BadInput(f"{self.path} is damaged ({error}). Delete it and run the command again: what was made is found again.",
                           f"{self.path} 已损坏（{error}）。请删除后重新运行命令：已生成的内容会被找到。") from error  # fmt: skip

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is written, or none of it."""
        with self._said():
            self.base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self.base.execute("rollback")
                raise
            self.base.execute("commit")

    # what is asked

    def set(self, name: str, value: Any) -> None:
        with self._said():
            self.base.execute("insert or replace into about values (?, ?)", (name, json.dumps(value, ensure_ascii=False)))

    def get(self, name: str, default: Any = None) -> Any:
        with self._said():
            found = self.base.execute("select value from about where name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else default

    def take_in(self, manifest: Iterable[Row | Fault]) -> int:
        """The manifest in the place of what was here, all of it or nothing; how many rows it has."""
        count = 0
        names = ", ".join(f'"{name}"' for name in _ROW)
        insert = f"insert into rows ({names}, state, en, zh) values ({', '.join('?' * (len(_ROW) + 3))})"
        with self.together():
            self.base.execute("delete from rows")
            self.base.execute("delete from notes")
            for one in manifest:
                if isinstance(one, Row):
                    self.base.execute(insert, (*(getattr(one, name) for name in _ROW), "waiting", "", ""))
                    count += 1
                elif one.row:
                    refused = Row(one.file, one.place, "")
                    self.base.execute(insert, (*(getattr(refused, name) for name in _ROW), "refused", one.en, one.zh))
                else:
                    self.base.execute("insert into notes values (?, ?, ?, ?)", (one.file, one.place, one.en, one.zh))
            self._find_spare()
        return count

    def _find_spare(self) -> None:
        """The silence after each slot, up to the next one of its track."""
        self.base.execute(
            """update rows set spare = coalesce((
                 select max(0.0, n.following - rows."end") from (
                   select id, lead(start) over (partition by track order by start, id) as following
                   from rows where state = 'waiting' and start is not null) n
                 where n.id = rows.id), 1e6)
               where state = 'waiting' and "end" is not null"""
        )

    # what becomes of it

    def waiting(self) -> Iterator[Entry]:
        """The rows that wait, as they are to be begun."""
        return self.entries("state = 'waiting'", order="priority desc, id")

    def entries(self, where: str = "1", values: tuple[Any, ...] = (), order: str = "id") -> Iterator[Entry]:
        """The rows that are so now, each once, whatever becomes of them meanwhile."""
        with self._said():
            ids = [found[0] for found in self.base.execute(f"select id from rows where {where} order by {order}", values)]
        for first in range(0, len(ids), _PAGE):
            yield from self._page(ids[first : first + _PAGE])

    def entry(self, number: int) -> Entry:
        return self._page([number])[0]

    def _page(self, ids: Sequence[int]) -> list[Entry]:
        with self._said():
            found = self.base.execute(f"select * from rows where id in ({', '.join('?' * len(ids))})", ids).fetchall()
        entries = {values[0]: _entry(values) for values in found}
        return [entries[number] for number in ids]

    def settle(self, number: int, state: State, *, key: str = "", en: str = "", zh: str = "", told: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        text = json.dumps(dict(told)) if told else ""
        with self._said():
            self.base.execute(
                "update rows set state = ?, key = ?, en = ?, zh = ?, told = ? where id = ?", (state, key, en, zh, text, number)
            )
        if state == "made":
            self.learn(key, told or {})

    def reword(self, number: int, text: str) -> None:
        """Another text for a row."""
        with self._said():
            self.base.execute("update rows set text = ? where id = ?", (text, number))

    def learn(self, key: str, told: Mapping[str, Any]) -> None:
        """How what has this key came out, for later runs."""
        with self._said():
            self.base.execute("insert or replace into known values (?, ?)", (key, json.dumps(dict(told))))

    def known(self, key: str) -> dict[str, Any] | None:
        """How what has this key came out, in this run or one before."""
        with self._said():
            found = self.base.execute("select told from known where key = ?", (key,)).fetchone()
        return dict(json.loads(found[0])) if found else None

    def counts(self) -> dict[str, int]:
        with self._said():
            return dict(self.base.execute("select state, count(*) from rows group by state").fetchall())

    def count(self, where: str, values: tuple[Any, ...] = ()) -> int:
        with self._said():
            return int(self.base.execute(f"select count(*) from rows where {where}", values).fetchone()[0])

    def last_of_first(self, count: int) -> int:
        """The id of the last of the first `count` rows; 0 if there are none."""
        with self._said():
            found = self.base.execute("select max(id) from (select id from rows order by id limit ?)", (count,)).fetchone()
        return int(found[0] or 0)

    def seconds(self) -> dict[str, float]:
        """How long the rows of each state last."""
        with self._said():
            found = self.base.execute(f"select state, sum({_TOLD.format('seconds')}) from rows where told != '' group by state")
            return {state: seconds or 0.0 for state, seconds in found}

    def tempos(self) -> list[tuple[int, int]]:
        """(a tempo in hundredths, how many rows have it), the slowest first."""
        with self._said():
            return self.base.execute(f"select cast(round(100 * {_TOLD.format('tempo')}) as int) as t, count(*) from rows"
                                     " where told != '' group by t order by t").fetchall()  # fmt: skip

    def tracks(self) -> list[str]:
        with self._said():
            return [found[0] for found in self.base.execute("select distinct track from rows where track != '' order by track")]

    def note(self, one: Fault) -> None:
        """Something that a person should know of."""
        with self._said():
            self.base.execute("insert into notes values (?, ?, ?, ?)", (one.file, one.place, one.en, one.zh))

    def notes(self) -> list[Fault]:
        with self._said():
            found = self.base.execute("select file, place, en, zh from notes").fetchall()
        return [Fault(file, place, en, zh, row=False) for file, place, en, zh in found]

    # what was written for the person

    def own(self, path: str) -> tuple[str, int, int] | None:
        """(key, size, mtime in ns) of an output that this batch wrote."""
        with self._said():
            found = self.base.execute("select key, size, mtime from outputs where path = ?", (path,)).fetchone()
        return tuple(found) if found else None

    def outputs(self, but: str = "") -> list[str]:
        """The paths of all that was written, in order; without the rows' own files of the suffix `but`, if one is given."""
        with self._said():
            clips = "select output || ? from rows where ? != ''"
            found = self.base.execute(f"select path from outputs where path not in ({clips}) order by path", (but, but))
            return [path for (path,) in found]

    def wrote(self, path: str, key: str, size: int, mtime: int) -> None:
        with self._said():
            self.base.execute("insert or replace into outputs values (?, ?, ?, ?)", (path, key, size, mtime))


def _entry(values: Sequence[Any]) -> Entry:
    """The entry of a row of the table."""
    count = len(_ROW)
    spare, key, state, en, zh, told = values[1 + count :]
    return Entry(values[0], Row(*values[1 : 1 + count]), spare, key, state, en, zh, json.loads(told) if told else {})


def _errno(text: str) -> int:
    import errno

    return errno.ENOSPC if "full" in text else errno.EROFS if "readonly" in text else errno.EIO
