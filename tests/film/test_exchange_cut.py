"""A cut: spoken clips on whole frames, their sound on its sample, none over another."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.film import ffmpeg
from pipelines.film.exchange import files, gains, media
from pipelines.film.exchange.cut import RATES, Clip, Cut, Piece, Track, of_dub, side_by_side, spoken
from pipelines.film.labels import Label, read
from pipelines.media import Audio, read_audio, write_audio

NOWHERE = Path("/nowhere.wav")


@given(st.integers(0, 2 * 3600 * 24_000), st.integers(1, 600_000), st.sampled_from(RATES))
def test_a_spoken_clip_covers_its_sound_and_less_than_two_frames_more(start: int, samples: int, fps: Fraction) -> None:
    begins, lasts = Fraction(start, 24_000), Fraction(samples, 24_000)
    clip = spoken(Piece(NOWHERE, begins, lasts, "so"), fps)
    assert clip.head is not None
    assert clip.start / fps + clip.head == begins
    assert 0 <= clip.head < 1 / fps
    assert clip.end / fps >= begins + lasts
    assert (clip.frames - 2) / fps < lasts


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=40))
def test_no_clip_lies_over_another_of_its_track_and_none_is_lost(spans: list[tuple[int, int]]) -> None:
    clips = [Clip(str(n), NOWHERE, start, frames) for n, (start, frames) in enumerate(spans)]
    tracks = side_by_side("speech", clips)
    assert sorted(clip.name for track in tracks for clip in track.clips) == sorted(clip.name for clip in clips)
    for track in tracks:
        for one, next_one in zip(track.clips, track.clips[1:], strict=False):
            assert one.end <= next_one.start
    most = max((sum(c.start <= frame < c.end for c in clips) for frame in range(260)), default=0)
    assert len(tracks) == most


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001)])
def test_a_click_is_on_its_sample_after_two_hours(tmp_path: Path, fps: Fraction) -> None:
    sound = np.zeros(4800, np.float32)
    sound[0] = sound[-1] = 0.9
    write_audio(tmp_path / "click.wav", Audio(sound, 48_000))
    begins = Fraction(7200 * 48_000 + 12_345, 48_000)
    cut = of_dub("late", [Piece(tmp_path / "click.wav", begins, Fraction(4800, 48_000), "click")], fps=fps)
    gathered = media.gather(cut, tmp_path / "media")
    (clip,) = gathered.tracks[0].clips
    written = read_audio(clip.path)
    assert written.rate == 48_000
    assert len(written) >= float(clip.frames / fps) * 48_000 > len(written) - 1
    heard = np.flatnonzero(np.abs(written.samples) > 0.5) + clip.start / fps * 48_000
    assert heard == pytest.approx([7200 * 48_000 + 12_345, 7200 * 48_000 + 12_345 + 4799], abs=0.51)


def test_the_original_video_is_the_lowest_picture_and_sounds_beside_the_speech(tmp_path: Path) -> None:
    video, click = tmp_path / "video.mp4", tmp_path / "click.wav"
    black = [bytes([16]) * (128 * 128) + bytes([128]) * (128 * 64)] * 50
    ffmpeg.encode(black, tmp_path / "take.mp4", size=(128, 128), fps=25, count=50)
    ffmpeg.assemble([tmp_path / "take.mp4"], Audio(np.full(96_000, 0.1, np.float32), 48_000), video, fps=25, metadata={})
    write_audio(click, Audio(np.full(24_000, 0.2, np.float32), 24_000))
    piece = Piece(click, Fraction(1, 3), Fraction(1), "hello", "Anna")
    cut = of_dub("dub", [piece], video, original=0.25)
    assert (cut.fps, cut.size, cut.frames) == (25, (128, 128), 50)
    assert [(track.kind, track.name) for track in cut.tracks] == [
        ("picture", "video"),
        ("sound", "original"),
        ("sound", "speech"),
    ]
    assert cut.sounds[0].clips[0].gain == 0.25
    turned = of_dub("dub", [piece], video, fades=[(0, 1.0), (20, 0.2)], fps=Fraction(30), size=(720, 1280))
    assert (turned.fps, turned.size, turned.frames) == (30, (720, 1280), 60)
    assert turned.sounds[0].clips[0].fades == ((0, 1.0), (20, 0.2))
    gathered = media.gather(cut, tmp_path / "media")
    gathered_files = sorted(path.name for path in (tmp_path / "media").iterdir())
    assert gathered_files == ["B0001.wav", "V0001.mp4"]  # the video once, for picture and sound
    assert {clip.path.parent for track in gathered.tracks for clip in track.clips} == {tmp_path / "media"}
    assert [track.name for track in of_dub("dub", [piece], video, original=None).tracks] == ["video", "speech"]
    for kind in files.KINDS:
        suffix = next((suffix for suffix, known in files.SUFFIXES.items() if known == kind), "")
        written = files.write(cut, tmp_path / f"{kind}{suffix}", kind)
        assert sorted(path.name for path in written.media.iterdir()) == ["B0001.wav", "V0001.mp4"]
    clips = ElementTree.parse(tmp_path / "fcpxml.fcpxml").getroot().iter("asset-clip")
    assert [(clip.get("ref"), clip.get("srcEnable")) for clip in clips] == [("r2", "video"), ("r2", "audio"), ("r3", None)]
    content = json.loads((tmp_path / "jianying" / "draft_content.json").read_text())
    assert [track["segments"][0]["volume"] for track in content["tracks"]] == [0.0, 0.25, 1.0]


def test_a_dub_refuses_what_has_no_place(tmp_path: Path) -> None:
    for start, seconds in ((-1, 1), (1, 0)):
        with pytest.raises(BadInput, match="no editor has a place"):
            of_dub("dub", [Piece(NOWHERE, Fraction(start), Fraction(seconds), "hello")])
    write_audio(tmp_path / "a.wav", Audio(np.zeros(100, np.float32), 24_000))
    with pytest.raises(BadInput, match="no picture"):
        of_dub("dub", [], tmp_path / "a.wav")


def test_a_missing_take_is_named_before_anything_is_written(tmp_path: Path) -> None:
    cut = of_dub("dub", [Piece(NOWHERE, Fraction(0), Fraction(1), "hello there")])
    with pytest.raises(BadInput, match="hello there"):
        media.gather(cut, tmp_path / "media")
    assert not (tmp_path / "media").exists()


def test_spoken_clips_carry_the_label(tmp_path: Path) -> None:
    write_audio(tmp_path / "a.wav", Audio(np.zeros(24_000, np.float32), 24_000))
    cut = of_dub("dub", [Piece(tmp_path / "a.wav", Fraction(0), Fraction(1), "hello")])
    gathered = media.gather(cut, tmp_path / "media", label=lambda: Label("id", "Shengying"))
    assert read(gathered.tracks[0].clips[0].path)["AIGC"]["ProduceID"] == "id"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.sampled_from(RATES))
def test_the_points_of_a_gain_are_near_it_on_every_frame(levels: list[float], fps: Fraction) -> None:
    curve = np.interp(np.arange(4800 * len(levels)), np.arange(len(levels)) * 4800, levels)
    found = gains.points(curve, 48_000, fps)
    frames = np.arange(int(len(curve) * fps / 48_000) + 1)
    shown = np.interp(frames, [frame for frame, _ in found], [value for _, value in found])
    wanted = curve[np.minimum(np.round(frames * float(48_000 / fps)).astype(int), len(curve) - 1)]
    assert np.abs(shown - wanted).max() <= gains.TOLERANCE + 1e-4
    assert len(found) <= len(frames)


def test_a_cut_counts_frames_of_all_its_tracks() -> None:
    assert Cut("empty", Fraction(25), (128, 128), ()).frames == 0
    clips = (Clip("a", NOWHERE, 10, 5),)
    assert Cut("one", Fraction(25), (128, 128), (Track("a", "sound", clips),)).seconds(15) == Fraction(3, 5)
