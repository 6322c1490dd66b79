"""How a timeline's file names its media: relative where the format allows it, else by the path they have where it is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Places:
    """`folder` is where the file is written. `at`: the path of that folder on the machine that opens it, such as "D:/films"; "" for
    this machine."""

    folder: Path
    at: str = ""

    def relative(self, path: Path) -> str:
        """Seen from the folder, with forward slashes."""
        return Path(os.path.relpath(path.absolute(), self.folder.absolute())).as_posix()

    def relative_url(self, path: Path) -> str:
        return quote(self.relative(path))

    def absolute(self, path: Path) -> str:
        if not self.at:
            return path.absolute().as_posix()
        return f"{self.at.replace(chr(92), '/').rstrip('/')}/{self.relative(path)}"

    def url(self, path: Path) -> str:
        """As a file URL with the host that Premiere writes."""
        place = self.absolute(path)
        return "file://localhost/" + quote(place.lstrip("/"), safe="/:")
