"""Voices between voices: each number interpolated on the scale that it is heard on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...errors import BadInput
from ...voice import Voice
from .describe import TIMBRE

_LOG = ("pitch", "tract", "range", "rate")
_LINEAR = ("breath", "roughness", "brightness", "gain")
_USUAL_PITCH = 150.0


def mix(parts: Sequence[tuple[Voice, float]], name: str) -> Voice:
    """The voice called `name` between the `parts`, by weights over 0 that need not add up to anything.

    Pitch, tract, range and rate are mixed as logarithms; breath, roughness and spectra (dB) linearly. Its language, base and style are
    the heaviest part's. BadInput for fewer than two parts, one that is given twice, a weight that is not over 0, or a voice that is not made of numbers.
    """
    if len(parts) < 2 or any(not math.isfinite(weight) or weight <= 0 for _, weight in parts):
        raise BadInput("Give two voices or more, each with a weight over 0: grace:60 alice:40.",
                       "请给出两个或更多声音及大于 0 的权重：grace:60 alice:40。")  # fmt: skip
    twice = next((voice.name for number, (voice, _) in enumerate(parts) if voice in [one for one, _ in parts[:number]]), "")
    if twice:
        raise BadInput(f"{twice!r} was given twice; mixed with itself it stays as it is. Give each voice once.",
                       f"声音 {twice!r} 给出了两次；与自身混合不会改变。每个声音请只写一次。")  # fmt: skip
    for voice, _ in parts:
        if voice.engine != "espeak" or voice.model:
            raise BadInput(f"The voice {voice.name!r} is cloned or another engine's and cannot be mixed. Give voices of the library.",
                           f"声音 {voice.name!r} 是克隆的或属于其他引擎，无法混合。请给出声音库中的声音。")  # fmt: skip
    weights = np.array([weight for _, weight in parts])
    weights = weights / weights.sum()
    first = parts[int(weights.argmax())][0]
    values: dict[str, Any] = {
        key: float(np.exp(weights @ [math.log(_number(voice, key)) for voice, _ in parts])) for key in _LOG
    }
    values |= {key: float(weights @ [getattr(voice, key) for voice, _ in parts]) for key in _LINEAR}
    timbre = weights @ np.array([voice.timbre or (0.0,) * len(TIMBRE) for voice, _ in parts])
    said = " + ".join(f"{voice.name} {share}%" for (voice, _), share in zip(parts, _per_cent(weights), strict=True))
    return replace(
        first, name=name, **{key: round(value, 4) for key, value in values.items()}, timbre=tuple(round(float(t), 2) for t in timbre),
        degree=round(first.degree * float(weights.max()), 3) if first.style else 1.0, title_en=said, title_zh=said,
        tags=tuple(dict.fromkeys((*(tag for tag in first.tags if tag not in ("designed",)), "designed"))), fingerprint="",
    )  # fmt: skip


def _per_cent(weights: np.ndarray) -> list[int]:
    """Shares in whole per cent that add up to 100: those cut the most get what is left (largest remainder method)."""
    exact = 100 * weights
    whole = np.floor(exact + 1e-9).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: 100 - int(whole.sum())]] += 1
    return [int(one) for one in whole]


def _number(voice: Voice, key: str) -> float:
    value = float(getattr(voice, key))
    if key == "pitch" and not value:
        return _USUAL_PITCH
    return max(value, 0.01)
