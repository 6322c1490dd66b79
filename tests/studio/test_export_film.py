"""A film that was made goes to another editor, with everything that belongs to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from pipelines.film import ffmpeg, mix
from pipelines.media import read_audio
from studio import create, export_film, produce
from studio.store import Store

from .conftest import Ran

BRIEF = """---
title: Tea
---
## The hill
Tea begins on a hill.
Someone picks one leaf.

## The sea
Then it crosses the sea.
"""

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with music; its project lies beside it."""
    folder = tmp_path_factory.mktemp("film")
    (folder / "brief.md").write_text(BRIEF)
    store = Store(folder / "film.studio")
    request = create.Request(brief=str(folder / "brief.md"), music="calm", choices={"size": (192, 240), "seconds": 0})
    produce.film(create.begin(request, store), store, folder / "film.mp4")
    return folder / "film.mp4"


def test_every_line_is_a_clip_and_the_whole_sounds_as_the_film(run: Run, film: Path, tmp_path: Path) -> None:
    ran = run("export-film", film.with_suffix(".studio"), "--out", tmp_path / "tea.otio", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out.splitlines()[-1])
    assert (told["clips"], told["tracks"], told["kind"]) == (7, 3, "otio")
    timeline = otio.adapters.read_from_file(str(tmp_path / "tea.otio"))
    facts = ffmpeg.probe(film)
    assert timeline.duration().value == facts.frames
    (pictures,) = timeline.video_tracks()
    assert [clip.name for clip in pictures.find_clips()][2] == "Then it crosses the sea."
    assert [ffmpeg.probe(tmp_path / clip.media_reference.target_url).frames for clip in pictures.find_clips()] == [
        clip.duration().value for clip in pictures.find_clips()
    ]
    heard = np.zeros((facts.frames * 1920, 2))
    for track in timeline.audio_tracks():
        for clip in track.find_clips():
            values = clip.metadata["shengying"]
            sound = mix.stereo(read_audio(tmp_path / clip.media_reference.target_url), 48_000)
            start = int(clip.range_in_parent().start_time.value) * 1920
            points = values.get("fades") or [{"frame": 0, "factor": 1.0}]
            curve = np.interp(np.arange(len(sound)) / 1920, [p["frame"] for p in points], [p["factor"] for p in points])
            heard[start : start + len(sound)] += (
                sound[: len(heard) - start] * values["gain"] * curve[: len(heard) - start, None]
            )
    whole = mix.stereo(read_audio(film), 48_000)[: len(heard)]
    lag = 1024 if abs(np.corrcoef(heard[:-1024, 0], whole[1024:, 0])[0, 1]) > 0.95 else 0  # an AAC decoder's own delay
    assert np.corrcoef(heard[: len(whole) - lag, 0], whole[lag:, 0])[0, 1] > 0.95
    assert mix.measured(heard, 48_000) == pytest.approx(-16, abs=1.5)


def test_chapters_are_in_the_film_and_in_the_timeline(run: Run, film: Path, tmp_path: Path) -> None:
    with av.open(str(film)) as opened:
        found = [(one["metadata"]["title"], float(one["start"] * one["time_base"])) for one in opened.chapters()]
    assert run("export-film", film.with_suffix(".studio"), "--out", tmp_path / "a.otio").code == 0
    markers = otio.adapters.read_from_file(str(tmp_path / "a.otio")).tracks.markers
    assert [title for title, _ in found] == ["The hill", "The sea"] == [marker.name for marker in markers]
    assert [start for _, start in found] == pytest.approx(
        [marker.marked_range.start_time.to_seconds() for marker in markers], abs=0.001
    )
    short = run("export-film", film.with_suffix(".studio"), "--out", tmp_path / "chapters.txt")
    assert short.code == 2
    assert "10 s" in short.line


def test_a_draft_goes_into_a_folder_and_another_is_not_replaced(run: Run, film: Path, tmp_path: Path) -> None:
    arguments = ("export-film", film.with_suffix(".studio"), "--to", "jianying", "--out", tmp_path / "draft")
    assert run(*arguments).code == 0
    assert json.loads((tmp_path / "draft" / "draft_content.json").read_text())["fps"] == 25
    again = run(*arguments)
    assert again.code == 2
    assert "--force" in again.line
    assert run(*arguments, "--force").code == 0


def test_clean_pictures_have_no_captions(run: Run, film: Path, tmp_path: Path) -> None:
    store = Store(film.with_suffix(".studio"))
    burned = export_film.cut_of(store.load(), store)
    clean = export_film.cut_of(store.load(), store, clean=True)
    assert (burned.burned, clean.burned) == (True, False)
    with av.open(str(burned.tracks[0].clips[0].path)) as one, av.open(str(clean.tracks[0].clips[0].path)) as other:
        frames = [
            [frame.to_ndarray(format="gray") for frame in opened.decode(video=0)][20].astype(int) for opened in (one, other)
        ]
    assert np.abs(frames[0] - frames[1])[150:].max() > 100  # letters, low in the picture
    assert np.abs(frames[0] - frames[1])[50:130].max() < 40
    text = run("export-film", store.folder, "--clean", "--out", tmp_path / "clean.otio")
    assert text.code == 0
    assert "in the pictures already" not in text.err


def test_a_film_that_was_not_made_is_refused_with_what_to_run(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "brief.md").write_text(BRIEF)
    store = Store(tmp_path / "new.studio")
    create.begin(create.Request(brief=str(tmp_path / "brief.md"), choices={"size": (192, 240), "seconds": 0}), store)
    ran = run("export-film", store.folder, "--out", tmp_path / "new.otio")
    assert ran.code == 2
    assert "studio render" in ran.line
    assert not (tmp_path / "new.otio").exists()
    missing = run("export-film", tmp_path / "nowhere.studio", "--out", tmp_path / "new.otio")
    assert missing.code == 2
    assert "project" in missing.line


def test_a_missing_take_is_named(run: Run, film: Path, tmp_path: Path) -> None:
    shutil.copytree(film.with_suffix(".studio"), tmp_path / "film.studio")
    store = Store(tmp_path / "film.studio")
    export_film.cut_of(store.load(), store).tracks[0].clips[1].path.unlink()
    ran = run("export-film", tmp_path / "film.studio", "--out", tmp_path / "film.edl")
    assert ran.code == 2
    assert "line l2" in ran.line
    assert "studio render" in ran.line


@pytest.mark.parametrize(
    ("out", "options"), [("a.mov", ()), ("a.otio", ("--to", "edl")), ("none/a.otio", ()), ("a", ("--to", "avid"))]
)
def test_what_cannot_be_written_is_refused_before_work(
    run: Run, film: Path, tmp_path: Path, out: str, options: tuple[str, ...]
) -> None:
    ran = run("export-film", film.with_suffix(".studio"), "--out", tmp_path / out, *options)
    assert ran.code in (2, 5)
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []
