"""Who says the lines of a file, and the label of what they said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines import engines
from pipelines.film.labels import Label
from pipelines.media import Audio
from pipelines.speech import voices
from pipelines.speech.align import VOICE
from pipelines.speech.delivery import deliver, voices_of
from pipelines.speech.recording import voice_for
from pipelines.timeline import Utterance
from pipelines.voice import Voice


def _beside(speech: Path, name: str) -> Voice:
    """The voice in a folder beside the timeline, else the library's."""
    beside = speech.parent / name
    return voices.load(beside if (beside / "voice.toml").is_file() else name)


class Cast:
    """Who says the lines of a file: the voice they were planned for or another, by a speaker, or the recording they are of."""

    def __init__(self, speech: Path, voice: str, speaker: str) -> None:
        self._speech, self._voice = speech, voice
        self._engine: engines.Speaker = engines.load("speaker", speaker)
        self._voices: dict[str, Voice] = {}
        self._notes: dict[str, None] = {}

    def recording(self, planned: Utterance) -> Voice | None:
        """The recording that a line is of, if it is said by it."""
        if not planned.voice.startswith(VOICE) or self._voice:
            return None
        return self._kept(planned.voice, lambda: voice_for(planned, self._speech))

    def say(self, planned: Utterance) -> Audio:
        recorded = self.recording(planned)
        engine = engines.load("speaker", "recording") if recorded else self._engine
        self._notes[engine.note] = None
        chosen = recorded or self._named(self._voice or planned.voice)
        others = {name: self._named(name) for name in voices_of(planned)}
        return deliver(planned, chosen, engine.speak, others, self._speech.parent)

    def _named(self, name: str) -> Voice:
        return self._kept(name, lambda: _beside(self._speech, name))

    def _kept(self, name: str, find: Callable[[], Voice]) -> Voice:
        if name not in self._voices:
            self._voices[name] = find()
        return self._voices[name]

    def label(self, made_of: str) -> Label:
        """The label of what was said: `made_of` is its hash."""
        consents = tuple(dict.fromkeys(voice.consent for voice in self._voices.values() if voice.consent))
        return Label(made_of, "Shengying", {"speaker": "; ".join(self._notes)}, consents, "sound")
