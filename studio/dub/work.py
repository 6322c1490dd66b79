"""One line of a batch as a unit of work: planned, fitted into its slot, spoken. A function of picklable values, for any process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import engines, slots, timeline
from pipelines.files import write_text
from pipelines.film import encoders
from pipelines.film.labels import Label
from pipelines.media import Audio, write_audio
from pipelines.slots import Fit, Policy
from pipelines.speech import lexicon
from pipelines.speech.delivery import deliver
from pipelines.speech.lexicon import Entry, Lexicon
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from ..store import Takes, key_of
from ..voice_keys import voice_key

VERSION = 1
"""Change it when the same line would be said otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """All that a line's sound depends on.

    room      seconds of its slot, None without one; `spare` of the silence after it
    entries   of the person's dictionaries that its text has
    style     of all its words, "" for none; `speed` of its speech
    marked    it is a clip to be given away: with the watermark and the labels
    """

    text: str
    language: str
    engine: str
    voice: Voice
    style: str = ""
    speed: float = 1.0
    room: float | None = None
    spare: float = 0.0
    policy: Policy = slots.STRICT
    entries: tuple[Entry, ...] = ()
    marked: bool = False

    def key(self) -> str:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values["voice"] = _voice_key(self.voice)
        values["policy"] = asdict(self.policy) if self.room is not None else {}
        values["entries"] = [asdict(entry) for entry in self.entries]
        return key_of("dub", VERSION, _version(self.engine), values)


@lru_cache(maxsize=4096)
def _voice_key(voice: Voice) -> dict[str, Any]:
    return voice_key(voice)


@lru_cache(maxsize=8)
def _speaker(name: str) -> Any:
    return engines.load("speaker", name)


def _version(engine: str) -> str:
    return str(_speaker(engine).version)


def make(takes: Takes, key: str, line: Line, suffix: str, loudness: float | None = None) -> Path:
    """The line's sound as a take, and beside it the take of what was found: its timeline, how it fits (`told`), how loud it is.

    The sound gets its name last: whoever finds it finds both.
    """

    def build(path: Path) -> None:
        found = fitted(line)
        sound = deliver(found.utterance, line.voice, _speaker(line.engine).speak, {}, None)
        said = {**told(found), "peaks": peaks(sound)}
        if line.marked:
            label, language = label_of(key, line), {"language": line.language}
            reached = encoders.write(path, [sound.samples], sound.rate, label=label, metadata=language, loudness=loudness)
            said |= {} if reached is None else {"loudness": round(reached, 2)}
        else:
            write_audio(path, sound)
        write_text(takes.path(key, ".json"), json.dumps(said, ensure_ascii=False))

    return takes.make(key, suffix, build)


def label_of(key: str, line: Line) -> Label:
    consents = (line.voice.consent,) if line.voice.consent else ()
    return Label(key, "Shengying", {"speaker": _speaker(line.engine).note}, consents, "sound")


def measure(line: Line) -> dict[str, Any]:
    """How the line would come out: planned and fitted, not spoken."""
    found = told(fitted(line))
    return {name: value for name, value in found.items() if name != "speech"}


def fitted(line: Line) -> Fit:
    """The line planned, and fitted into its slot."""
    planned = plan(line)
    rate = planned.sample_rate
    room = None if line.room is None else round(line.room * rate)
    return slots.fit(planned, room, round(line.spare * rate), line.policy)


def plan(line: Line) -> Utterance:
    speaker = _speaker(line.engine)
    planned = speaker.plan(line.text, line.voice, language=line.language)
    planned = lexicon.apply(Lexicon(line.entries), planned, speaker, line.voice)
    if line.style:
        styled = {word.id: replace(planned.override(word.id), style=line.style) for word in planned.words}
        planned = replace(planned, overrides={**planned.overrides, **styled})
    return timeline.with_rate(planned, line.speed) if line.speed != 1 else planned


def told(found: Fit) -> dict[str, Any]:
    """How a line came out, JSON-ready: seconds, and its timeline."""
    rate = found.utterance.sample_rate
    return {
        "seconds": round(found.utterance.samples / rate, 6),
        "natural": round(found.natural / rate, 6),
        "tempo": round(found.tempo, 4),
        "borrowed": round(found.borrowed / rate, 6),
        "overrun": round(found.overrun / rate, 6),
        "speech": timeline.to_dict(found.utterance),
    }


def peaks(sound: Audio, count: int = 64) -> list[int]:
    """The loudest of each of `count` stretches of the sound, 0 to 255: enough for a small picture of it."""
    edges = [len(sound) * place // count for place in range(count + 1)]
    loud = np.abs(sound.mono().samples)
    return [min(255, round(255 * float(loud[a:b].max(initial=0.0)))) for a, b in pairwise(edges)]


def told_of(takes: Takes, key: str) -> dict[str, Any]:
    """What `make` wrote beside the sound."""
    return dict(json.loads(takes.path(key, ".json").read_text(encoding="utf-8")))
