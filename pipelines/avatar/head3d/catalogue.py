"""The heads that come with the program, and a person's own: a TOML file each that says `kind = "3d"`, or many in one."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from ... import toml_files
from ...character import CLOTH
from ...errors import BadInput
from ...files import check_output, data_folder, output_error, read_text, write_text
from ...head import CHOICES, COLOURS, KIND, Head, from_dict, to_dict
from ..drawn import catalogue as drawn

FILE = "catalogue.toml"


def user_folder() -> Path:
    """Where a person's own heads lie: `heads` among their presenters. It may not exist yet."""
    return drawn.user_folder() / "heads"


@lru_cache(maxsize=1)
def built_in() -> dict[str, Head]:
    """The heads of the catalogue by name, in its order."""
    text = read_text(data_folder("assets") / "heads" / FILE, limit=1_000_000, what_en="a catalogue", what_zh="目录")
    found = [from_dict(values) for values in tomllib.loads(text)["head"]]
    return {head.name: head for head in found}


def holds_head(path: Path) -> bool:
    """Whether a presenter's file describes a head in three dimensions."""
    try:
        return drawn.values_of(path).get("kind") == KIND
    except BadInput:
        return False


def own_names() -> tuple[str, ...]:
    """The names of the person's own heads, sorted."""
    folder = user_folder()
    return tuple(sorted(path.stem for path in folder.glob("*.toml"))) if folder.is_dir() else ()


def names() -> tuple[str, ...]:
    """Every head: the person's own, then the catalogue's."""
    own = own_names()
    return (*own, *(name for name in built_in() if name not in own))


def load(name: str) -> Head:
    """A head by name; a person's own goes before one of the catalogue. BadInput where there is none, or its file is wrong."""
    if name in own_names():
        return read(user_folder() / f"{name}.toml")
    if name in built_in():
        return built_in()[name]
    raise BadInput(
        f"There is no head {name!r}. All of them: studio avatar heads",
        f"没有三维头像 {name!r}。全部：studio avatar heads",
    )


def read(path: Path) -> Head:
    """A head of a file; BadInput naming it, with what would be accepted."""
    values = drawn.values_of(path)
    try:
        return from_dict({"name": path.stem, **values})
    except BadInput as error:
        raise BadInput(f"{path}: {error.en}", f"{path}：{error.zh}") from error


def text(head: Head) -> str:
    """The head as a file of its own holds it; `read` gives it again."""
    return toml_files.text(to_dict(head))


def save(head: Head, *, force: bool = False) -> Path:
    """The head in the person's own folder; OutputExists if it is there and not `force`."""
    folder = user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    path = check_output(folder / f"{head.name}.toml", force=force)
    write_text(path, text(head))
    return path


MADE = ("hair", "brows", "beard", "glasses", "headwear", "earrings", "clothes", "prop")
"""The parts that are meshes of their own, "none" and what is only painted left out; the others shape or colour the head."""
TINTED = {
    "hair": "hair_colour",
    "brows": "hair_colour",
    "beard": "hair_colour",
    "headwear": "headwear_colour",
    "clothes": "cloth",
}
"""The colour that such a mesh has; some have a second one, which is not counted."""
FORMED = ("face", "build", "eyes", "nose", "lips")
"""What the skin's own form follows."""
_PAINTED = ("none", "bald", "stubble")


def counts() -> dict[str, int]:
    """How many of each part there are, what is no mesh left out, and of each colour."""
    found = {part: len([value for value in values if value not in _PAINTED]) for part, values in CHOICES.items()}
    return found | {colour: len(CLOTH) for colour in COLOURS}
