"""What is chosen for a batch on the page, as one readable file beside its inputs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.files import write_text

from ...spoken import check_language
from .. import columns, editors
from .. import options as opts
from ..casting import Casting
from ..options import Options

SCHEMA = "shengying.batch/1"
LONGEST_NAME = 80
LONGEST_CONSENT = 1000
_CHANGING = threading.Lock()  # the page may ask for two changes at once: neither may be lost
_OF_FILM = ("music", "burn", "original", "stems", "relip", "consent")


@dataclass(frozen=True, slots=True)
class Choices:
    """As `Options`, but `cast` gives each speaker the name of a voice, and `columns` each field a header ("" for none).

    What is only of a film is kept, and not asked for, while there is none.
    """

    name: str = ""
    voice: str = ""
    cast: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    speaker: str = "espeak"
    fit: str = "strict"
    each: str = "auto"
    kind: str = "wav"
    loudness: float | None = None
    music: str = "duck"
    burn: bool = False
    original: bool = False
    stems: bool = False
    relip: bool = False
    consent: str = ""
    editors: tuple[str, ...] = ()
    translate: str = ""
    model: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    captions: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "editors", tuple(self.editors))

    def options(self, cast: Path, edits: Path, video: str = "") -> Options:
        """For a run; `cast` and `edits` are files that name the speakers' voices and texts, where there are any.

        A film has one track under it: tables, too, then make one each.
        """
        return opts.checked({
            "voice": self.voice, "voices": str(cast) if self.cast else "", "language": self.language, "speaker": self.speaker, "fit": self.fit, "each": "track" if video and self.each == "auto" else self.each,
            "kind": self.kind, "loudness": self.loudness, "columns": tuple(self.columns.items()), "captions": self.captions,
            "edits": str(edits) if edits.is_file() else "", "video": video, "editors": self.editors,
            "translate": self.translate, "model": self.model if self.translate else "",
            **({name: getattr(self, name) for name in _OF_FILM} if video else {}),
        })  # fmt: skip


def checked(values: Mapping[str, Any]) -> Choices:
    """Choices of values from the page. BadInput for what is not accepted."""
    known = {one.name for one in fields(Choices)}
    given = {name: value for name, value in values.items() if name in known}
    cast = {str(speaker): str(voice) for speaker, voice in dict(given.get("cast") or {}).items() if voice}
    headers = {str(name): str(header) for name, header in dict(given.get("columns") or {}).items()}
    loudness = given.get("loudness")
    made = Choices(**{**given, "cast": cast, "columns": headers, "loudness": None if loudness in (None, "") else _number(loudness),
                      "name": _line(given.get("name"))[:LONGEST_NAME], "consent": _line(given.get("consent"))[:LONGEST_CONSENT],
                      "model": _line(given.get("model")), "translate": str(given.get("translate") or ""),
                      "editors": _listed(given.get("editors")),
                      **{name: bool(given.get(name)) for name in ("captions", "burn", "original", "stems", "relip")}})  # fmt: skip
    columns.check(headers)
    for language in filter(None, (str(made.language), made.translate)):
        check_language(language)
    editors.check(made.options(Path(), Path()))
    engines.load("speaker", str(made.speaker))
    for voice in {made.voice, *cast.values()}:
        Casting.of(str(voice))
    return made


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


def _listed(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, value if isinstance(value, list | tuple) else filter(None, (value,)))))


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise BadInput(f"The loudness is {str(value)[:20]!r}; a number of LUFS is accepted, such as -16.",
                       f"响度为 {str(value)[:20]!r}；应为 LUFS 数值，例如 -16。") from None  # fmt: skip


def to_dict(choices: Choices) -> dict[str, Any]:
    return {one.name: getattr(choices, one.name) for one in fields(choices)}


def load(path: Path) -> Choices:
    """BadInput for a file that does not hold choices."""
    try:
        values = json.loads(path.read_text("utf-8"))
        if values.pop("schema") != SCHEMA:
            raise ValueError("its schema is another")
        return Choices(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"The batch in {path.parent.name} is damaged: {error}.", f"任务 {path.parent.name} 已损坏：{error}。") from error  # fmt: skip


def save(path: Path, choices: Choices) -> None:
    write_text(path, json.dumps({"schema": SCHEMA, **asdict(choices)}, ensure_ascii=False, indent=1) + "\n")


def change(path: Path, of: Callable[[Choices], Choices]) -> Choices:
    """What `of` makes of the choices, kept in their place. BadInput as `load` and `of`: the file then stays as it was."""
    with _CHANGING:
        before = load(path)
        made = of(before)
        if made != before:
            save(path, made)
    return made
