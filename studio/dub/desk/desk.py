"""All batches of a person."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import BadInput, StudioError

from . import choices as chosen
from .batch import Batch, checked_files
from .choices import Choices

_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")


class Desk:
    """The batches in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def batch(self, name: object) -> Batch:
        """The batch of an id. BadInput for one that is not there, and for what is no id."""
        if isinstance(name, str) and _ID.fullmatch(name) and (self.folder / name / "batch.json").is_file():
            return Batch(self.folder / name)
        raise BadInput("This batch is no longer there.", "该任务已不存在。")

    def batches(self) -> list[Batch]:
        """Newest first."""
        names = [path.name for path in self.folder.iterdir() if _ID.fullmatch(path.name)] if self.folder.is_dir() else []
        return [
            Batch(self.folder / name) for name in sorted(names, reverse=True) if (self.folder / name / "batch.json").is_file()
        ]

    def begin(self, files: Sequence[tuple[Path, str]], choices: Choices | None = None) -> Batch:
        """A new batch of (a file, the name that the person has for it), which is read at once. BadInput for none of use."""
        taken = checked_files(files)
        batch = Batch(self.folder / (time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)))
        first = Path(taken[0][1]).stem
        named = Choices(name=first if len(taken) == 1 else f"{first} + {len(taken) - 1}")
        batch.inputs.mkdir(parents=True)
        chosen.save(batch.choices_file, choices or named)
        try:
            batch.add(taken)
        except StudioError:
            batch.delete()
            raise
        return batch
