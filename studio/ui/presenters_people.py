"""People enrolled with a video on the page: who is there, a new one enrolled behind the page, one deleted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.avatar.video import enrolment, people
from pipelines.avatar.video.people import Person
from pipelines.errors import BadInput, Cancelled
from pipelines.files import write_text
from pipelines.voice import agrees

from .. import enrolment as shown_enrolment
from .. import own_voices, seen
from . import browser_files, stills, tile
from .notices import answered, message
from .texts import pair, t


@dataclass
class Enrolling:
    """One enrolment: how much of it is done, and how it ended."""

    name: str
    share: float = 0.0
    error: Exception | None = None
    told: tuple[float, float, int] | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def progress(self, share: float) -> None:
        if self.stop.is_set():
            raise Cancelled
        self.share = share


_now: list[Enrolling] = []
_guard = threading.Lock()


@answered
def find_people(asked: dict[str, Any]) -> dict[str, Any]:
    """Everyone who is enrolled; and {"faults"}: why somebody cannot be read."""
    found, faults = shown_enrolment.everyone()
    lang = str(asked.get("lang", "en"))
    return {"rows": [_row(person, lang) for person in found], "faults": [message(fault, lang) for fault in faults]}


def _row(person: Person, lang: str) -> dict[str, Any]:
    told = t(
        "presenters.clip_facts", lang, seconds=f"{person.seconds:.0f}", width=person.about.size[0], height=person.about.size[1]
    )
    return {
        "name": person.name, "title": person.name, "told": told, "consent": person.consent.text, "date": person.consent.date,
        "picture": browser_files.url(stills.still(_description(person))),
    }  # fmt: skip


def _description(person: Person) -> Path:
    path = stills.folder() / f"{person.name}.toml"
    write_text(path, seen.reference(person))
    return path


@answered
def take_person(asked: dict[str, Any]) -> dict[str, Any]:
    """The portrait tile's value for {"name"}."""
    return {"portrait": tile.value(str(_description(people.load(str(asked.get("name", ""))))))}


@answered
def enrol_person(asked: dict[str, Any]) -> dict[str, Any]:
    """Begin to enrol {"path"} as {"title"} with {"consent"}; `enrolling` tells how it goes."""
    path = Path(browser_files.accepted(str(asked.get("path", ""))))
    consent, title = str(asked.get("consent", "")).strip(), str(asked.get("title", "")).strip()
    if not path.is_file():
        raise BadInput(*pair("presenters.need_clip"))
    if not agrees(consent):
        raise BadInput(*pair("presenters.need_consent"))
    if not any(letter.isalnum() for letter in title):
        raise BadInput(*pair("presenters.no_name"))
    name = own_voices.slug(title)[:40]
    people.check_free(name, force=False)
    with _guard:
        if _now and not _now[-1].ended.is_set():
            raise BadInput(*pair("presenters.enrolling_now", name=_now[-1].name))
        _now[:] = [Enrolling(name)]
    threading.Thread(target=_enrol, args=(_now[-1], path, consent), daemon=True, name="enrolling").start()
    return {"name": name}


def _enrol(work: Enrolling, path: Path, consent: str) -> None:
    try:
        _, verdict = enrolment.enrol(path, work.name, consent, progress=work.progress)
        work.told = (verdict.start, verdict.end, round(100 * verdict.share))
    except Exception as error:  # told to the page, which asks for it
        work.error = error
    finally:
        work.ended.set()


@answered
def enrolling(asked: dict[str, Any]) -> dict[str, Any]:
    """How the enrolment goes: {"active", "share", "name"}, and when it has ended what came of it."""
    if not _now:
        return {"active": False}
    work, lang = _now[-1], str(asked.get("lang", "en"))
    if not work.ended.is_set():
        return {"active": True, "share": work.share, "name": work.name}
    if isinstance(work.error, Cancelled):
        return {"active": False, "stopped": True}
    if work.error is not None:
        raise work.error
    start, end, share = work.told or (0.0, 0.0, 0)
    return {"active": False, "name": work.name,
            "told": t("presenters.enrolled", lang, name=work.name, start=f"{start:.1f}", end=f"{end:.1f}", share=share)}  # fmt: skip


@answered
def stop_enrolling(asked: dict[str, Any]) -> dict[str, Any]:
    """End it; nothing is kept."""
    if _now:
        _now[-1].stop.set()
        _now[-1].ended.wait(20)
    return {}


@answered
def delete_person(asked: dict[str, Any]) -> dict[str, Any]:
    """Delete somebody with all that was made of their clip: {"name"}. Films that they present can then no longer be made again."""
    people.remove(str(asked.get("name", "")))
    return {}


FUNCTIONS = (find_people, take_person, enrol_person, enrolling, stop_enrolling, delete_person)
