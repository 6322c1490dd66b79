"""A film's sound in stretches: as long as it was, on its samples, and nowhere worse where two of them meet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines.film import aac, ffmpeg
from pipelines.media import Audio, read_audio


def chords(samples: int) -> Audio:
    """Tones that move, so that every packet is another."""
    at = np.arange(samples) / aac.RATE
    left = 0.3 * np.sin(2 * np.pi * (200 * at + 3 * at**2)) + 0.1 * np.sin(2 * np.pi * 1310 * at)
    return Audio(np.stack([left, 0.8 * left], axis=1).astype(np.float32), aac.RATE)


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 1399 * 1024, 1400 * 1024 + 1])
def test_the_file_lasts_as_long_as_the_sound(tmp_path: Path, samples: int) -> None:
    aac.write(tmp_path / "sound.m4a", chords(samples))
    with av.open(str(tmp_path / "sound.m4a")) as file:
        times = [packet.pts for packet in file.demux(audio=0) if packet.size]
    assert times == [1024 * place for place in range(-1, -(-samples // 1024))]
    assert round(ffmpeg.probe(tmp_path / "sound.m4a").audio_seconds * aac.RATE) == samples


def test_nothing_is_heard_where_stretches_meet(tmp_path: Path) -> None:
    sound = chords(31 * aac.RATE)
    aac.write(tmp_path / "sound.m4a", sound)
    off = np.abs(read_audio(tmp_path / "sound.m4a").samples[: len(sound)] - sound.samples).max(axis=1)
    usual = np.percentile(off.reshape(-1, 4800).max(axis=1), 95)
    seam = 1400 * 1024
    assert off[seam - 3072 : seam + 1024].max() <= 1.5 * usual


def test_the_same_sound_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        aac.write(tmp_path / f"{name}.m4a", chords(31 * aac.RATE))
    assert (tmp_path / "a.m4a").read_bytes() == (tmp_path / "b.m4a").read_bytes()


def test_another_rate_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="44100"):
        aac.write(tmp_path / "sound.m4a", Audio(np.zeros((10, 2), np.float32), 44_100))
    assert not list(tmp_path.iterdir())


def test_a_stretch_that_sounds_as_it_did_is_not_encoded_again(tmp_path: Path) -> None:
    sound = chords(100 * aac.RATE)
    changed = sound.samples.copy()
    changed[80 * aac.RATE :] *= np.float32(0.5)
    found: dict[str, bytes] = {}
    made: list[str] = []

    def kept(key: str, make: Callable[[], bytes]) -> bytes:
        if key not in found:
            made.append(key)
            found[key] = make()
        return found[key]

    aac.write(tmp_path / "a.m4a", sound, kept=kept)
    assert len(made) == 4
    aac.write(tmp_path / "b.m4a", Audio(changed, aac.RATE), kept=kept)
    assert len(made) == 6  # of 30 s each, the two that hold something else
    for name, heard in (("a", sound), ("b", Audio(changed, aac.RATE))):
        aac.write(tmp_path / "fresh.m4a", heard)
        assert (tmp_path / f"{name}.m4a").read_bytes() == (tmp_path / "fresh.m4a").read_bytes()
