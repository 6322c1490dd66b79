"""From the form to a film: which film a request belongs to, and the two pieces of work that run behind the page."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.files import replacing, write_text
from pipelines.film import hardware, labels, platforms
from pipelines.media import Picture, write_picture
from pipelines.script import NARRATOR, Scene

from .. import bookends, casting, create, films_home, mattes, produce, seen
from ..project import Choices, Project, dumps
from ..store import Store, key_of
from ..workers import Workers
from . import acting, editing, runs
from . import form as forms
from .form import Form
from .runs import Run
from .texts import pair

Note = tuple[str, str]
"""What a person should know, in English and in Chinese."""

_THUMB = 560  # pixels of a preview's longer side


def belongs(film: str, form: Form) -> str:
    """The film that a form goes on with: the one on the page if its text is the same, else a new one."""
    if not film:
        return films_home.new_id()
    stored = films_home.read_json(film, "form.json")
    if stored and forms.from_dict(stored).writing == form.writing:
        return film
    return films_home.new_id()


def same_text(film: str, form: Form) -> Form:
    """The form with the text that the film's script was written from."""
    stored = films_home.read_json(film, "form.json")
    if not stored:
        return form
    old = forms.from_dict(stored)
    return replace(form, brief=old.brief, language=old.language, seconds=old.seconds, writer=old.writer)


def begin(film: str, form: Form, kind: runs.Kind) -> Run:
    """Start the work behind the page."""
    task = _draft if kind == "draft" else _film
    return runs.start(film, kind, lambda run: task(run, form))


def ready(film: str, form: Form, report: produce.Report) -> Project:
    """The film's project: drafted from the form, or found, with the form's choices."""
    store = films_home.store(film)
    report("ready", 0, "")
    films_home.write_json(film, "form.json", forms.to_dict(form))
    if store.exists():
        store.prepare()
        project = _safe(chosen(store.load(), form, store))
        store.save(project)
    else:
        brief = films_home.folder(film) / "brief.md"
        write_text(brief, form.brief)
        project = _safe(create.begin(forms.request(form, brief), store, report=report))
    films_home.write_json(film, "form.json", forms.to_dict(_kept_files(form, project, store)))
    return project


def _safe(project: Project) -> Project:
    """The project, if it holds no clip: a creator's Python runs on their own command only, never because a page was asked."""
    if any(scene.clip for scene in project.script.scenes):
        raise BadInput(*pair("notice.clip"))
    return project


def _kept_files(form: Form, project: Project, store: Store) -> Form:
    """The form naming the project's own copies, which outlive the browser's."""
    portrait = project.choices.avatars.get(NARRATOR, "")
    music = project.choices.music if form.music == "file" else ""
    kept = dict(form.acting)
    if kept.get("ground") == "file" and project.choices.matte:
        kept["ground_file"] = str(store.resolve(project.choices.matte))
    own = {"portrait": portrait, "music_file": music, **{name: getattr(project.choices, name) for name in forms.LOOKS}}
    files: dict[str, Any] = {name: str(store.resolve(place)) if place else "" for name, place in own.items()}
    return replace(form, acting=kept, **files)


def chosen(project: Project, form: Form, store: Store) -> Project:
    """The project with the form's looks, presenter, voice and music; its script and edits stay."""
    update: dict[str, Any] = {
        **forms.looks(form),
        **{name: _kept(getattr(form, name), name, store) for name in forms.LOOKS},
        "avatars": _avatars(project.choices, form, store),
        "matte": _matte(form, store),
        "music": _music(form, store),
        "voices": casting.narrated(project, form.voice),
    }
    return project.model_copy(update={"choices": create.choices_from(project.choices.model_dump() | update)})


def _avatars(choices: Choices, form: Form, store: Store) -> dict[str, str]:
    if not form.portrait:
        return {}
    path = Path(form.portrait)
    if path.is_relative_to(store.folder.resolve()):
        return {NARRATOR: str(path.relative_to(store.folder.resolve()))}
    engines.load("animator", seen.animator_for(path, choices.animator)).rest(
        seen.avatar(path, form.acting.get("face"))
    )  # refuses what has no one face
    return {NARRATOR: store.keep_input(path, "portrait")}


