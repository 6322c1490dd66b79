"""Projects and takes on disk. A take is stored once under the hash of everything that it depends on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import file_hash as file_hash
from pipelines.files import output_error, read_text, replacing, write_text

from . import project as projects
from . import voice_films
from .project import Project


def key_of(*parts: Any) -> str:
    """A take's key: the hash of JSON-ready values, in canonical form."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


class Takes:
    """The takes of one project: a folder of files named by their keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}{suffix}"

    def find(self, key: str, suffix: str) -> Path | None:
        path = self.path(key, suffix)
        return path if path.is_file() else None

    def make(self, key: str, suffix: str, build: Callable[[Path], None]) -> Path:
        """The take, found or made: `build` writes it to a temporary name, and only a whole one gets its own."""
        path = self.path(key, suffix)
        if not path.is_file():
            with replacing(path) as temporary:
                build(temporary)
        return path

    def keep(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Bytes that are a take, found or made."""

        def build(path: Path) -> None:
            path.write_bytes(make())

        return self.make(key, ".bin", build).read_bytes()

    def sweep(self) -> None:
        """Remove what a process that died left half-written."""
        for left in self.folder.glob(".*.part*"):
            owner = re.search(r"\.(\d+)\.part", left.name)
            if owner and not alive(int(owner.group(1))):
                left.unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Whether a process still works; one that ended and that nobody has waited for yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no /proc here, as on macOS
        return True


class Store:
    """One project's folder: project.json, inputs/ (what the person gave), voices/ (cloned), takes/."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.takes = Takes(self.folder / "takes")

    @property
    def file(self) -> Path:
        return self.folder / "project.json"

    def exists(self) -> bool:
        return self.file.is_file()

    def prepare(self) -> None:
        """Make the folders, and clear what an interrupted run left."""
        try:
            for part in ("inputs", "voices", "takes"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, self.folder) from error
        self.takes.sweep()

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Make the folders for a new project; if what follows fails, leave no trace of one that was not there before."""
        there = self.folder.exists()
        try:
            self.prepare()
            yield
        except BaseException:
            if not there:
                shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def load(self) -> Project:
        if not self.exists():
            raise BadInput(f"{self.folder} is not a project folder: it has no project.json. `studio create` makes one.",
                           f"{self.folder} 不是项目文件夹：缺少 project.json。可用 `studio create` 创建。")  # fmt: skip
        return projects.loads(read_text(self.file, limit=50_000_000), str(self.file))

    def save(self, project: Project) -> None:
        write_text(self.file, projects.dumps(project) + "\n")
        voice_films.note(self.folder, project.choices.voices, project.speech)

    def keep_input(self, path: Path, name: str) -> str:
        """A copy of a file the person gave, inside the project; its path relative to the project's folder."""
        place = Path("inputs") / f"{name}-{file_hash(path)[:12]}{path.suffix.lower()}"
        target = self.folder / place
        if not target.exists():
            with replacing(target) as temporary:
                shutil.copyfile(path, temporary)
        return str(place)

    def resolve(self, place: str) -> Path:
        """The file that a project names. A path that leaves the project is refused."""
        path = (self.folder / place).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise BadInput(f"{place} lies outside the project's folder.", f"{place} 位于项目文件夹之外。")
        return path
