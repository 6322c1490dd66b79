"""Platforms: what a film is made at for each, and that nothing written in it lies under the platform's buttons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from pipelines.errors import BadInput
from pipelines.film import limiter, mix, shots
from pipelines.film.layout import FREE, Safe, caption_room, pip_place, presenter_size
from pipelines.film.platforms import GB, LOUDNESS, PLATFORMS, platform, remarks
from pipelines.film.subtitles import Cue
from pipelines.media import Audio, Picture

SIZE = (270, 480)


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platforms_figures_can_be_used(name: str) -> None:
    found = PLATFORMS[name]
    assert found.name == name
    assert found.loudness in LOUDNESS
    assert found.fps in (24, 25, 30, 50, 60)
    assert all(side % 2 == 0 and 128 <= side <= 4096 for side in found.size)
    assert 0 <= found.safe.right < 0.25
    assert 0 <= found.safe.bottom < 0.4


@pytest.mark.parametrize(
    ("given", "name"), [("抖音", "douyin"), (" TikTok ", "tiktok"), ("B站", "bilibili"), ("小红书", "xiaohongshu")]
)
def test_they_are_known_by_their_names(given: str, name: str) -> None:
    assert platform(given).name == name


def test_an_unknown_one_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"Did you mean youtube\?.*douyin"):
        platform("youtub")


def test_what_a_platform_does_not_take_is_told() -> None:
    assert remarks("shorts", 179.9, GB) == remarks("", 1e6, 10**15) == ()
    assert remarks("shorts", 200, GB)[0] == ("YouTube Shorts takes films of up to 3 minutes; this one lasts 3.3.",
                                             "YouTube Shorts的视频最长 3 分钟；本片长 3.3 分钟。")  # fmt: skip
    assert "4 GB" in remarks("tiktok", 60, 5 * GB)[0][0]


def written(safe: Safe, layout: str = "picture") -> np.ndarray:
    """Where a caption's letters are in a frame, (height, width) of booleans."""
    black = Picture(np.zeros((*SIZE[::-1], 3), np.uint8))
    cue = Cue(0, 2, "二十个汉字放在一行里面看看\n是否会被遮挡起来")
    shot = shots.Shot(SIZE, 25, 1, layout, black, cues=(cue,), safe=safe)
    return np.asarray(next(shots._finished(shot)))[: SIZE[0] * SIZE[1]].reshape(SIZE[::-1]) > 120


@pytest.mark.parametrize("name", ["douyin", "shorts", "xiaohongshu"])
def test_captions_are_clear_of_the_buttons(name: str) -> None:
    safe = PLATFORMS[name].safe
    rows, columns = np.nonzero(written(safe))
    assert len(rows) > 100
    assert rows.max() < (1 - safe.bottom) * SIZE[1]
    assert columns.max() < (1 - safe.right) * SIZE[0]
    assert columns.min() > 0.04 * SIZE[0]
    assert not np.array_equal(written(safe), written(FREE))


@pytest.mark.parametrize("name", ["douyin", "shorts"])
def test_the_inset_is_clear_of_the_buttons_and_the_captions(name: str) -> None:
    size, safe = (1080, 1920), PLATFORMS[name].safe
    left, top = pip_place(size, "", safe)
    width, height = presenter_size("pip", size)
    assert left + width <= (1 - safe.right) * size[0] + 2
    assert left > 0
    lines = 2 * 0.062 * size[0] * 1.448
    assert top + height <= (1 - safe.bottom) * size[1] - lines + 20
    assert caption_room("pip", size, safe) <= (1 - 2 * safe.right) * size[0]


@pytest.mark.parametrize("loudness", LOUDNESS)
@pytest.mark.parametrize("music", [False, True])
def test_a_mix_is_as_loud_as_asked_and_under_the_ceiling(loudness: float, music: bool) -> None:
    rng = np.random.default_rng(1)
    rate, seconds = 48_000, 8
    voice = rng.normal(0, 0.1, rate * seconds) * (np.sin(np.arange(rate * seconds) / rate * 2 * np.pi * 3) > -0.3)
    voice[rate * 4 : rate * 5] = 0
    voice[:: rate // 3] = 0.95  # plosives
    bed = Audio(rng.normal(0, 0.2, (rate * 5, 2)).astype(np.float32), rate) if music else None
    made = mix.mix(Audio(voice.astype(np.float32), rate), bed, loudness=loudness)
    assert pyloudnorm.Meter(rate).integrated_loudness(made.samples.astype(float)) == pytest.approx(loudness, abs=0.5)
    assert 20 * np.log10(limiter.true_peaks(made.samples).max()) < -1.0


def test_the_documented_figures_are_the_codes() -> None:
    rows = [
        row for row in (Path(__file__).parents[2] / "docs" / "exchange.md").read_text().splitlines() if row.startswith("| `")
    ]
    told = {row.split("`")[1]: [cell.strip() for cell in row.split("|")[2:-1]] for row in rows}
    for name, one in PLATFORMS.items():
        long = f"{one.longest / 3600:g} h" if one.longest > 3600 else f"{one.longest / 60:g} min"
        clear = f"{one.safe.right * 100:g} %, {one.safe.bottom * 100:g} %" if one.safe.right else ""
        assert told[name][:5] == [f"{one.size[0]}×{one.size[1]}", f"−{-one.loudness:g}", long, f"{one.largest / GB:g}", clear]
