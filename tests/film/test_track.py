"""Takes land on their sample in a track of any length, whatever their rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.film import track
from pipelines.film.track import Piece

RATE = 48_000


def take(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    soundfile.write(path, samples.astype(np.float32), rate, subtype="FLOAT")
    return path


def whole(*pieces: Piece, rate: int = RATE, samples: int | None = None, block: int = 1 << 16) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *track.blocks(pieces, rate, samples, block=block)])


def test_two_thousand_takes_over_two_hours_are_on_their_sample(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    takes = [take(tmp_path / f"{n}.wav", np.r_[0.5, rng.uniform(-0.2, 0.2, 20 + n), -0.5]) for n in range(9)]
    total = 2 * 3600 * RATE
    starts = np.sort(rng.choice(total - 100, 2_000, replace=False))
    starts = starts[np.diff(starts, prepend=-100) > 60].tolist()
    pieces = [Piece(takes[n % 9], start) for n, start in enumerate(starts)]
    found, place = [], 0
    for block in track.blocks(pieces, RATE, total):
        found += (place + np.flatnonzero(block == 0.5)).tolist()
        place += len(block)
    assert place == total
    assert found == starts


def test_a_take_of_another_rate_begins_on_its_sample_and_is_as_long_as_it_lasts(tmp_path: Path) -> None:
    time = np.arange(24_000 * 3 + 1) / 24_000
    low = take(tmp_path / "low.wav", 0.4 * np.sin(2 * np.pi * 300 * time), 24_000)
    out = whole(Piece(low, 12_345))
    assert len(out) == 12_345 + 2 * len(time)
    at = (np.arange(2 * len(time)) / RATE)[200:-200]
    assert np.abs(out[12_345:][200:-200] - 0.4 * np.sin(2 * np.pi * 300 * at)).max() < 0.001, "no shift, and none at the end"
    odd = take(tmp_path / "odd.wav", np.zeros(22_051), 22_050)
    assert len(whole(Piece(odd, 0))) == round(22_051 * RATE / 22_050) == track.length(Piece(odd, 0), RATE)


def test_takes_that_overlap_are_added_and_do_not_clip(tmp_path: Path) -> None:
    quiet = take(tmp_path / "a.wav", 0.3 * np.ones(1_000))
    out = whole(Piece(quiet, 100), Piece(quiet, 600), samples=2_000)
    assert np.allclose(out[100:600], 0.3)
    assert np.allclose(out[600:1_100], 0.6)
    assert np.allclose(out[1_100:1_600], 0.3)
    assert not out[:100].any()
    assert not out[1_600:].any()
    loud = take(tmp_path / "b.wav", 0.8 * np.sin(np.arange(RATE) / 20))
    both = whole(Piece(loud, 0), Piece(loud, 24_000))
    assert 0.97 < np.abs(both).max() <= 1.0
    assert np.array_equal(both[:20_000], soundfile.read(loud, dtype="float32")[0][:20_000]), "what does not clip is left alone"


def test_a_gain_is_applied(tmp_path: Path) -> None:
    path = take(tmp_path / "a.wav", 0.5 * np.ones(100))
    assert np.allclose(whole(Piece(path, 0, -6.0)), 0.5 * 10 ** (-6 / 20))


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 2)), max_size=12),
    block=st.sampled_from([1, 100, 777, 65_536]),
    samples=st.one_of(st.none(), st.integers(0, 5_000)),
)
def test_the_blocks_are_the_sum_whatever_their_length(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]], block: int, samples: int | None
) -> None:
    folder = tmp_path_factory.mktemp("takes")
    sounds = [np.full(length, 0.05) for length in (1, 130, 900)]
    files = [take(folder / f"{n}.wav", sound) for n, sound in enumerate(sounds)]
    pieces = [Piece(files[n], start) for start, n in sorted(places)]
    wanted = np.zeros(10_000)
    for start, n in places:
        wanted[start : start + len(sounds[n])] += sounds[n]
    end = samples if samples is not None else max((start + len(sounds[n]) for start, n in places), default=0)
    out = whole(*pieces, samples=samples, block=block)
    assert len(out) == end
    assert np.allclose(out, wanted[:end], atol=1e-6)


def test_the_end_that_is_heard(tmp_path: Path) -> None:
    path = take(tmp_path / "a.wav", np.r_[0.2 * np.ones(500), np.zeros(500)])
    assert track.heard_until([Piece(path, 0), Piece(path, 2_000)], RATE) == 2_500
    assert track.heard_until([Piece(path, 0), Piece(path, 2_000)], RATE, after=2_700) == 2_700
    assert track.heard_until([], RATE) == 0


def test_takes_out_of_order_and_what_is_no_take_are_refused(tmp_path: Path) -> None:
    path = take(tmp_path / "a.wav", np.ones(10))
    with pytest.raises(BadInput, match="order"):
        whole(Piece(path, 500), Piece(path, 499))
    with pytest.raises(BadInput, match="order"):
        whole(Piece(path, -1))
    with pytest.raises(BadInput, match="not a file"):
        whole(Piece(tmp_path / "none.wav", 0))
