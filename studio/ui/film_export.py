"""A finished film for other editors, from the page: its timeline with all media, as a folder beside the film and as one zip.

It goes on behind the page as a run, because pictures without captions may have to be made again.
"""

from __future__ import annotations

import re
import threading
import zipfile
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import output_error, replacing
from pipelines.film.exchange import files
from pipelines.film.exchange.files import Written

from .. import export_film, films_home, produce
from ..project import Project
from ..store import Store
from . import film_routes, making, runs
from .notices import answered, message
from .runs import Run
from .texts import pair, t

NAMES = {"otio": "OpenTimelineIO", "edl": "EDL", "fcpxml": "Final Cut Pro", "premiere": "Premiere Pro", "capcut": "CapCut"}
_OPTION = re.compile(r"--clean has|用 --clean ")  # how the command's notes name the choice
_PLACE = re.compile(r"""(?:[A-Za-z]:)?[/\\][^\x00-\x1f:*?"<>|]{0,400}""")  # a whole path of any system


@dataclass
class _Export:
    """One export: what was asked for, the run that makes it, and what has come of it."""

    kind: str
    clean: bool
    at: str
    made: str  # the fingerprint of the film that it is of
    number: int
    run: Run
    written: Written | None = None


_exports: dict[str, _Export] = {}
_guard = threading.Lock()
_numbers = count(1)


def editors(lang: str) -> list[list[str]]:
    """[title, kind] of every editor that a timeline can be for."""
    return [[NAMES.get(kind) or t(f"film.editor_{kind}", lang), kind] for kind in files.KINDS]


@answered
def export(asked: dict[str, Any]) -> dict[str, Any]:
    """Begin to write the film {"film"} for the editor {"kind"}: the number by which `stands` knows it.

    "clean": pictures without captions and transitions, which the editor makes itself. "at": the folder in which the zip will be
    unpacked on the machine that opens it; "" for the folder on this one.
    """
    film, kind, at = str(asked.get("film", "")), str(asked.get("kind", "")), str(asked.get("at", "")).strip()
    if kind not in files.KINDS:
        raise BadInput(*pair("notice.choice", name=repr(kind[:20])))
    if at and not _PLACE.fullmatch(at):
        raise BadInput(*pair("notice.editors_at"))
    with _guard:
        if runs.busy(film) or (film in _exports and _exports[film].run.active):
            raise BadInput(*pair("notice.busy"))
        project, store, made = _finished(film)
        asked_for = _Export(kind, bool(asked.get("clean")), at, made, next(_numbers), Run(film, "export"))
        _exports[film] = asked_for
    task = (lambda run: _write(asked_for, project, store),)
    threading.Thread(target=asked_for.run.work, args=task, daemon=True, name=f"export-{film}").start()
    return {"number": asked_for.number}


@answered
def stop_export(asked: dict[str, Any]) -> dict[str, Any]:
    if found := _exports.get(str(asked.get("film", ""))):
        found.run.stop()
    return {}


def stands(film: str, lang: str) -> dict[str, Any] | None:
    """How far the last export of the film is, or what came of it: a zip's address, where the same lies as a folder, what the kind cannot
    hold. None if there is none, or it is of the film as it was before it was made again."""
    found = _exports.get(film)
    if found is None or not (found.run.active or found.made == films_home.read_json(film, "film.json").get("made")):
        return None
    run, packed = found.run, film_routes.path(film, found.kind)
    shown: dict[str, Any] = {
        "kind": found.kind,
        "clean": found.clean,
        "at": found.at,
        "number": found.number,
        "active": run.active,
        "state": run.state,
    }
    if run.active:
        stage = next(reversed(list(run.stages.values())), None)
        return shown | {"stage": t(f"film.stage_{stage.name}", lang) if stage else "", "done": stage.done if stage else 0.0}
    if run.error:
        return shown | {"error": message(run.error, lang)}
    if found.written is None or not packed.is_file():
        return shown
    told = [_OPTION.sub(t("film.editors_option", lang), zh if lang == "zh" else en) for en, zh in found.written.losses]
    return shown | {"url": film_routes.url(film, found.kind), "folder": str(_folder(film, found.kind)), "told": told}


def _folder(film: str, kind: str) -> Path:
    return films_home.folder(film) / "editors" / kind


def _finished(film: str) -> tuple[Project, Store, str]:
    """The film's project and its fingerprint. BadInput if there is no film of the project as it is."""
    facts, store = films_home.read_json(film, "film.json"), films_home.store(film)
    if not facts or not store.exists():
        raise BadInput(*films_home.NO_FILM)
    project = store.load()
    if making.fingerprint(project) != facts["made"]:
        raise BadInput(*pair("notice.remake"))
    return project, store, facts["made"]


def _write(asked: _Export, project: Project, store: Store) -> None:
    at, folder, report = asked.at, _folder(asked.run.film, asked.kind), asked.run.report
    suffix = next((one for one, of in files.SUFFIXES.items() if of == asked.kind), "")
    report("ready", 0, "")
    cut = replace(export_film.cut_of(project, store, clean=asked.clean, report=report), name=project.script.title or "film")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    out = folder / f"film{suffix}"
    there = f"{at.rstrip('/' + chr(92))}/{out.name}" if at and asked.kind in files.DRAFTS else at
    written = files.write(
        cut, out, asked.kind, at=there, label=lambda: produce.label_of(project, store), progress=lambda done: report("gather", done, "")
    )  # fmt: skip
    _pack(folder, film_routes.path(asked.run.film, asked.kind))
    asked.written = written


def _pack(folder: Path, out: Path) -> None:
    """All of a folder as one zip. Its sounds and pictures would not shrink."""
    with replacing(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder))
