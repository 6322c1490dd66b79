"""A scene that scrolls its picture: the top first, the bottom last, without a jump between its lines; and what cannot scroll."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines import script
from pipelines.errors import BadInput
from pipelines.media import Picture, write_picture
from studio import create, produce, scrolling
from studio.store import Store

from .conftest import Ran

Run = Callable[..., Ran]
SIZE = (180, 320)
BRIEF = """## The river
[image: long.png]
[scroll]
[layout: picture]
Down the river it goes.
Past the hills.

## The sea
[layout: picture]
Into the sea.
"""


def shaded(path: Path, size: tuple[int, int], *, down: bool) -> Path:
    """Dark at its top (or left), light at its bottom (or right)"""
    width, height = size
    grey = np.linspace(20, 235, height if down else width).astype(np.uint8)
    plane = np.tile(grey[:, None], (1, width)) if down else np.tile(grey, (height, 1))
    write_picture(path, Picture(np.repeat(plane[..., None], 3, axis=2)))
    return path


def made(folder: Path, brief: str) -> tuple[np.ndarray, produce.Film, Store]:
    (folder / "brief.md").write_text(brief)
    store = Store(folder / "film.studio")
    project = create.begin(create.Request(brief=str(folder / "brief.md"), choices={"size": SIZE, "subtitles": "soft"}), store)
    film = produce.film(project, store, folder / "film.mp4")
    with av.open(str(film.video)) as opened:
        return np.stack([frame.to_ndarray(format="gray") for frame in opened.decode(video=0)]).astype(float), film, store


def test_the_first_frame_shows_the_top_and_the_last_the_bottom(tmp_path: Path) -> None:
    shaded(tmp_path / "long.png", (180, 1600), down=True)
    frames, _, store = made(tmp_path, BRIEF)
    project = store.load()
    slots = produce.laid(project, store, produce.plan(project, store)[0])
    shown = frames[: slots[2].start, 120:300, 20:160].mean(axis=2)  # below title and label
    scale = 215 / 1599
    rows = np.arange(120, 300)
    assert np.abs(shown[0] - (20 + scale * rows)).max() < 4
    assert np.abs(shown[-1] - (20 + scale * (1280 + rows))).max() < 4
    steps = np.diff(shown.mean(axis=1))
    assert steps.max() - steps.min() < 1, "an even pace, over both lines"
    after = frames[slots[2].start, 120:300, 20:160].mean(axis=1)
    assert np.abs(after - shown[-1]).mean() < 12, "the next scene comes out of the picture's end"


def test_a_wide_picture_goes_from_its_left_to_its_right(tmp_path: Path) -> None:
    shaded(tmp_path / "long.png", (900, 320), down=False)
    frames, _, _ = made(tmp_path, "## 河\n[图片: long.png]\n[滚动]\n[布局: 图片]\n河水向前流。\n")
    middle = frames[:, 150:250, 60:120].mean(axis=(1, 2))
    assert middle[0] < 80
    assert middle[-1] > 170
    assert np.diff(middle).min() > -0.5


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("[scroll]", '"The river" scrolls, but not past a picture of your own'),
        ("[picture: a river]\n[scroll]", "needs [image: long.png]"),
        ("[image: long.png]\n[clip: a.mp4]\n[scroll]", "no [clip: …]"),
        ("[image: long.png]\n[scroll: down]", "write [scroll] alone"),
    ],
)
def test_what_cannot_scroll_is_refused_with_its_scene(rows: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        script.parse_markdown(f"## The river\n{rows}\nDown it goes.", "en")
    assert says in refused.value.en
    assert refused.value.zh != refused.value.en


def test_a_script_in_json_names_the_scene(tmp_path: Path) -> None:
    text = '{"schema": "shengying.script", "version": 1, "title": "t", "language": "en", "scenes": [{"id": "s1", "scroll": true, "lines": [{"id": "l1", "text": "Hello."}]}]}'
    with pytest.raises(BadInput, match="scene s1 scrolls, but not past"):
        script.loads(text)


@pytest.mark.parametrize(("size", "longer"), [((180, 320), False), ((182, 321), False), ((180, 340), True), ((200, 320), True)])
def test_a_picture_not_longer_than_the_frame_is_refused_before_work(
    run: Run, tmp_path: Path, size: tuple[int, int], longer: bool
) -> None:
    shaded(tmp_path / "long.png", size, down=True)
    (tmp_path / "brief.md").write_text(BRIEF)
    if longer:
        drafted = script.parse_markdown(BRIEF, "en")
        assert drafted is not None
        scrolling.check(drafted.scenes[0], tmp_path / "long.png", create.read_picture(tmp_path / "long.png"), SIZE)
        return
    ran = run("create", tmp_path / "brief.md", "--out", tmp_path / "film.mp4", "--size", "180x320")
    assert ran.code == 2
    assert "The river" in ran.line
    assert "shows all of it" in ran.line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.md", "long.png"]


def test_another_size_of_the_film_is_refused_too(tmp_path: Path) -> None:
    shaded(tmp_path / "long.png", (320, 360), down=True)
    (tmp_path / "brief.md").write_text(BRIEF)
    store = Store(tmp_path / "film.studio")
    project = create.begin(create.Request(brief=str(tmp_path / "brief.md"), choices={"size": SIZE}), store)
    other = project.model_copy(update={"choices": project.choices.model_copy(update={"size": (320, 360)})})
    with pytest.raises(BadInput, match="shows all of it"):
        produce.film(other, store, tmp_path / "film.mp4")