def _matte(form: Form, store: Store) -> str:
    """What the presenter stands before, a picture of one's own as the project's copy."""
    wanted = acting.matte(form.acting) if form.portrait else ""
    path = acting.file_of(form.acting) if wanted else None
    return _kept(str(path), "matte", store) if path else mattes.keep(wanted, store)


def _kept(given: str, name: str, store: Store) -> str:
    """A file as the project has it: one of its own, or a copy; "" for none."""
    path = Path(given)
    if given and path.is_relative_to(store.folder.resolve()):
        return str(path.relative_to(store.folder.resolve()))
    return store.keep_input(path, name) if given else ""


def _music(form: Form, store: Store) -> str:
    if form.music != "file":
        return form.music
    if not Path(form.music_file).is_relative_to(store.folder.resolve()):
        produce.check_music(form.music_file)
    return _kept(form.music_file, "music", store)


def _draft(run: Run, form: Form) -> None:
    project = ready(run.film, form, run.report)
    with run.workers as workers:
        previews(project, films_home.store(run.film), workers, run.report)


def _film(run: Run, form: Form) -> None:
    project = ready(run.film, form, run.report)
    store, out = films_home.store(run.film), films_home.video(run.film)
    ends = [Path(given) for given in (form.intro, form.outro) if given]  # by the names that the person gave them
    notes = [note for path in ends for note in bookends.remarks(path, project.choices.size)]
    made = produce.film(project, store, out, workers=run.workers, report=run.report)
    previews(project, store, Workers(1))  # all found: the film has painted them
    archive(store.folder, out.with_suffix(".zip"))
    films_home.write_json(run.film, "film.json", facts(project, made.seconds, run.seconds(), out, notes))


def facts(project: Project, seconds: float, took: float, out: Path, notes: Sequence[Note] = ()) -> dict[str, Any]:
    """What is kept beside a finished film: what it was made of, how long it is and how long it took, what its label says, what a
    person should know of it."""
    return {
        "made": fingerprint(project),
        "unspoken": fingerprint(unspoken(project)),
        "seconds": seconds,
        "took": took,
        "size": list(project.choices.size),
        "labels": _labels(out),
        "notes": [*notes, *_notes(project, seconds, out)],
    }


def _notes(project: Project, seconds: float, out: Path) -> list[Note]:
    """What its platform does not take, and who encoded it."""
    choices = project.choices
    told = [hardware.told(choices.encoder), *platforms.remarks(choices.platform, seconds, out.stat().st_size)]
    return [one for one in told if one]


def fingerprint(project: Project) -> str:
    """A hash of all that the film is made of, to know when it has changed since."""
    return key_of(json.loads(dumps(project)))


def unspoken(project: Project) -> Project:
    """The project without the edits of its speech, to know whether they alone have changed."""
    return project.model_copy(update={"speech": {}})


def _labels(film: Path) -> dict[str, Any]:
    found = labels.read(film)
    extra = found.get(labels.EXTRA, {})
    return {
        "id": found[labels.FIELD].get("ProduceID", ""),
        "producer": extra.get("producer", ""),
        "engines": extra.get("engines", {}),
        "consents": [c.get("text", "") for c in extra.get("consents", [])],
    }


def archive(folder: Path, out: Path) -> None:
    """The project as a zip, without its takes: they can be made again from the rest."""
    with replacing(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and place.parts[0] not in ("takes", "previews"):
                packed.write(path, Path(folder.name) / place)


def previews(project: Project, store: Store, workers: Workers, report: produce.Report = produce.quiet) -> None:
    """Paint each scene's picture, at the film's own size so that the film finds it done, and keep a small one to show."""
    for scene, path in produce.paint(project, store, workers, report).items():
        small(path, preview(project, store, editing.scene_of(project.script, scene)))


def preview(project: Project, store: Store, scene: Scene) -> Path:
    """Where the small picture of a scene is kept: a name of its own for everything that changes the picture."""
    choices = project.choices
    said = scene.prompt or scene.title or scene.lines[0].text
    key = key_of(choices.painter, choices.style, choices.size, choices.seed, scene.seed, scene.id, said, scene.picture)
    return store.folder / "previews" / f"{key}.jpg"


def small(path: Path, target: Path) -> Path:
    """A small JPEG of a picture, made once."""
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        pixels = seen.avatar(path).picture.pixels[:, :, :3]
        scale = min(1.0, _THUMB / max(pixels.shape[:2]))
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        write_picture(target, Picture(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)))
    return target
