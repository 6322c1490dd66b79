"""Which files an input stands for: itself, those of a folder or of a glob; each looked at before the first is read."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import BadInput

from .naming import same, track_name
from .row import Fault

STDIN = "-"
TABLES, LINES, BOOKS = (".csv", ".tsv"), (".jsonl", ".ndjson"), (".xlsx",)
CUES, SCRIPTS, GRIDS = (".srt", ".vtt", ".ass", ".ssa"), (".json",), (".textgrid",)
SUFFIXES = (*CUES, *TABLES, *BOOKS, *LINES, *SCRIPTS, *GRIDS)
CASTS = ("voices.csv", "voices.toml", "voices.json", "voices.xlsx")
"""Files that say who speaks, not what: a folder's are passed over."""


class Silent(BadInput):
    """A file that is whole, and in which there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: `name` as a person would call it, `track` what its outputs are called by; `path` None is standard input."""

    name: str
    path: Path | None
    track: str

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower() if self.path else LINES[0]


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that puts "ep2" before "ep10"."""
    return tuple(
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name.casefold())
    )


def find(inputs: Sequence[str | Path]) -> tuple[tuple[Source, ...], tuple[Fault, ...]]:
    """(the files, in the order given and a folder's by name; what was passed over). BadInput for what is not there or not read."""
    if isinstance(inputs, str | Path):
        inputs = [inputs]
    told: list[Fault] = []
    found: dict[str, tuple[str, Path | None, str]] = {}
    for given in inputs:
        for name, path, stem in _expanded(str(given), told):
            key = str(path.resolve()) if path else STDIN
            if key in found:
                told.append(Fault(name, "", "It was given twice and is read once.", "重复给出；只读取一次。", row=False))
            found.setdefault(key, (name, path, stem))
    if not found:
        raise BadInput(f"There is nothing to say: give a file, a folder or a glob. Accepted: {_kinds()}, or - for JSON lines from standard input.",
                       f"没有输入：请给出文件、文件夹或通配符。可接受：{_kinds()}，或用 - 从标准输入读取 JSONL。")  # fmt: skip
    return tuple(_named(list(found.values()))), tuple(told)


def _kinds() -> str:
    return ", ".join(SUFFIXES).replace("textgrid", "TextGrid")


def _expanded(given: str, told: list[Fault]) -> Iterator[tuple[str, Path | None, str]]:
    """(name, path, stem) of each file that an input stands for."""
    path = Path(given)
    if not given.strip():
        raise BadInput("An input is empty: give a file, a folder or a glob.", "有一项输入为空：请给出文件、文件夹或通配符。")
    if given == STDIN:
        yield STDIN, None, "stdin"
    elif path.is_dir():
        inside = _inside(path, told)
        if not inside:
            raise BadInput(f"The folder {given} holds nothing that can be read. Accepted: {_kinds()}.",
                           f"文件夹 {given} 中没有可读取的文件。可接受：{_kinds()}。")  # fmt: skip
        yield from ((str(one), one, str(one.relative_to(path).with_suffix(""))) for one in inside)
    elif path.exists() or not glob.has_magic(given):
        yield given, _checked(path, given), path.stem
    else:
        matches = sorted((one for one in glob.glob(given, recursive=True) if Path(one).is_file()), key=natural)
        if not matches:
            raise BadInput(f"No file is called like {given}.", f"没有与 {given} 匹配的文件。")
        kept = [Path(one) for one in matches if Path(one).suffix.lower() in SUFFIXES]
        _tell_others(given, [one for one in matches if Path(one) not in kept], told)
        if not kept:
            raise BadInput(f"No file called like {given} can be read. Accepted: {_kinds()}.", f"与 {given} 匹配的文件都无法读取。可接受：{_kinds()}。")  # fmt: skip
        yield from ((str(one), one, one.stem) for one in kept)


def _checked(path: Path, given: str) -> Path:
    if not path.is_file():
        raise BadInput(f"{given} is not there, neither as a file nor as a folder.", f"{given} 不存在：既不是文件，也不是文件夹。") if not path.exists() else BadInput(
            f"{given} is not a file that can be read.", f"{given} 不是可读取的文件。")  # fmt: skip
    if path.suffix.lower() not in SUFFIXES:
        old = (
            (" Save it as .xlsx first.", "请先另存为 .xlsx。")
            if path.suffix.lower() in (".xls", ".xlsm", ".ods", ".numbers", ".et")
            else ("", "")
        )
        raise BadInput(f"{given} is of a kind that is not read here.{old[0]} Accepted: {_kinds()}.",
                       f"无法读取 {given} 这种文件。{old[1]}可接受：{_kinds()}。")  # fmt: skip
    return path


def _inside(folder: Path, told: list[Fault]) -> list[Path]:
    """The files of a folder and of those in it by name; hidden ones are passed over, others of no use are told."""
    found: list[Path] = []
    others: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_refused):
        folders[:] = sorted((one for one in folders if not one.startswith(".")), key=natural)
        for name in sorted((one for one in names if not one.startswith((".", "~$"))), key=natural):
            path = Path(place, name)
            read = path.suffix.lower() in SUFFIXES and name.lower() not in CASTS and path.is_file() and not _other_json(path)
            (found if read else others).append(path)
    _tell_others(str(folder), [str(one.relative_to(folder)) for one in others], told)
    return sorted(found, key=lambda one: [natural(part) for part in one.parts])


def _refused(error: OSError) -> None:
    raise error


def _other_json(path: Path) -> bool:
    """Whether a .json among others is no script: not worth a refusal there."""
    if path.suffix.lower() not in SCRIPTS:
        return False
    with path.open("rb") as file:
        return b"shengying.script" not in file.read(4096)


def _tell_others(given: str, others: Sequence[str], told: list[Fault]) -> None:
    if others:
        shown = ", ".join(others[:5]) + (f", … ({len(others)})" if len(others) > 5 else "")
        told.append(Fault(given, "", f"Not read, as no input of this kind is known: {shown}.", f"未读取（不是可用的输入）：{shown}。", row=False))  # fmt: skip


def _named(found: Sequence[tuple[str, Path | None, str]]) -> Iterator[Source]:
    """The sources, each with a track of its own: by its stem, else with its suffix, its folder or a number."""
    taken: set[str] = set()
    for name, path, stem in found:
        choices = [stem]
        if path:
            choices += [f"{stem}-{path.suffix[1:].lower()}", f"{path.resolve().parent.name}-{stem}"]
        choices += [f"{stem}-{number}" for number in range(2, len(found) + 2)]
        track = next(track for choice in choices if same(track := track_name(choice)) not in taken)
        taken.add(same(track))
        yield Source(name, path, track)
