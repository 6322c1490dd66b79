"""A job on its way to another machine and its result on the way back: files travel by the depot, values as they are.

What the job's function sees there is what it would see here: takes, a voice whose files exist, paths that can be read.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pipelines.errors import EngineFailed, StudioError
from pipelines.files import output_error, user_cache
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from .depot import Depot
from .pools import Job, settled
from .store import Takes, alive

R = TypeVar("R")
ROOM = "shengying-job-"
Stamp = tuple[tuple[str, int, int], ...]
"""(name, bytes, time of change in ns) of each file."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A file or a folder that is in the depot.

    path    where it lies on the machine that it comes from: used in place by a machine that sees the same there (`stamp`)
    key     of the depot, and the `suffix` of a file
    after   what follows a folder's name in a voice's base ("#speaker"); None for a path by itself
    """

    path: str
    stamp: Stamp
    key: str
    suffix: str = ""
    folder: bool = False
    after: str | None = None


class _Takes:
    """The place of the run's takes in a job under way."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a job elsewhere: the result, with `Name` for each path among the takes, and the takes' names in the depot."""

    result: Any
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    name: str


class DepotTakes(Takes):
    """Takes of one job on a machine of a cluster: those that the depot has are found, not made."""

    def __init__(self, folder: Path, depot: Depot) -> None:
        super().__init__(folder)
        self._depot = depot

    def find(self, key: str, suffix: str) -> Path | None:
        if not (found := super().find(key, suffix)) and self._depot.has(key, suffix):
            for other in self._depot.suffixes(key):  # what lies beside a take comes with it
                self._depot.get(key, other, self.path(key, other))
            found = super().find(key, suffix)
        return found

    def make(self, key: str, suffix: str, build: Callable[[Path], None]) -> Path:
        return self.find(key, suffix) or super().make(key, suffix, build)


def sent(job: Job, depot: Depot) -> Job:
    """The job with its files in the depot: `Takes`, paths of files, and voices with their model folders, at any depth."""

    def send(value: Any) -> Any:
        if isinstance(value, Takes):
            return _Takes()
        if isinstance(value, Path):
            return _file(depot, value) if value.is_file() else value
        if isinstance(value, Voice) and (base := _base(depot, value.base)):
            carried = copy.copy(value)
            object.__setattr__(carried, "base", base)
            return _walked(carried, send)
        return _walked(value, send)

    return tuple(send(value) for value in job)


def worked(depot: Depot, function: Callable[..., R], job: Job) -> Made | StudioError:
    """The job done on this machine, in a folder that goes with it; its takes are in the depot when this returns."""
    return settled(_worked, (depot, function, job))


def _worked(depot: Depot, function: Callable[..., R], job: Job) -> Made:
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"{ROOM}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        takes = DepotTakes(Path(folder), depot)
        result = _named(function(*_landed(job, depot, takes)), takes.folder)
        made = sorted(path.name for path in takes.folder.iterdir() if path.is_file())
        if isinstance(result, Name):  # what lies beside a take is there before it
            made = [name for name in made if name != result.name] + [result.name]
        for name in made:
            key, suffix = _split(name)
            depot.put(takes.folder / name, key, suffix)
        return Made(result, tuple(made))


@lru_cache(maxsize=1)
def _sweep(folder: Path) -> None:
    """Remove, once in a process, what processes left that were killed at their work."""
    for left in folder.glob(f"{ROOM}*"):
        owner = left.name.removeprefix(ROOM).partition("-")[0]
        if owner.isdigit() and not alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def arrived(made: Made, depot: Depot, takes: Takes | None) -> Any:
    """The result on the machine that asked for it, its takes among that machine's."""

    def arrive(value: Any) -> Any:
        return takes.folder / value.name if isinstance(value, Name) and takes else _walked(value, arrive)

    for name in made.names:
        if takes is None:
            raise EngineFailed(f"The job made {name}, but has no takes to keep it among.",
                               f"任务产生了 {name}，但没有可存放它的位置。")  # fmt: skip
        if not (takes.folder / name).is_file():
            depot.get(*_split(name), takes.folder / name)
    return arrive(made.result)


def takes_of(job: Job) -> Takes | None:
    return next((value for value in job if isinstance(value, Takes)), None)


def _landed(job: Job, depot: Depot, takes: Takes) -> Job:
    cache = user_cache("depot")

    def land(value: Any) -> Any:
        if isinstance(value, _Takes):
            return takes
        if isinstance(value, Carried):
            path = _place(value, depot, cache)
            return path if value.after is None else f"{path}{value.after}"
        return _walked(value, land)

    return tuple(land(value) for value in job)


def _place(value: Carried, depot: Depot, cache: Path) -> Path:
    own = Path(value.path)
    if _stamp(own) == value.stamp:
        return own
    if value.folder:
        return depot.get_folder(value.key, cache)
    target = cache / f"{value.key}{value.suffix}"
    if not target.is_file():
        try:
            cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, cache) from error
        depot.fetch(value.key, value.suffix, target)
    return target


def _file(depot: Depot, path: Path) -> Carried:
    own = path.absolute()
    return _kept(depot, str(own), _stamp(own), own.suffix)


def _base(depot: Depot, base: str) -> Carried | None:
    """A voice's base that is a folder of the person's own, "" for none."""
    name, mark, speaker = base.partition("#")
    if not name or not Path(name).is_dir():
        return None
    own = Path(name).absolute()
    return replace(_packed(depot, str(own), _stamp(own)), after=mark + speaker)


@lru_cache(maxsize=4096)
def _kept(depot: Depot, path: str, stamp: Stamp, suffix: str) -> Carried:
    return Carried(path, stamp, depot.keep(Path(path), suffix), suffix)


@lru_cache(maxsize=64)
def _packed(depot: Depot, path: str, stamp: Stamp) -> Carried:
    return Carried(path, stamp, depot.put_folder(Path(path)), folder=True)


def _stamp(path: Path) -> Stamp:
    """What a file or folder looks like without reading it; () if it is not there."""
    try:
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        return tuple((str(file.relative_to(path)), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
    except OSError:
        return ()


def _named(value: Any, folder: Path) -> Any:
    """The result with names for the paths of takes."""

    def name(inner: Any) -> Any:
        return Name(inner.name) if isinstance(inner, Path) and inner.parent == folder else _walked(inner, name)

    return name(value)


def _split(name: str) -> tuple[str, str]:
    """(key, suffix) of a take's name."""
    key, dot, suffix = name.partition(".")
    return key, dot + suffix


def _walked(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with `change` done to what it consists of. Of an utterance nothing lies on a disk."""
    if isinstance(value, Utterance):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: change(getattr(value, field.name)) for field in fields(value)}
        if all(changed[name] is getattr(value, name) for name in changed):
            return value
        other = copy.copy(value)  # not made anew: it would check what is only under way
        for name, inner in changed.items():
            object.__setattr__(other, name, inner)
        return other
    if isinstance(value, Mapping):
        return {key: change(inner) for key, inner in value.items()}
    if isinstance(value, tuple) and type(value) is tuple:
        inner = tuple(change(each) for each in value)
        return value if all(a is b for a, b in zip(inner, value, strict=True)) else inner
    if isinstance(value, list):
        return [change(each) for each in value]
    return value
