"""A voice from a few seconds of someone speaking, and the consent that it stands on.

What is learnt: the length of the vocal tract, median pitch, the sample's spectra (see `exemplars`), and its manner (how far the
pitch moves, the pace, the loudness contour, the breath), which can be turned down. No neural model; the intonation and the accent stay the synthesizer's.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyworld
import soundfile

from ..errors import BadInput
from ..media import Audio
from ..voice import OWN, Consent, Voice, agrees
from . import consents, envelope, espeak, exemplars, pitch, spoken_consent, voices
from .cloning import manner
from .cloning.speaker import analyse, pace, tract
from .sample import accept, judge
from .timbre import FRAME, RATE, fill, warp

_LEARNT_FROM = 15  # seconds of the sample that are analysed; more adds time and hardly any likeness

# Sentences with most sounds of the language; any other language counts, which every espeak voice can.
_TEXTS = {
    "zh": "我觉得这件事情非常有意思，你呢？春天来了，山上的花儿都开了，绿树红花。祖国的江河湖海美丽如画，人们喜欢旅游，也爱听二胡和古筝。",
    "en": "The morning was clear and cold, and the whole valley lay quiet. Please show me your favourite boy's toy, and I could "
    "choose a good number of them. We always thought that fresh fish, chips and vinegar made a joyful lunch.",
}
_COUNTING = "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 30, 40, 57, 68, 79, 100, 1000."


def clone(
    sample: Audio,
    name: str,
    consent_text: str,
    *,
    folder: Path,
    language: str = "",
    transcript: str = "",
    by: str = "",
    date: str = "",
    spoken: Audio | None = None,
    force: bool = False,
) -> Voice:
    """Learn a voice from `sample` and write it as `folder`/`name`: voice.toml, reference.wav, model.npz, consent.toml.

    consent_text  what the speaker agreed to; it is stored and travels into every film's labels. It cannot be empty
    language      of the sample, BCP 47 (default "zh" if the transcript holds Chinese, else "en")
    transcript    the words of the sample, if known: how fast they are spoken is then measured and not guessed
    by, date      who consents, and when (ISO 8601, default today)
    spoken        the speaker reading out `spoken_consent.sentence`; it is checked and kept as consent.wav. An installation may require it

    The same sample, name and texts give the same bytes, whatever the date, save in consent.toml. BadInput for a missing
    consent, a spoken one that does not hold, an unusable sample, a name that the program's own library has; OutputExists if the voice exists and not `force`.
    """
    if not agrees(consent_text):
        raise BadInput(
            "A cloned voice needs the speaker's consent. Give one sentence that says who allows what, with --consent.",
            "克隆声音需要说话人的同意。请用 --consent 写一句话，说明谁同意了什么。",
        )
    consents.require_spoken(spoken is not None)
    voices.check_name(name) if force else voices.check_own(name)
    ready = accept(sample)
    language = language or ("zh" if any("一" <= letter <= "鿿" for letter in transcript) else "en")
    reference = wav_bytes(ready)
    sentence = spoken_consent.heard(spoken, ready, name, language) if spoken else ""
    recording = wav_bytes(spoken.mono()) if spoken else b""
    voice, model = learn(ready, Voice(name, language=language), transcript)
    voice = replace(
        voice,
        title_en=name,
        title_zh=name,
        tags=("cloned",),
        consent=Consent(
            consent_text.strip(),
            by.strip(),
            date or datetime.date.today().isoformat(),
            consents.digest(reference),
            sentence,
            consents.digest(recording) if recording else "",
        ),
    )
    extra = {voices.REFERENCE_FILE: reference, voices.MODEL_FILE: exemplars.dumps(model)}
    if recording:
        extra[voices.RECORDING_FILE] = recording
    return voices.save(voice, folder, force=force, extra=extra)


def learn(ready: Audio, voice: Voice, transcript: str = "") -> tuple[Voice, exemplars.Model]:
    """(`voice` with its pitch and its own manner, the model of its timbre), from a sample that `sample.accept` returned."""
    sound = ready.samples.astype(np.float64)
    target = analyse(sound[: _LEARNT_FROM * RATE])
    source = _source(voice.language)
    length = tract(source, target)
    words = transcript.strip()
    rate = _relative_rate(ready, _say(words, voice.language)) if words else pace(source, target)
    median, _ = pitch.statistics(target[0])
    wider = pitch.width(target[0]) / pitch.width(source[0])
    own_manner = manner.manner(wider, rate, manner.breathiness(sound[: _LEARNT_FROM * RATE], target[0]))
    voice = replace(voice, pitch=round(median, 2), style=OWN, own=own_manner)
    return voice, exemplars.learn(_lengthened(source, length), target, length)


def _lengthened(spoken: tuple[np.ndarray, np.ndarray], length: float) -> exemplars.Spoken:
    return exemplars.Spoken(spoken[0], warp(spoken[1], length), warp(fill(spoken[1]), length))


def wav_bytes(audio: Audio) -> bytes:
    """`audio` as 16-bit WAV."""
    pcm = np.clip(np.round(audio.samples * 32767.0), -32768, 32767).astype(np.int16)
    buffer = io.BytesIO()
    soundfile.write(buffer, pcm, audio.rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _say(text: str, language: str) -> np.ndarray:
    """The synthesizer's own sound for `text`, (n,) at 24 kHz."""
    _, tokens = espeak.tokenise(text, language)
    return espeak.source(tokens, language, Voice("", language=language)).samples


def _plain(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(f0, log power spectrum) of the synthesizer's sound; DIO, which it is clean enough for, takes a tenth of the time."""
    sound = np.asarray(sound, dtype=np.float64)
    f0, times = pyworld.dio(sound, RATE, f0_floor=60.0, f0_ceil=600.0, frame_period=1000.0 * FRAME / RATE)
    f0 = pyworld.stonemask(sound, f0, times, RATE)
    return f0, envelope.cheaptrick(sound, f0, FRAME)


@lru_cache(maxsize=8)
def _source(language: str) -> tuple[np.ndarray, np.ndarray]:
    """(f0, log power spectrum) of the synthesizer speaking the language, to know it by."""
    return _plain(_say(_TEXTS.get(language.lower().split("-")[0], _COUNTING), language))


def _relative_rate(ready: Audio, spoken: np.ndarray) -> float:
    """How fast the person says the transcript, the synthesizer's own speed being 1. BadInput if it cannot be these words."""
    theirs, own = judge(ready).speech, judge(Audio(spoken, RATE)).speech
    if not 0.4 < own / max(theirs, 0.1) < 2.5:
        raise BadInput(
            f"The transcript takes about {own:.1f} s to say and the sample holds {theirs:.1f} s of speech. "
            "Give the words of the sample, all of them, or no transcript.",
            f"这段文字约需 {own:.1f} 秒，而录音中有 {theirs:.1f} 秒人声。请给出与录音完全对应的文字，或不提供文字。",
        )
    return own / theirs
