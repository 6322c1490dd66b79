"""A film whose people get the lips of the new speech, by their consent only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput
from pipelines.film import labels
from studio import dub
from studio.dub import lips
from studio.dub.batch import Batch
from studio.dub.ledger import Ledger
from studio.dub.options import Options
from studio.dub.room import Room
from studio.dub.tracks import made

from ...avatar import videos

FPS = 25


def srt(path: Path) -> Path:
    path.write_text("1\n00:00:00,400 --> 00:00:01,000\nMama.\n\n2\n00:00:01,600 --> 00:00:02,300\nMy baby.\n", encoding="utf-8")
    return path


def test_mouths_move_where_lines_are_and_rest_between(tmp_path: Path) -> None:
    dub.run([srt(tmp_path / "film.srt")], tmp_path / "out", workers=1)
    room, options = Room(tmp_path / "out"), Options()
    with Ledger(room.ledger) as ledger:
        batch = Batch(room, ledger, [], options, None, lambda _: None, force=False)
        (track,) = made(room, ledger, options, batch.units)
        mouths = lips.mouths(track, FPS, 100)
        spoken = np.zeros(100, bool)
        for line in track.lines():
            spoken[int(line.start / 48_000 * FPS) : int(line.end / 48_000 * FPS) + 1] = True
    moving = np.abs(np.diff(mouths[:, 0], prepend=mouths[0, 0])) > 1e-4
    near = np.convolve(spoken, np.ones(13), "same") > 0
    assert moving[spoken].mean() > 0.5
    assert not moving[~near].any()


def test_other_lips_want_a_consent_which_goes_into_the_film(tmp_path: Path) -> None:
    video = videos.write(tmp_path / "anna.mp4", videos.talking())
    source = srt(tmp_path / "film.srt")
    with pytest.raises(BadInput, match="consent"):
        dub.run([source], tmp_path / "out", Options(video=str(video), relip=True), workers=1)
    with pytest.raises(BadInput, match="--video"):
        dub.run([source], tmp_path / "out", Options(relip=True), workers=1)
    dub.run([source], tmp_path / "out", Options(video=str(video), relip=True, consent="Anna agrees.", music="drop"), workers=1)
    told = labels.read(tmp_path / "out" / "film.mp4")["shengying"]
    assert [(one["of"], one["text"]) for one in told["consents"]] == [("face", "Anna agrees.")]
