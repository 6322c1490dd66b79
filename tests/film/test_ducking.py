"""The film's own sound goes under the speech, and comes back; the parts are those of the mix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput
from pipelines.film import ducking, labels, stems
from pipelines.film.detector import envelope
from pipelines.film.labels import Label
from pipelines.film.streamed import Sound, even
from pipelines.media import Audio, read_audio

from .test_encoders import cut
from .test_mix import loudness, music, speech, true_peak

RATE = 48_000
LABEL = Label("dub-1", "Shengying", kind="sound")
SECONDS = 12.0
SAMPLES = round(SECONDS * RATE)


def bed(level: float = 1.0) -> np.ndarray:
    one = music(SECONDS, RATE).samples
    return level * one


def laid(how: stems.Music = "duck", level: float = 1.0, **more: float) -> stems.Stems:
    spoken = speech(SECONDS, RATE).samples
    return stems.laid(Sound(lambda: cut(spoken)), Sound(lambda: cut(bed(level))), RATE, SAMPLES, music=how, **more)  # type: ignore[arg-type]


def joined(blocks: object) -> np.ndarray:
    return np.concatenate(list(blocks))  # type: ignore[call-overload]


def parts() -> tuple[np.ndarray, np.ndarray]:
    """Where somebody speaks, and where nobody has for a while"""
    time = np.arange(SAMPLES) / RATE
    return (time % 6 > 0.5) & (time % 6 < 4.0), (time % 6 > 5.4) & (time < 8)


def level(samples: np.ndarray, where: np.ndarray) -> float:
    return float(10 * np.log10(np.square(samples[where].astype(np.float64)).mean()))


@pytest.mark.parametrize("size", [700, 48_000, 100_000])
def test_the_gains_in_blocks_are_those_of_the_whole(size: int) -> None:
    spoken = speech(SECONDS, RATE)
    found = ducking.measured(cut(spoken.samples), cut(0.02 * bed()), RATE, SAMPLES)
    assert found.duck_db == ducking.DEPTH_DB
    out = joined(found.ducked(cut(np.ones((SAMPLES, 1), np.float32), size)))[:, 0]
    assert np.array_equal(out, envelope(spoken, ducking.DEPTH_DB))


@pytest.mark.parametrize("loud", [0.05, 1.0, 3.0])
def test_the_speech_stands_out_by_12_db_whatever_the_other_sound_s_level(loud: float) -> None:
    made = laid(level=loud)
    speaking, pausing = parts()
    voice, under = joined(made.voice()), joined(made.music())
    assert level(voice, speaking) - level(under, speaking) >= 12
    assert level(under, pausing) - level(under, speaking) >= 10
    assert made.ducking is not None
    assert made.ducking.gap_db is not None
    assert made.ducking.gap_db >= 12


def test_where_nobody_speaks_the_sound_is_the_film_s_own() -> None:
    silent = stems.laid(
        Sound(lambda: cut(np.zeros(SAMPLES, np.float32))), Sound(lambda: cut(bed(0.5))), RATE, SAMPLES, mark=False
    )
    assert np.array_equal(joined(silent.mix()), bed(0.5).astype(np.float32))


def test_kept_and_dropped() -> None:
    kept, dropped = laid("keep", 0.1, mark=False), laid("drop", 0.1, mark=False)
    voice = speech(SECONDS, RATE).samples[:, None]
    assert np.allclose(joined(kept.mix()), voice + bed(0.1), atol=1e-6)
    assert np.allclose(joined(dropped.mix()), np.repeat(voice, 2, axis=1), atol=1e-6)
    assert not joined(dropped.music()).any()


@pytest.mark.parametrize("target", [-16.0, -23.0])
def test_the_mix_has_its_loudness_and_the_parts_add_up_to_it(target: float) -> None:
    made = laid(loudness=target)
    out = Audio(joined(made.mix()), RATE)
    assert loudness(out) == pytest.approx(target, abs=0.5)
    assert made.loudness == pytest.approx(loudness(out), abs=0.05)
    assert true_peak(out) <= -1
    again = joined(made.voice())[:, None] + joined(made.music())
    assert level(out.samples - again, np.ones(SAMPLES, bool)) < level(out.samples, np.ones(SAMPLES, bool)) - 12, (
        "the watermark's"
    )


def test_the_parts_as_files_say_which_of_them_was_made_here(tmp_path: Path) -> None:
    paths = stems.write(laid(loudness=-16.0), tmp_path / "film", ".flac", label=LABEL)
    assert {name: path.name for name, path in paths.items()} == {
        "voice": "film.voice.flac", "music": "film.music.flac", "mix": "film.mix.flac"
    }  # fmt: skip
    for name in ("voice", "mix"):
        found = labels.examine(paths[name])
        assert found["AIGC"]["ProduceID"] == "dub-1"
        assert found["watermark"]["found"]
    with pytest.raises(BadInput, match="no AI label"):
        labels.examine(paths["music"])
    assert {len(read_audio(path)) for path in paths.values()} == {SAMPLES}
    assert "music" not in stems.write(laid("drop"), tmp_path / "other", ".wav", label=None)


@pytest.mark.parametrize("size", [1, 999, 4_096])
@pytest.mark.parametrize("samples", [0, 1, 4_095, 4_096, 10_000, 30_000])
def test_blocks_are_made_even(size: int, samples: int) -> None:
    sound = np.arange(20_000, dtype=np.float32)
    found = list(even(cut(sound, size if size > 1 else 20_000), samples, 4_096))
    assert [len(block) for block in found[:-1]] == [4_096] * (len(found) - 1)
    wanted = np.zeros(samples, np.float32)
    wanted[:20_000] = sound[:samples]
    assert np.array_equal(joined([np.zeros(0, np.float32), *found]), wanted)
