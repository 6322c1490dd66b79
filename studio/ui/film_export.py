"""A finished film for other editors, from the page: its timeline with all media, as a folder beside the film and as one zip."""

from __future__ import annotations

import re
import shutil
import threading
import zipfile
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import output_error, replacing
from pipelines.film.exchange import files
from pipelines.film.exchange.files import Written

from .. import export_film, films_home, produce
from . import browser_files, making, runs
from .notices import answered
from .texts import pair, t

NAMES = {"otio": "OpenTimelineIO", "edl": "EDL", "fcpxml": "Final Cut Pro", "premiere": "Premiere Pro", "capcut": "CapCut"}
_CLEAN = r"[;；][^.;。；]*--clean[^.。]*"  # an option of the command
_WORK = threading.Lock()


def editors(lang: str) -> list[list[str]]:
    """[title, kind] of every editor that a timeline can be for."""
    return [[NAMES.get(kind) or t(f"film.editor_{kind}", lang), kind] for kind in files.KINDS]


@answered
def export(asked: dict[str, Any]) -> dict[str, Any]:
    """The film {"film"} for the editor {"kind"}: a zip's address, where the same lies as a folder, what the kind cannot hold."""
    film, kind, lang = str(asked.get("film", "")), str(asked.get("kind", "")), str(asked.get("lang", "en"))
    if kind not in files.KINDS:
        raise BadInput(*pair("notice.choice", name=repr(kind[:20])))
    if runs.busy(film):
        raise BadInput(*pair("notice.busy"))
    folder = films_home.folder(film) / "editors" / kind
    with _WORK:
        written = _write(film, kind, folder)
        packed = _packed(folder)
    told = [re.sub(_CLEAN, "", zh if lang == "zh" else en) for en, zh in written.losses]
    return {"url": browser_files.url(packed), "folder": str(folder), "told": told}


def _write(film: str, kind: str, folder: Path) -> Written:
    facts, store = films_home.read_json(film, "film.json"), films_home.store(film)
    if not facts or not store.exists():
        raise BadInput(*films_home.NO_FILM)
    project = store.load()
    if making.fingerprint(project) != facts["made"]:
        raise BadInput(*pair("notice.remake"))
    suffix = next((one for one, of in files.SUFFIXES.items() if of == kind), "")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise output_error(error, folder) from error
    cut = export_film.cut_of(project, store)
    return files.write(cut, folder / f"film{suffix}", kind, label=lambda: produce.label_of(project, store))


def _packed(folder: Path) -> Path:
    """All of a folder as one zip beside it. Its sounds and pictures would not shrink."""
    out = folder.with_name(f"film.{folder.name}.zip")
    with replacing(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder))
    return out
