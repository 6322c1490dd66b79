"""Small speech timelines, pictures and frames for the film tests."""

from __future__ import annotations

import numpy as np

from pipelines.film.shots import presenter_size
from pipelines.media import FrameStream, Picture
from pipelines.timeline import Phoneme, Utterance, Word

RATE = 24000


def utterance(
    words: list[tuple[str, str]], language: str = "en", seconds: float = 0.3, pause: float = 0.0, lead: float = 0.0
) -> Utterance:
    """(text, what follows it) pairs, each word `seconds` long, with `pause` after punctuation."""
    made = tuple(
        Word(f"w{n}", text, text, (Phoneme("a", round(seconds * RATE)),), round(pause * RATE) if after.strip() else 0, after)
        for n, (text, after) in enumerate(words, 1)
    )
    return Utterance(made, language, "test", RATE, lead=round(lead * RATE))


def spaced(text: str, language: str = "en", seconds: float = 0.3, pause: float = 0.3) -> Utterance:
    """Words cut at spaces; punctuation at a word's end goes where a speaker puts it."""
    pairs = []
    for token in text.split(" "):
        core = token.rstrip('.,;:!?"”')
        pairs.append((core or token, token[len(core) :] + " " if core else " "))
    return utterance(pairs, language, seconds, pause)


def scene(size: tuple[int, int]) -> Picture:
    """A smooth picture with detail of many sizes."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    waves = [np.sin(x / 23 + y / 31), np.sin(x / 7 - y / 13), np.cos(y / 11)]
    return Picture(np.stack([np.clip(118 + 55 * w + 30 * waves[0], 0, 255) for w in waves], axis=-1).astype(np.uint8))


def presenter(layout: str, size: tuple[int, int], frames: int, fps: int = 25) -> FrameStream:
    """A green card with a bar that moves, in the size that the layout needs."""
    width, height = presenter_size(layout, size)

    def made() -> object:
        for number in range(frames):
            frame = np.zeros((height, width, 3), np.uint8)
            frame[..., 1] = 160
            frame[:, (number * 2) % width] = 255
            yield frame

    return FrameStream((width, height), fps, frames, made())  # type: ignore[arg-type]
