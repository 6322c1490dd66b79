"""Lines to say, sounds for them and portraits to say them: made by hand where possible."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pipelines.avatar.video import enrolment
from pipelines.avatars import Avatar
from pipelines.files import data_folder
from pipelines.media import Audio, read_picture
from pipelines.timeline import Phoneme, Utterance, Word

RATE = 24000


def line(*words: tuple[str, int], lead: int = 100, each: int = 90) -> Utterance:
    """Words of space-separated IPA symbols, each symbol `each` ms ("a:180" says otherwise), with a pause in ms after each."""
    made = []
    for number, (symbols, pause) in enumerate(words, 1):
        phonemes = []
        for part in symbols.split():
            symbol, _, ms = part.lstrip("ˈ").partition("|")
            phonemes.append(Phoneme(symbol, int(ms or each) * RATE // 1000, stress=1 if part.startswith("ˈ") else 0))
        made.append(Word(f"w{number}", symbols, symbols, tuple(phonemes), pause * RATE // 1000, " "))
    return Utterance(tuple(made), "en", "hand", RATE, lead=lead * RATE // 1000)


def sound(utterance: Utterance) -> Audio:
    """A buzz where the utterance speaks, rising and falling, and silence where it pauses."""
    out = np.zeros(utterance.samples, np.float32)
    for number, segment in enumerate(utterance.segments()):
        if segment.index >= 0:
            t = np.arange(segment.samples) / RATE
            pitch = 130 + 25 * np.sin(number * 0.9)
            out[segment.start : segment.end] = 0.2 * np.sign(np.sin(2 * np.pi * pitch * t)) * (0.6 + 0.4 * np.sin(number))
    return Audio(out, RATE)


def talk() -> Utterance:
    """About six seconds with every kind of sound, a pause that holds, one that relaxes and one that closes."""
    return line(
        ("b ˈɑː|170 b", 0), ("m ˈeɪ|150 d", 0), ("ə|60", 0), ("b ˈɪ|80 ɡ", 60), ("p ˈaɪ|190", 700),
        ("f ˈaɪ|180 v", 0), ("ʃ ˈuː|160 z", 0), ("w ˈɜː|120", 0), ("s ˈiː|140 n", 220), ("m ˈaɪ|150", 0),
        ("m ˈʌ|100 ð ɚ", 0), ("θ ˈɔː|160 t", 0), ("ˈoʊ|170 v ɚ", 0), ("l ˈʌ|90 n tʃ", 300),
    )  # fmt: skip


@pytest.fixture(scope="session")
def spoken() -> tuple[Utterance, Audio]:
    utterance = talk()
    return utterance, sound(utterance)


@pytest.fixture(scope="session")
def portrait() -> Avatar:
    """The repository's own portrait"""
    path = data_folder("assets") / "demo" / "portrait.png"
    if not path.is_file():
        pytest.skip("assets/demo/portrait.png is not there")
    return Avatar(read_picture(path), name="demo")


@pytest.fixture(scope="session")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of the repository's portrait talking, without sound"""
    from . import videos  # it takes lines and sounds from here

    return videos.write(tmp_path_factory.mktemp("filmed") / "ann.mp4", videos.talking())


@pytest.fixture(scope="session")
def enrolled(filmed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of someone enrolled with it; copy it before anything in it is changed"""
    place = tmp_path_factory.mktemp("enrolled") / "ann"
    enrolment.enrol(filmed, "ann", "I, Ann, may be shown saying what I wrote.", by="Ann", place=place)
    return place


def sample(name: str) -> Avatar:
    """A portrait of the sample collection, or a skip that says why"""
    folder = os.environ.get("STUDIO_SAMPLES", "")
    path = Path(folder) / "portraits" / name
    if not folder or not path.is_file():
        pytest.skip(f"set STUDIO_SAMPLES to the folder that holds portraits/{name}")
    return Avatar(read_picture(path), name=name)
