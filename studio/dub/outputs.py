"""The files that a batch gives the person: never put in the place of one that it did not write."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pipelines.errors import OutputExists, StudioError
from pipelines.files import output_error
from pipelines.film import labels

from .ledger import Ledger
from .loudness import Remark

_BEGUN = (-1, -1)
"""In the place of a size and a time: the file was about to be written."""


class Outputs:
    """The output folder of one batch, with the ledger's word on what in it is the batch's own."""

    def __init__(self, folder: Path, ledger: Ledger, *, force: bool = False) -> None:
        self.folder, self._ledger, self._force = folder, ledger, force
        self._first = len((folder / "x").as_posix()) - 1  # of a path's letters that is one of its name

    def path(self, name: str, suffix: str) -> Path:
        return self.folder / f"{name}{suffix}"

    def foreign(self, path: Path) -> bool:
        """Whether a file is there that the batch did not write, or that was changed since."""
        return self._known(path)[0] == "foreign"

    def there(self, path: Path, key: str) -> bool:
        """Whether the file of that key is in its place and as it was written.

        OutputExists if another file is there: one that the batch did not write, or that was changed since.
        """
        state, own = self._known(path)
        if state in ("none", "whole"):
            return state == "whole" and own == key
        if _says(path, key):  # written by a run that did not live to note it
            self.note(path, key)
            return True
        if self._force or state == "begun":
            return False
        why = ("was there before", "原先已存在") if own is None else ("was changed since it was written", "写出后被改动过")
        raise OutputExists(f"{path} {why[0]}. Move it away, choose another --out, or give --force to replace it.",
                           f"{path} {why[1]}。请移走它、另选 --out，或用 --force 覆盖。")  # fmt: skip

    def _known(self, path: Path) -> tuple[Literal["none", "whole", "begun", "foreign"], str | None]:
        """(what is in a place: nothing, a file as this batch wrote it, one that it began, another; the key that it noted for it)."""
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return "none", None
        key, *seen = self._ledger.own(self.name(path)) or (None, 0, 0)
        if tuple(seen) == _BEGUN:
            return "begun", key
        return "whole" if seen == [found.st_size, found.st_mtime_ns] else "foreign", key

    def begin(self, path: Path, key: str) -> None:
        """A file is about to be written in its place: whatever a run that is killed leaves there is the batch's own."""
        self._ledger.wrote(self.name(path), key, *_BEGUN)
        path.parent.mkdir(parents=True, exist_ok=True)

    def move(self, take: Path, path: Path, key: str) -> None:
        """The take becomes the file, in one step."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(take, path)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG or isinstance(error, NotADirectoryError | FileExistsError):
                raise OutputExists(f"{path} cannot be written: a file lies where its folder should be, or its name is too long.",
                                   f"无法写入 {path}：文件夹位置上有同名文件，或文件名过长。") from error  # fmt: skip
            raise output_error(error, path) from error
        self.note(path, key)

    def note(self, path: Path, key: str, remarks: Sequence[Remark] = ()) -> None:
        """A file that is in its place, and what is to be told of it in each run."""
        found = path.stat()
        self._ledger.wrote(self.name(path), key, found.st_size, found.st_mtime_ns)
        if remarks:
            self._ledger.learn(key, {"remarks": remarks})

    def remarks(self, key: str) -> list[Remark]:
        """What is to be told of the file of that key."""
        return [(en, zh) for en, zh in (self._ledger.known(key) or {}).get("remarks", ())]

    def written(self) -> list[str]:
        """The names of all that this batch wrote, in this run or before, and that is still there."""
        return [name for name in self._ledger.outputs() if (self.folder / name).exists()]

    def name(self, path: Path) -> str:
        return path.as_posix()[self._first :]


def _says(path: Path, key: str) -> bool:
    """Whether a file's label says that it is the one of this key."""
    try:
        return bool(labels.read(path)[labels.FIELD].get("ProduceID") == key)
    except (StudioError, KeyError, TypeError, AttributeError):  # whatever it is, it is not ours
        return False
