"""Step 3: progress by stage, the film, its files, its label, and the person's films."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.film import labels
from pipelines.script import front_matter

from .. import films_home
from ..project import Project
from ..store import Store
from . import browser_files, film_export, film_preview, film_routes, making, runs
from .bilingual import Bilingual
from .javascript import joined
from .notices import answered, message
from .runs import Run
from .texts import bundle, t

_SCRIPTS = (
    *(Path(__file__).with_name(name) for name in ("film_preview.js", "film_export.js")),
    Path(__file__).with_suffix(".js"),
)


def build(speak: Bilingual) -> gr.HTML:
    """The panel. Its value is {"film": id}; it asks `status` for the rest."""
    return speak(
        gr.HTML,
        {"words": _words},
        value={"film": ""},
        html_template='<div class="film-panel"></div>',
        js_on_load=joined(*_SCRIPTS),
        apply_default_css=False,
        server_functions=[status, stop, film_preview.preview, film_export.export, film_export.stop_export],
        elem_id="film-panel",
    )


def _words(lang: str) -> dict[str, Any]:
    return bundle(lang, "film") | {
        "editors": film_export.editors(lang),
        "gone": t("notice.gone", lang),
        "again": t("script.remade_short", lang),
        "page": t("page.title", lang),
    }


@answered
def status(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that the panel shows of one film, and the list of all."""
    lang, film = str(asked.get("lang", "en")), str(asked.get("film", ""))
    state = state_of(film) if film else "none"  # asked for first: a run that ends meanwhile is told whole the next time
    run = runs.get(film)
    return {
        "film": film,
        "state": state,
        "active": state in runs.ACTIVE,
        "run": _run(run, lang) if run else None,
        "result": _result(film, lang) if film else None,
        "export": film_export.stands(film, lang) if film else None,
        "films": films(lang),
        "version": _version(film),
    }


def _version(film: str) -> str:
    """Another one for each time that the film's project was kept: asked for after each edit, so it may not cost reading it."""
    store = films_home.store(film) if film else None
    return str(store.file.stat().st_mtime_ns) if store is not None and store.exists() else ""


@answered
def stop(asked: dict[str, Any]) -> dict[str, Any]:
    if run := runs.get(str(asked.get("film", ""))):
        run.stop()
    return {}


def state_of(film: str) -> str:
    """A run's state, or what is on disk: done, script (a script and no film), none."""
    run = runs.get(film)
    if run and (run.active or run.state in ("failed", "stopped")):
        return run.state
    if films_home.video(film).is_file() and films_home.read_json(film, "film.json"):
        return "done"
    return "script" if films_home.store(film).exists() else "none"


def _run(run: Run, lang: str) -> dict[str, Any]:
    stages = [
        {
            "name": t(f"film.stage_{stage.name}", lang),
            "done": round(stage.done, 3),
            "seconds": round(stage.seconds(), 1),
            "ended": bool(stage.ended),
        }
        for stage in list(run.stages.values())
    ]
    return {
        "kind": run.kind,
        "number": run.number,
        "seconds": round(run.seconds(), 1),
        "stages": stages,
        "error": message(run.error, lang) if run.error else "",
    }


def _result(film: str, lang: str) -> dict[str, Any] | None:
    """The finished film's files and facts."""
    facts, video = films_home.read_json(film, "film.json"), films_home.video(film)
    if not facts or not video.is_file():
        return None
    project = films_home.store(film).load()
    found = {kind: path for kind in film_routes.KINDS if (path := film_routes.path(film, kind)).is_file()}
    return {
        "files": {kind: browser_files.url(path) for kind, path in found.items()},
        "gets": {kind: film_routes.url(film, kind) for kind in found},
        "seconds": facts["seconds"],
        "took": facts["took"],
        "size": facts["size"],
        "title": project.script.title,
        "notes": [zh if lang == "zh" else en for en, zh in facts.get("notes", [])],
        "labels": _label_rows(facts.get("labels", {}), project.script.language, lang, visible=project.choices.label),
        "stale": _stale(project, facts),
    }


def _stale(project: Project, facts: dict[str, Any]) -> str:
    """What has changed since the film was made: "" nothing, "speech" how it is said, "script" more than that."""
    if making.fingerprint(project) == facts["made"]:
        return ""
    return "speech" if making.fingerprint(making.unspoken(project)) == facts.get("unspoken") else "script"


def _label_rows(label: dict[str, Any], language: str, lang: str, *, visible: bool) -> list[list[str]]:
    rows = [[t("film.label_visible", lang), labels.visible_text(language)]] if visible else []
    rows += [[t("film.label_producer", lang), label.get("producer", "")]]
    rows += [[t(f"film.label_{kind}", lang), note] for kind, note in label.get("engines", {}).items()]
    rows += [[t("film.label_consent", lang), text] for text in label.get("consents", [])]
    return [*rows, [t("film.label_id", lang), label.get("id", "")]]


def films(lang: str) -> list[dict[str, Any]]:
    """The person's films, newest first; those just begun, which have no script yet, before them."""
    begun = [run.film for run in runs.active() if not films_home.store(run.film).exists()]
    return [
        {
            "film": film,
            "title": _title(film),
            "state": state_of(film),
            "seconds": films_home.read_json(film, "film.json").get("seconds", 0),
            "when": f"{film[0:4]}-{film[4:6]}-{film[6:8]} {film[9:11]}:{film[11:13]}",
        }
        for film in [*begun, *films_home.ids()[:30]]
    ]


_titles: dict[tuple[str, int], str] = {}


def _title(film: str) -> str:
    store: Store = films_home.store(film)
    if not store.exists():
        return _first_words(str(films_home.read_json(film, "form.json").get("brief", "")))
    key = (film, store.file.stat().st_mtime_ns)
    if key not in _titles:
        _titles[key] = store.load().script.title
    return _titles[key]


def _first_words(brief: str) -> str:
    """What to call a film that has no script yet."""
    meta, body = front_matter(brief)
    rows = [row.strip("# ").strip() for row in body.splitlines() if row.strip("# ").strip()]
    return (meta.get("title") or (rows[0] if rows else ""))[:40]
