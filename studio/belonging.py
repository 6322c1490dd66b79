"""Whether a sound is that of a timeline, and what its label tells of who speaks in it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.errors import BadInput
from pipelines.film import labels
from pipelines.media import Audio
from pipelines.speech import voices
from pipelines.timeline import Utterance
from pipelines.voice import Consent

SHORTER, LONGER = 0.05, 2.0  # seconds that a sound may lack of its timeline, and have beyond it: the audible label takes 1.5
_SILENT = 1e-3  # of full scale, the mean over what is spoken


def check(sound: Audio, planned: Utterance, audio: Path, speech: Path) -> None:
    """BadInput if the sound is shorter or much longer than the speech, or silent where the timeline speaks."""
    if not planned.seconds - SHORTER <= sound.seconds <= planned.seconds + LONGER:
        raise BadInput(
            f"{audio} lasts {sound.seconds:.2f} s and the speech of {speech} {planned.seconds:.2f} s. Give the sound that"
            " `studio speak` made of this timeline.",
            f"{audio} 长 {sound.seconds:.2f} 秒，而 {speech} 的语音长 {planned.seconds:.2f} 秒。请给出用 `studio speak` 由该时间线生成的音频。",
        )
    if _level(sound, planned) < _SILENT:
        raise BadInput(
            f"{audio} is silent where {speech} speaks. Give the sound that `studio speak` made of this timeline.",
            f"{audio} 在 {speech} 说话处没有声音。请给出用 `studio speak` 由该时间线生成的音频。",
        )


def _level(sound: Audio, planned: Utterance) -> float:
    """The sound's mean level over the timeline's phonemes, of full scale."""
    scale = sound.rate / planned.sample_rate
    spoken = [sound.samples[int(s.start * scale) : int(s.end * scale)] for s in planned.segments() if s.index >= 0]
    power = np.concatenate([np.square(np.asarray(part, np.float64)).reshape(-1) for part in spoken] or [np.zeros(1)])
    return float(np.sqrt(power.mean())) if len(power) else 0.0


def told(audio: Path, planned: Utterance) -> tuple[dict[str, str], tuple[Consent, ...]]:
    """(the engines, the consents) that the sound's label names; of an unlabelled sound the consent of the timeline's voice."""
    engines: dict[str, str] = {}
    consents: list[Consent] = []
    with suppress(BadInput):
        found: dict[str, Any] = labels.read(audio).get("shengying") or {}
        engines = {str(stage): str(note) for stage, note in dict(found.get("engines") or {}).items()}
        known = {field.name for field in fields(Consent)}
        for given in found.get("consents") or ():
            consents.append(Consent(**{key: str(value) for key, value in dict(given).items() if key in known}))
    if not consents:
        with suppress(BadInput):
            voice = voices.load(planned.voice)
            consents += [voice.consent] if voice.consent else []
    return engines, tuple(consents)
