"""What people name: a language, a voice of the library, a sample of sound."""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import BadInput
from pipelines.speech import voices
from pipelines.speech.espeak import languages
from pipelines.voice import Voice

_SOUND_SUFFIXES = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".webm", ".mp4"}


def check_language(language: str) -> str:
    """The language code if it is spoken here; BadInput otherwise."""
    if language.lower() not in languages() and language.lower().split("-")[0] not in languages():
        raise BadInput(f"The language {language!r} is not known. Accepted: zh, en, yue, ja, ko, fr, de, es … ({len(languages())} codes; `studio doctor`).",
                       f"未知语言 {language!r}。可接受：zh、en、yue、ja、ko、fr、de、es……（共 {len(languages())} 种，见 `studio doctor`）。")  # fmt: skip
    return language


def is_sample(given: str) -> bool:
    return Path(given).suffix.lower() in _SOUND_SUFFIXES


def library_voice(given: str) -> Voice:
    """The voice of that name or folder; BadInput for a file, which cannot be one unless it is sound."""
    if Path(given).is_file():
        raise BadInput(
            f"{given} is not sound. Give a voice's name, a voice folder, or a sample: {_kinds()}.",
            f"{given} 不是音频。请给出声音名、声音文件夹或样本：{_kinds()}。",
        )
    return voices.load(given)


def _kinds() -> str:
    return ", ".join(sorted(suffix[1:] for suffix in _SOUND_SUFFIXES))
