"""A music bed made by numbers: slow chords on soft pads, plucked notes, a low bass, a room. For when nobody has music.

Sounds are additive synthesis; the plucks are Karplus-Strong's idea in closed form (harmonics that die faster the
higher they are); the room is a decaying-noise convolution. Everything follows the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import soxr

from ..errors import BadInput
from ..media import Audio

RATE = 48000
_WORK = 24000  # what is synthesised has nothing above 9 kHz
_LONGEST = 64.0  # seconds composed; longer beds repeat it


@dataclass(frozen=True)
class Mood:
    """`chords` as semitones over the tonic; `beat` seconds; `plucks` chance of a note a half beat; `warmth` of the pad."""

    tonic: float
    chords: tuple[tuple[int, ...], ...]
    beat: float
    plucks: float
    warmth: float
    scale: tuple[int, ...]


_MAJOR, _PENTATONIC, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 4, 7, 9), (0, 2, 3, 5, 7, 8, 10)
_OPEN = (0, 2, 4, 7, 9, 11)  # no fourth: it would rub against the raised one in the chords

MOODS: dict[str, Mood] = {
    "calm": Mood(50, ((0, 7, 11, 16), (9, 16, 19, 24), (5, 12, 16, 21), (7, 14, 17, 23)), 0.92, 0.34, 0.55, _PENTATONIC),
    "warm": Mood(53, ((0, 7, 12, 16), (5, 12, 17, 21), (9, 16, 21, 24), (5, 9, 12, 16)), 0.80, 0.46, 0.45, _MAJOR),
    "bright": Mood(55, ((0, 7, 12, 16), (7, 14, 19, 23), (9, 16, 19, 24), (5, 12, 17, 21)), 0.58, 0.62, 0.70, _PENTATONIC),
    "wonder": Mood(48, ((0, 7, 14, 18), (2, 9, 14, 18), (5, 12, 16, 23), (0, 7, 11, 14)), 1.05, 0.40, 0.60, _OPEN),
    "focus": Mood(50, ((0, 7, 10, 15), (8, 15, 19, 24), (3, 10, 15, 19), (10, 14, 17, 22)), 0.66, 0.50, 0.40, _MINOR),
    "dusk": Mood(45, ((0, 7, 12, 15), (8, 12, 15, 19), (5, 12, 15, 20), (7, 14, 17, 22)), 1.00, 0.28, 0.35, _MINOR),
}


def compose(seconds: float, seed: int = 0, mood: str = "calm") -> Audio:
    """A stereo bed of `seconds` at 48 kHz, peaks near -6 dBFS. BadInput for a mood that is not in `MOODS`."""
    if mood not in MOODS:
        raise BadInput(
            f"The music {mood!r} is neither a file nor a mood. Moods: {', '.join(MOODS)}.",
            f"音乐 {mood!r} 既不是文件也不是曲风。曲风：{'、'.join(MOODS)}。",
        )
    if seconds <= 0:
        return Audio(np.zeros((0, 2), np.float32), RATE)
    length = round(seconds * RATE)
    working = -(-length * _WORK // RATE)
    style = MOODS[mood]
    rng = np.random.default_rng([seed, *mood.encode()])
    bar = 8 * style.beat
    bars = max(1, int(np.ceil(min(seconds, _LONGEST) / bar)))
    total = round((bars * bar + 4.0) * _WORK)
    out = np.zeros((total, 2), np.float64)
    for number in range(bars):
        chord = style.chords[number % len(style.chords)]
        start = number * bar
        _pad(out, style, chord, start, bar, rng)
        _bass(out, style, chord, start, bar)
        _plucks(out, style, chord, start, bar, rng, number)
    out = _roomed(out, rng)
    sound = soxr.resample(_repeated(out, round(bars * bar * _WORK), working), _WORK, RATE, quality="HQ")[:length]
    return Audio(_ended(np.pad(sound, ((0, length - len(sound)), (0, 0)))), RATE)


def _repeated(sound: np.ndarray, period: int, length: int) -> np.ndarray:
    """The piece again and again, each tail ringing into the next beginning."""
    out = np.zeros((length + len(sound), 2))
    for start in range(0, length, period):
        out[start : start + len(sound)] += sound
    return out[:length]


def _ended(sound: np.ndarray) -> np.ndarray:
    fade = min(len(sound) // 4, 2 * RATE)
    rise = min(len(sound) // 8, RATE // 2)
    out = sound * (0.5 / max(np.abs(sound).max(initial=0.0), 1e-9))
    out[len(out) - fade :] *= np.cos(np.linspace(0, np.pi / 2, fade))[:, None] ** 2
    out[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise))[:, None] ** 2
    return out.astype(np.float32)


def _hertz(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


def _add(out: np.ndarray, sound: np.ndarray, start: float, pan: float) -> None:
    """Add mono `sound` at `start` seconds, `pan` -1 (left) to 1, at equal power."""
    first = round(start * _WORK)
    piece = sound[: max(0, len(out) - first)]
    angle = (pan + 1) * np.pi / 4
    out[first : first + len(piece), 0] += piece * np.cos(angle)
    out[first : first + len(piece), 1] += piece * np.sin(angle)


def _pad(out: np.ndarray, style: Mood, chord: tuple[int, ...], start: float, bar: float, rng: np.random.Generator) -> None:
    """Each note of the chord as two slightly detuned voices with a slow swell; it overlaps the next chord."""
    time = np.arange(round((bar + 2.5) * _WORK)) / _WORK
    swell = np.minimum(1, time / 1.8) * np.clip((bar + 2.5 - time) / 2.5, 0, 1)
    swell = np.sin(swell * np.pi / 2) ** 2
    for place, step in enumerate(chord):
        pitch = _hertz(style.tonic + step)
        for side in (-1, 1):
            drift = 1 + side * 0.0012 + 0.0004 * rng.standard_normal()
            phase = 2 * np.pi * pitch * drift * time + rng.uniform(0, 2 * np.pi)
            wave = _partials(phase, style.warmth)
            tremble = 1 + 0.10 * np.sin(2 * np.pi * rng.uniform(0.07, 0.16) * time + rng.uniform(0, 6))
            _add(out, 0.085 * wave * swell * tremble / (1 + 0.25 * place), start, side * 0.65)


def _partials(phase: np.ndarray, warmth: float) -> np.ndarray:
    """Four harmonics, the n-th at warmth^(n-1)/n, by sin(nx) = 2 cos(x) sin((n-1)x) - sin((n-2)x)."""
    before, now, twice = np.zeros_like(phase), np.sin(phase), 2 * np.cos(phase)
    out = now.copy()
    for n in (2, 3, 4):
        before, now = now, twice * now - before
        out += now * (warmth ** (n - 1) / n)
    return out


def _bass(out: np.ndarray, style: Mood, chord: tuple[int, ...], start: float, bar: float) -> None:
    note = style.tonic - 12 + chord[0] % 12
    time = np.arange(round(bar / 2 * _WORK)) / _WORK
    shape = np.minimum(1, time / 0.05) * np.exp(-time / 1.6) * np.clip((bar / 2 - time) / 0.2, 0, 1)
    wave = np.sin(2 * np.pi * _hertz(note) * time) + 0.25 * np.sin(4 * np.pi * _hertz(note) * time)
    for half in (0, 1):
        _add(out, 0.20 * wave * shape, start + half * bar / 2, 0.0)


def _plucks(
    out: np.ndarray,
    style: Mood,
    chord: tuple[int, ...],
    start: float,
    bar: float,
    rng: np.random.Generator,
    number: int,
) -> None:
    """Single notes of the scale, mostly the chord's, on half beats, in a walk that prefers small steps."""
    ladder = sorted({12 * octave + step for octave in (1, 2) for step in style.scale})
    tones = {step % 12 for step in chord}
    place = len(ladder) // 2
    for half in range(16):
        strong = half % 4 == 0
        if rng.random() > style.plucks * (1.35 if strong else 0.8) or (number == 0 and half < 4):
            continue
        place = int(np.clip(place + rng.integers(-2, 3), 0, len(ladder) - 1))
        if strong:
            place = min(range(len(ladder)), key=lambda i: (ladder[i] % 12 not in tones, abs(i - place)))
        late = rng.normal(0, 0.006)
        sound = _pluck(_hertz(style.tonic + ladder[place]), round(float(rng.uniform(0.5, 1.0)) * (1.1 if strong else 0.85), 1))
        _add(out, 0.16 * sound, max(0.0, start + half * bar / 16 + late), rng.uniform(-0.5, 0.5))


@lru_cache(maxsize=128)
def _pluck(pitch: float, force: float) -> np.ndarray:
    time = np.arange(round(2.4 * _WORK)) / _WORK
    wave = np.zeros_like(time)
    for n in range(1, 9):
        if n * pitch > 9000:
            break
        wave += np.sin(2 * np.pi * n * pitch * (1 + 0.0002 * n * n) * time) * force**n / n * np.exp(-time * (1.4 + 0.75 * n))
    return wave * np.minimum(1, time / 0.004) * np.clip((2.4 - time) / 0.3, 0, 1)


def _roomed(dry: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    from scipy.signal import fftconvolve  # a second to load, which a film without music need not wait for

    time = np.arange(round(1.9 * _WORK)) / _WORK
    wet = np.empty_like(dry)
    for side in (0, 1):
        noise = np.convolve(rng.standard_normal(len(time)), np.ones(3) / 3, mode="same")  # a soft room: highs die in the walls
        tail = noise * np.exp(-time / 0.42) * np.minimum(1, time / 0.012)
        tail /= np.sqrt(np.square(tail).sum())
        wet[:, side] = fftconvolve(dry[:, side], tail)[: len(dry)]
    return 0.82 * dry + 0.34 * wet
