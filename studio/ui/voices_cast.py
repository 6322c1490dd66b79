"""Who speaks in the film on the page, and another voice for one of them."""

from __future__ import annotations

from typing import Any

from pipelines.errors import BadInput, StudioError
from pipelines.speech import voices

from .. import casting, films_home, produce
from ..project import Project
from ..store import Store
from . import runs, script_panel
from .brief_panel import voice_title
from .notices import answered
from .texts import pair, t


@answered
def cast(asked: dict[str, Any]) -> dict[str, Any]:
    """The speakers of {"film"} with their voices; none without a script."""
    film = str(asked.get("film", ""))
    store = films_home.store(film) if film else None
    if store is None or not store.exists():
        return {"film": film, "speakers": []}
    return _rows(film, store, store.load(), str(asked.get("lang", "en")))


def _rows(film: str, store: Store, project: Project, lang: str) -> dict[str, Any]:
    return {"film": film, "speakers": [_row(project, store, speaker, lang) for speaker in project.script.speakers]}


def _row(project: Project, store: Store, speaker: str, lang: str) -> dict[str, Any]:
    place = casting.place_of(project, speaker)
    try:
        title = voice_title(produce.named_voice(store, place), lang)
    except StudioError:
        title = t("voices.voice_gone", lang, name=place)
    own = place.startswith("voices/")
    return {"speaker": speaker, "name": speaker or t("voices.narrator", lang), "leads": casting.leads(project, speaker),
            "voice": "" if own else place, "title": t("voices.cloned_here", lang) if own else title}  # fmt: skip


@answered
def recast(asked: dict[str, Any]) -> dict[str, Any]:
    """Another voice of the library for one speaker of a film, or for whoever has the brief's: {"film", "speaker" or null, "voice"}.
    It is kept in the film's project; the rows of `cast` come back."""
    film, speaker = str(asked.get("film", "")), asked.get("speaker")
    name = voices.check_name(str(asked.get("voice", "")))
    store = films_home.existing(film)
    if runs.busy(film):
        raise BadInput(*pair("notice.busy"))
    with script_panel.keeping(film):
        changed = casting.recast(store.load(), None if speaker is None else str(speaker), name)
        store.save(changed)
    leads = speaker is None or casting.leads(changed, str(speaker))
    return _rows(film, store, changed, str(asked.get("lang", "en"))) | {"leads": leads}


FUNCTIONS = (cast, recast)
