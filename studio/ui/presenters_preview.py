"""What a presenter will look like: one frame at once, then a few seconds that speak."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines import engines
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.film import ffmpeg, labels, shots
from pipelines.film.labels import Label
from pipelines.film.shots import Shot
from pipelines.media import Audio, Picture
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance

from .. import seen
from ..store import file_hash, key_of
from . import acting, browser_files, pictures
from .notices import answered
from .texts import pair, t

FPS = 25
SHAPES = {"tall": (360, 640), "square": (480, 480), "wide": (640, 360)}
FULL = {(360, 640): (1080, 1920), (480, 480): (1080, 1080), (640, 360): (1920, 1080)}
"""The films that these shapes are of."""
_FEW = 5  # frames a second where only one is wanted: those before it need not be drawn
_MOMENT = 0.45  # of the sentence: in the middle of a word, with the mood in full
_SCENE = "#8d99a6"  # in the place of the scene's picture, which a preview has none of
_MAKING = threading.Lock()  # two clips at once would only be two that come late


@answered
def preview_still(asked: dict[str, Any]) -> dict[str, Any]:
    """One frame of {"path"} acting as {"acting"} says, in a {"shape"}: as an address that holds it."""
    who, engine, told, size = _asked(asked)
    said, sound = sentence(str(asked.get("lang", "en")))
    stream = engine.animate(said, sound, who, size=size, fps=_FEW, direction=acting.direction(told))
    frame = next(islice(stream.frames, round(_MOMENT * stream.count), None))
    path, lang = Path(str(asked["path"])), str(asked.get("lang", "en"))
    remarks = [one.message(lang) for one in seen.cut_off(who, FULL[size])]
    return {"picture": pictures.sent(Picture(frame.copy())), "kind": seen.kind_of(path), "remarks": remarks}


@answered
def preview_clip(asked: dict[str, Any]) -> dict[str, Any]:
    """The same, saying a sentence: the address of an mp4 with sound."""
    lang = str(asked.get("lang", "en"))
    who, engine, told, size = _asked(asked)
    said, sound = sentence(lang)
    path = Path(str(asked["path"]))
    ground = acting.file_of(told)
    key = key_of("preview", engine.name, engine.version, file_hash(path), told, file_hash(ground) if ground else "", size, lang)
    target = _folder() / f"{key[:24]}.mp4"
    with _MAKING:
        if not target.is_file():
            stream = engine.animate(said, sound, who, size=size, fps=FPS, direction=acting.direction(told))
            _encoded(stream, said, sound, engine.note, target)
    return {"clip": browser_files.url(target)}


def _encoded(stream: Any, said: Utterance, sound: Audio, note: str, target: Path) -> None:
    made = Label(target.stem, "Shengying", {"animator": note}, (), "film")
    shot = Shot(size=stream.size, fps=FPS, frames=stream.count, layout="presenter", presenter=stream, burn=False,
                label=labels.visible_text(said.language), label_frames=stream.count)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="shengying-") as place:
        take, whole = Path(place) / "take.mp4", Path(place) / "whole.mp4"
        shots.render(shot, take)
        ffmpeg.assemble([take], sound, whole, fps=FPS, metadata=labels.metadata(made), language=said.language)
        shutil.move(whole, target)


@lru_cache(maxsize=2)
def sentence(lang: str) -> tuple[Utterance, Audio]:
    """What a preview says in the page's language, and its sound."""
    speaker, voice = EspeakSpeaker(), voices.default("zh" if lang == "zh" else "en")
    said = speaker.plan(t("presenters.sentence", lang), voice)
    return said, speaker.speak(said, voice)


def _asked(asked: dict[str, Any]) -> tuple[Avatar, Any, dict[str, Any], tuple[int, int]]:
    path = Path(browser_files.accepted(str(asked.get("path", ""))))
    if not path.is_file():
        raise BadInput(*pair("presenters.need_photo"))
    told = acting.checked(asked.get("acting"))
    stamp = path.stat().st_mtime_ns
    who = replace(_who(path, stamp, told.get("face")), zoom=told.get("zoom", 1.0))
    matte = _SCENE if told.get("ground") == "alpha" else acting.matte(told)
    engine = _engine(seen.animator_for(path, "photo"), matte)
    return who, engine, told, SHAPES.get(str(asked.get("shape", "")), SHAPES["square"])


@lru_cache(maxsize=4)
def _who(path: Path, stamp: int, face: int | None) -> Avatar:
    """Whom the file shows, with the face found once."""
    return seen.avatar(path, face)


@lru_cache(maxsize=6)
def _engine(name: str, matte: str) -> Any:
    """The animator with this matte; it keeps the puppets of the last pictures."""
    return engines.load("animator", name, **({"matte": matte} if matte else {}))


def _folder() -> Path:
    place = browser_files.uploads() / "previews"
    place.mkdir(parents=True, exist_ok=True)
    return place


FUNCTIONS = (preview_still, preview_clip)
