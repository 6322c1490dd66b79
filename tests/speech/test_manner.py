"""The manner of a sample: taken over by the clone, and turned down."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput
from pipelines.files import data_folder
from pipelines.media import Audio, read_audio
from pipelines.speech import pitch, voices
from pipelines.speech.clone import analyse, clone
from pipelines.speech.cloning.manner import breathiness
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Voice
from studio import manner

SAMPLES = os.environ.get("STUDIO_SAMPLES", "")
CONSENT = "I, Ann, allow this voice to be used in my own films."
WORDS = "The morning was clear and cold, and the whole valley lay quiet under the snow."
OTHER_WORDS = "Please bring me two cups of tea and the blue notebook."
ALICE = voices.load("alice", (data_folder("voices"),))
CALM = replace(ALICE, range=0.7, rate=1.0)
CRYING = replace(ALICE, range=1.6, rate=0.85, breath=0.9)


def say(voice: Voice, text: str) -> Audio:
    speaker = EspeakSpeaker()
    return speaker.speak(speaker.plan(text, voice, language="en"), voice)


def heard(sound: Audio) -> tuple[float, float, float]:
    """(deviation of the pitch, share of breath, seconds)."""
    samples = sound.resampled(24_000).mono().samples.astype(float)
    f0, _ = analyse(samples)
    return pitch.width(f0), breathiness(samples, f0), sound.seconds


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    for name, voice in (("calm", CALM), ("crying", CRYING)):
        clone(say(voice, WORDS), name, CONSENT, folder=folder, language="en", transcript=WORDS)
    return folder


def test_a_clone_speaks_in_the_manner_of_its_sample(library: Path) -> None:
    calm, crying = (heard(say(voices.load(name, (library,)), OTHER_WORDS)) for name in ("calm", "crying"))
    assert crying[0] > 1.5 * calm[0]
    assert crying[1] > 1.5 * calm[1]
    assert crying[2] > 1.1 * calm[2]


def test_the_manner_can_be_turned_down(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "voices"
    shutil.copytree(library, own)
    monkeypatch.setenv("STUDIO_VOICES", str(own))
    calm = [heard(say(manner.turned("calm", degree), OTHER_WORDS))[0] for degree in (1.0, 0.5, 0.0)]
    assert calm[0] < calm[1] < calm[2]
    _, breath, seconds = zip(*(heard(say(manner.turned("crying", d), OTHER_WORDS)) for d in (1.0, 0.5, 0.0)), strict=True)
    assert breath[0] > breath[1] > breath[2]
    assert seconds[0] > seconds[1] > seconds[2]
    plain = say(Voice("plain", language="en", pitch=ALICE.pitch), OTHER_WORDS)
    assert seconds[2] == pytest.approx(plain.seconds, rel=0.01)
    assert calm[2] == pytest.approx(heard(plain)[0], rel=0.2)
    assert voices.load("calm").consent == voices.load("calm", (library,)).consent


def test_the_loudness_contour_is_turned_down_too(library: Path) -> None:
    voice = voices.load("calm", (library,))
    spoken = [levels(say(replace(voice, degree=degree), OTHER_WORDS)) for degree in (1.0, 0.0)]
    plain = levels(say(Voice("plain", language="en", pitch=voice.pitch), OTHER_WORDS))
    assert np.corrcoef(spoken[1], levelled(plain, len(spoken[1])))[0, 1] > 0.97


def levels(sound: Audio) -> np.ndarray:
    """dB of each 20 ms, of the louder part."""
    size = sound.rate // 50
    blocks = sound.samples[: len(sound) // size * size].reshape(-1, size).astype(float)
    found = 10 * np.log10(np.square(blocks).mean(axis=1) + 1e-9)
    return np.maximum(found, found.max() - 40)


def levelled(values: np.ndarray, count: int) -> np.ndarray:
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(values)), values)


def test_what_is_stored_comes_back_and_bad_numbers_are_refused(library: Path, tmp_path: Path) -> None:
    voice = voices.load("crying", (library,))
    assert (voice.style, voice.degree) == ("own", 1.0)
    assert voice.own is not None
    assert voice.own.breath > 0.1
    file = library / "crying" / "voice.toml"
    whole = file.read_text(encoding="utf-8")
    for wrong in ("own = { range = 9 }", "own = { anger = 1 }", 'own = "sad"'):
        kept = [line for line in whole.splitlines() if not line.startswith("own")]
        other = tmp_path / "voice.toml"
        other.write_text("\n".join([*kept, wrong]), encoding="utf-8")
        with pytest.raises(BadInput, match="accepted: range"):
            voices.read(other)


@pytest.mark.parametrize("degree", [-0.1, 2.5, float("nan")])
def test_a_degree_out_of_bounds_is_refused(degree: float, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_VOICES", str(library))
    with pytest.raises(BadInput, match="cannot be"):
        manner.turned("crying", degree)
    with pytest.raises(BadInput, match="no manner"):
        manner.turned("grace", 0.5)


@pytest.mark.skipif(not Path(SAMPLES, "speakers").is_dir(), reason="STUDIO_SAMPLES names no folder of samples")
def test_a_person_who_speaks_clearly_is_not_given_breath(tmp_path: Path) -> None:
    clip = read_audio(Path(SAMPLES, "speakers/aishell3_SSB0018/SSB00180170.flac"))
    voice = clone(clip, "clear", CONSENT, folder=tmp_path, language="zh")
    assert voice.own is not None
    assert voice.own.breath == 0.0
