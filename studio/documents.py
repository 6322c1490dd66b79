"""Timelines, documents and scripts from files: what is wrong with one is said with the file's name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines import document, schema, script, timeline
from pipelines.errors import BadInput
from pipelines.files import decode, output_error, read_text, replacing
from pipelines.script import Script
from pipelines.timeline import Utterance

from .store import key_of

LARGEST = 200_000_000  # bytes of a timeline that are read

_SPEECH, _SPEECH_MAKER = ("speech timeline", "语音时间线"), "studio plan"


@contextmanager
def named(place: str) -> Iterator[None]:
    """BadInput that comes up inside is raised with the name of the file it is about, if that is not in it."""
    try:
        yield
    except BadInput as error:
        if place in error.en:
            raise
        raise BadInput(f"{place}: {error.en}", f"{place}：{error.zh}") from error


def read_speech(path: Path) -> Utterance:
    """The timeline in a speech.json; BadInput with its name for anything else."""
    return speech(read_text(path, limit=LARGEST, what_en="a speech.json", what_zh="speech.json"), str(path))


def speech(text: str, place: str) -> Utterance:
    """The timeline that is the text of the file `place`."""
    data = schema.parse(text, place, what=_SPEECH, maker=_SPEECH_MAKER)
    if isinstance(data, dict) and data.get("schema") == document.SCHEMA:
        raise BadInput(f"{place} is a document of many lines. `studio show`, `edit` and `speak` take it; `studio show {place} --line l1"
                       " --json` gives one line as a speech.json.",
                       f"{place} 是包含多行的文档。`studio show`、`edit`、`speak` 可直接使用；`studio show {place} --line l1 --json`"
                       " 可取出一行作为 speech.json。")  # fmt: skip
    schema.check(data, timeline.SCHEMA, timeline.VERSION, what=_SPEECH, maker=_SPEECH_MAKER, place=place)
    with named(place):
        return timeline.from_dict(data)


def read_script(path: Path) -> Script:
    """The script in a script.json; BadInput with its name for anything else."""
    return script.loads(read_text(path, limit=LARGEST, what_en="a script.json", what_zh="script.json"), str(path))


# documents: read and written a line at a time, so that their length costs no memory

_HEAD = re.compile(r'\s*\{\s*"schema"\s*:\s*"' + re.escape(document.SCHEMA) + '"')


def is_document(path: Path) -> bool:
    """Whether the file is a document of lines, by its begin."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _HEAD.match(file.read(4096).decode("utf-8-sig", "ignore")) is not None


def lines(path: Path) -> Iterator[tuple[str, Utterance]]:
    """(id, utterance) of each line of a document, as they come. BadInput with the file and the row for a damaged one."""
    for number, row in _rows(path):
        with named(f"{path}, row {number}"):
            yield document.line_in(row)


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """(number of the row in the file, its text) of each line of a document."""
    if not _by_rows(path):  # another program has laid its JSON out: it is read whole
        data = schema.parse(read_text(path, limit=LARGEST), str(path))
        with named(str(path)):
            whole = document.from_dict(data)
        yield from ((number, document.row(key, whole.lines[key], first=True)) for number, key in enumerate(whole.order, 2))
        return
    with path.open("rb") as file:
        for number, row in enumerate(file, 1):
            if number == 1:
                schema.check({**schema.parse(decode(row.strip() + b"]}", str(path)), str(path)), "lines": []}, document.SCHEMA,
                             document.VERSION, what=("speech document", "语音文档"), maker="studio plan", place=str(path))  # fmt: skip
            elif row.strip() == document.TAIL.strip().encode():
                return
            else:
                yield number, decode(row, f"{path}, row {number}")
    raise BadInput(f"{path} ends before its last line: it was cut short. Plan it again: studio plan.",
                   f"{path} 不完整：缺少结尾。请重新规划：studio plan。")  # fmt: skip


def _by_rows(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(65_536).rstrip().endswith(b'"lines": [')


def line(path: Path, line_id: str) -> Utterance:
    """One line of a document. BadInput for an unknown id, with those that are there."""
    known = []
    for key, utterance in lines(path):
        if key == line_id:
            return utterance
        known.append(key)
    few = f"{known[0]} … {known[-1]}" if known else "none"
    raise BadInput(f"There is no line {line_id!r} in {path}; its lines are {few}.",
                   f"{path} 中没有行 {line_id!r}；其各行为 {few}。")  # fmt: skip


def read_line(path: Path, line_id: str) -> Utterance:
    """The timeline in a speech.json, or the line of that id in a document. BadInput if the file is of the other kind."""
    if not line_id:
        return read_speech(path)
    if not is_document(path):
        read_speech(path)  # says what is wrong with a file that is no timeline either
        raise BadInput(f"{path} is one line; --line is for documents of many.", f"{path} 只有一行；--line 用于多行文档。")
    return line(path, line_id)


def copied(path: Path, out: Path, change: Callable[[str, str], str]) -> None:
    """The document at `path` written to `out` with each row as `change(id, row)` gives it, whole or not at all."""
    with replacing(out) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write(document.head())
        for place, (number, row) in enumerate(_rows(path)):
            found = re.match(r'\s*,?\s*\{"id": "([^"]*)"', row)
            with named(f"{path}, row {number}"):
                key = found[1] if found else document.line_in(row)[0]
                file.write(("," if place else "") + change(key, row.strip().removeprefix(",").strip()).strip() + "\n")
        file.write(document.TAIL)


def hash_of(utterance: Utterance) -> str:
    """A hash of all that a line is."""
    return key_of(timeline.to_dict(utterance))


class Growing:
    """A document while it is written: a file of its name with .part, which is kept if the work is stopped and gone on with by
    the next `Growing` of the same `made`."""

    def __init__(self, path: Path, **made: str) -> None:
        self.path, self._part = path, path.with_name(path.name + ".part")
        self._head = document.head(**made).encode()
        self.count = 0

    def kept(self, accept: Callable[[Utterance], bool]) -> None:
        """Take over the lines that are there from the first on that `accept` takes, and cut off the rest."""
        end = 0
        if self._part.is_file():
            with self._part.open("rb") as file:
                end = len(self._head) if file.readline() == self._head else 0
                for row in file if end else ():
                    if not row.endswith(b"\n") or not self._accepted(row, accept):
                        break
                    end += len(row)
                    self.count += 1
        with self._part.open("r+b" if end else "wb") as file:
            file.truncate(end)
            if not end:
                file.write(self._head)

    def _accepted(self, row: bytes, accept: Callable[[Utterance], bool]) -> bool:
        try:
            return accept(document.line_in(row.decode())[1])
        except (BadInput, UnicodeDecodeError):
            return False

    def add(self, utterances: Iterator[Utterance]) -> None:
        """Write lines after those that are there, each as it comes, and give the file its name. OSError is an OutputFailed."""
        try:
            with self._part.open("a", encoding="utf-8") as file:
                for utterance in utterances:
                    file.write(document.row(f"l{self.count + 1}", utterance, first=self.count == 0))
                    file.flush()
                    self.count += 1
                file.write(document.TAIL)
            os.replace(self._part, self.path)
        except OSError as error:
            raise output_error(error, self.path) from error
