"""Transitions in other editors' files: in the middle of where the film has them, with frames enough on both sides."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import opentimelineio as otio
import pytest

from pipelines.film import ffmpeg
from pipelines.film.exchange import files, handles
from pipelines.film.exchange.cut import Clip, Cut, Track, Transition, joined
from pipelines.film.transitions import MIXINGS

SIZE, FPS = (64, 48), 25
LENGTHS = (20, 40, 30)


def take(path: Path, count: int, first: int) -> Path:
    """A grey that grows lighter by 3 a frame"""
    picture = SIZE[0] * SIZE[1]
    frames = (bytes([first + 3 * n]) * picture + bytes([128]) * (picture // 2) for n in range(count))
    ffmpeg.encode(frames, path, size=SIZE, fps=FPS, count=count)
    return path


def greys(path: Path) -> list[float]:
    with av.open(str(path)) as opened:
        return [float(frame.to_ndarray(format="yuv420p")[: SIZE[1]].mean()) for frame in opened.decode(video=0)]


def film(folder: Path, name: str) -> Cut:
    """Three takes with a transition of 12 frames into the second and one of 13 into the third"""
    folder.mkdir()
    starts = (0, 20, 60)
    clips = [Clip(f"line {n}", take(folder / f"{n}.mp4", count, 30 + 40 * n), start, count)
             for n, (count, start) in enumerate(zip(LENGTHS, starts, strict=True))]  # fmt: skip
    for index, frames in ((1, 12), (2, 13)):
        clips[index - 1 : index + 1] = joined(clips[index - 1], clips[index], Transition(name, frames))
    for clip in clips[:2]:
        handles.held(clip.path, folder / f"held{clip.path.name}", clip.length - ffmpeg.probe(clip.path).frames)
    clips[:2] = [replace(clip, path=folder / f"held{clip.path.name}") for clip in clips[:2]]
    return Cut("film", Fraction(FPS), SIZE, (Track("pictures", "picture", tuple(clips)),))


def transitions(timeline: otio.schema.Timeline) -> list[tuple[int, int]]:
    """(first frame, frames) of each"""
    found = []
    (track,) = timeline.video_tracks()
    for item in track:
        if isinstance(item, otio.schema.Transition):
            span = item.range_in_parent()
            found.append((round(span.start_time.value), round(span.duration.value)))
    return found


def test_a_held_take_is_the_take_and_its_last_frame(tmp_path: Path) -> None:
    before = greys(take(tmp_path / "take.mp4", 40, 30))
    handles.held(tmp_path / "take.mp4", tmp_path / "held.mp4", 12)
    after = greys(tmp_path / "held.mp4")
    assert after[:40] == before
    assert after[40:] == pytest.approx([before[-1]] * 12, abs=1)
    facts = ffmpeg.probe(tmp_path / "held.mp4")
    assert (facts.frames, facts.fps, facts.size) == (52, 25, SIZE)
    with av.open(str(tmp_path / "held.mp4")) as opened:
        times = [frame.time for frame in opened.decode(video=0)]
    assert np.diff(times) == pytest.approx([1 / FPS] * 51, abs=1e-4)


@pytest.mark.parametrize("name", list(MIXINGS))
def test_the_cut_is_in_the_middle_and_both_files_go_on_beyond_it(tmp_path: Path, name: str) -> None:
    cut = film(tmp_path / "takes", name)
    written = files.write(cut, tmp_path / "film.otio", "otio")
    timeline = otio.adapters.read_from_file(str(written.out))
    assert transitions(timeline) == [(20, 12), (60, 13)]
    assert timeline.duration().value == sum(LENGTHS)
    (track,) = timeline.video_tracks()
    kinds = {item.transition_type for item in track if isinstance(item, otio.schema.Transition)}
    assert kinds == {"SMPTE_Dissolve" if name == "dissolve" else "Custom_Transition"}
    for clip in track.find_clips():
        shown, there = clip.trimmed_range_in_parent(), clip.media_reference.available_range
        used = clip.trimmed_range()
        before, after = track.handles_of_child(clip)
        first = used.start_time.value - (before.value if before else 0)
        last = used.end_time_exclusive().value + (after.value if after else 0)
        assert there.start_time.value <= first
        assert last <= there.end_time_exclusive().value == ffmpeg.probe(tmp_path / clip.media_reference.target_url).frames
        assert shown.duration == used.duration
    assert not written.losses


def test_premiere_reads_dissolves(tmp_path: Path) -> None:
    written = files.write(film(tmp_path / "takes", "push"), tmp_path / "film.xml", "premiere")
    timeline = otio.adapters.read_from_file(str(written.out), "fcp_xml")
    assert transitions(timeline) == [(20, 12), (60, 13)]
    (track,) = timeline.video_tracks()
    spans = [clip.range_in_parent() for clip in track.find_clips()]
    assert [(span.start_time.value, span.duration.value) for span in spans] == [(0, 26), (26, 40), (66, 24)]
    effects = {one.findtext("effectid") for one in ElementTree.parse(written.out).iter("effect")}
    assert effects == {"Cross Dissolve"}
    assert any("push" in en for en, _ in written.losses)


@pytest.mark.parametrize(("name", "kind"), [("dissolve", "SMPTE_Dissolve"), ("wipe", "SMPTE_Wipe"), ("zoom", "SMPTE_Dissolve")])
def test_a_list_has_them_from_where_they_begin(tmp_path: Path, name: str, kind: str) -> None:
    written = files.write(film(tmp_path / "takes", name), tmp_path / "film.edl", "edl")
    timeline = otio.adapters.read_from_file(str(written.out), "cmx_3600", rate=FPS)
    assert transitions(timeline) == [(20, 12), (60, 13)]
    (track,) = timeline.video_tracks()
    assert {item.transition_type for item in track if isinstance(item, otio.schema.Transition)} == {kind}
    assert [clip.name for clip in track.find_clips()] == ["line 0", "line 1", "line 2"]
    assert [(clip.source_range.start_time.value, clip.duration().value) for clip in track.find_clips()] == [
        (0, 20), (0, 40), (0, 30)
    ]  # fmt: skip
    assert any(name in en for en, _ in written.losses) is (name == "zoom")


def test_final_cut_has_room_on_both_sides(tmp_path: Path) -> None:
    written = files.write(film(tmp_path / "takes", "dissolve"), tmp_path / "film.fcpxml", "fcpxml")
    root = ElementTree.parse(written.out).getroot()
    spine = list(root.find(".//spine") or ())
    assert [part.tag for part in spine] == ["asset-clip", "transition", "asset-clip", "transition", "asset-clip"]

    def frames(part: ElementTree.Element, name: str) -> int:
        return int(Fraction(part.get(name, "").removesuffix("s")) * FPS)

    lengths = {asset.get("id"): frames(asset, "duration") for asset in root.iter("asset")}
    assert [(frames(part, "offset"), frames(part, "duration")) for part in spine[1::2]] == [(20, 12), (60, 13)]
    for before, transition, after in ((spine[0], spine[1], spine[2]), (spine[2], spine[3], spine[4])):
        cut = frames(after, "offset")
        assert cut == frames(before, "offset") + frames(before, "duration")
        first, last = frames(transition, "offset"), frames(transition, "offset") + frames(transition, "duration")
        assert frames(after, "start") >= cut - first
        assert lengths[before.get("ref")] >= frames(before, "start") + frames(before, "duration") + last - cut
    (effect,) = root.iter("effect")
    assert {one.get("ref") for one in root.iter("filter-video")} == {effect.get("id")}
    assert otio.adapters.read_from_file(str(written.out), "fcpx_xml")


@pytest.mark.parametrize("kind", files.DRAFTS)
@pytest.mark.parametrize("name", list(MIXINGS))
def test_a_draft_has_the_editors_own(tmp_path: Path, kind: str, name: str) -> None:
    written = files.write(film(tmp_path / "takes", name), tmp_path / "draft", kind)
    content = json.loads((written.out / "draft_content.json").read_text(encoding="utf-8"))
    made = content["materials"]["transitions"]
    assert [one["duration"] for one in made] == [480_000, 520_000]
    segments = content["tracks"][0]["segments"]
    assert [[one["id"] for one in made if one["id"] in segment["extra_material_refs"]] for segment in segments] == [
        [made[0]["id"]], [made[1]["id"]], []
    ]  # fmt: skip
    assert made[0]["name"] == {"dissolve": {"jianying": "叠化", "capcut": "Mix"}, "wipe": {"jianying": "向右擦除", "capcut": "Wipe Right"}}.get(
        name, {kind: made[0]["name"]}
    )[kind]  # fmt: skip
    assert any(name in en for en, _ in written.losses) is (name == "slide")
