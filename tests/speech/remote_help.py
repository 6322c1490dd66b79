"""What the tests of engines in environments of their own share."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import numpy as np
import soundfile

from pipelines.media import Audio
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker

TONE = Path(__file__).parent / "tone_engine"
RATE = 24_000


def tone_folder(folder: Path, **changed: object) -> Path:
    """A copy of the tone engine's recipe with lines of its engine.toml set."""
    shutil.copytree(TONE, folder)
    path = folder / "engine.toml"
    lines = [line for line in path.read_text().splitlines() if line.partition(" ")[0] not in changed]
    lines += [
        f"{key} = {value!r}" if not isinstance(value, bool) else f"{key} = {str(value).lower()}"
        for key, value in changed.items()
    ]
    path.write_text("\n".join(lines) + "\n")
    return folder


def wheel(folder: Path, name: str, version: str) -> Path:
    """A wheel of one empty module."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def spoken(text: str, language: str = "en") -> Audio:
    """The text said by espeak-ng, for the tone engine to play."""
    speaker, voice = EspeakSpeaker(), voices.default(language)
    return speaker.speak(speaker.plan(text, voice, language=language), voice)


def give(folder: Path, text: str, audio: Audio, seed: int | None = None) -> np.ndarray:
    """Put what the tone engine is to play for a text into its model folder; the samples as it will give them."""
    name = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
    pcm = np.round(np.clip(audio.samples, -1, 1) * 32767).astype(np.int16)
    soundfile.write(str(folder / f"{name}{'' if seed is None else f'.{seed}'}.wav"), pcm, audio.rate, subtype="PCM_16")
    return (pcm / 32768).astype(np.float32)
