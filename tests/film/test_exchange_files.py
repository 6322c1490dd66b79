"""What other programs read of a cut: the files, read back by OpenTimelineIO's adapters and as what they are."""

from __future__ import annotations

import itertools
import json
import wave
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlparse
from xml.etree import ElementTree

import numpy as np
import opentimelineio as otio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.film.exchange import edl, fcpxml, files, jianying
from pipelines.film.exchange.cut import Clip, Cut, Marker, Move, Piece, Track, side_by_side, spoken
from pipelines.film.exchange.places import Places
from pipelines.film.subtitles import Cue, CueWord
from pipelines.media import Audio, Picture, write_audio, write_picture

TEXTS = ("第一句：茶从山上来。", 'He said "so" & <left>.', "Übrigens\nzwei Zeilen", "x" * 300)


def sample(folder: Path, fps: Fraction = Fraction(25)) -> Cut:
    """Two stills with a camera, four lines of which two overlap, music with fades, captions and chapters."""
    write_picture(folder / "one.png", Picture(np.zeros((64, 64, 3), np.uint8)))
    write_audio(folder / "say.wav", Audio(np.full(24_000, 0.1, np.float32), 24_000))
    write_audio(folder / "music.wav", Audio(np.full((48_000 * 10, 2), 0.1, np.float32), 48_000))
    starts = (Fraction(1, 3), Fraction(29, 25), Fraction(41, 25), Fraction(7))
    words = (CueWord("He", 1.16, 1.4), CueWord("said", 1.4, 1.9))
    lines = [spoken(Piece(folder / "say.wav", start, Fraction(1), text, "Anna", "grace", "en", words), fps, 1.5)
             for start, text in zip(starts, TEXTS, strict=True)]  # fmt: skip
    frames = int(10 * fps)
    move = Move((1.0, 0.5, 0.5), (1.2, 0.4, 0.5))
    pictures = (Clip("hill", folder / "one.png", 0, 100, move=move), Clip("sea", folder / "one.png", 100, frames - 100))
    music = Clip("calm", folder / "music.wav", 0, frames, gain=0.5, fades=((0, 1.0), (10, 0.2), (200, 0.2), (220, 1.0)))
    captions = (Cue(0.34, 1.1, "第一句", (CueWord("第一", 0.34, 0.7),)), Cue(1.2, 2.0, "He said\nso"))
    marks = (Marker("The <hill>", 0, "tea"), Marker("Sea & sky", 100), Marker("look here", 130, chapter=False))
    tracks = (Track("pictures", "picture", pictures), *side_by_side("speech", lines), Track("music", "sound", (music,)))
    return Cut("茶 film", fps, (1080, 1920), tracks, captions, marks, "zh")


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    (tmp_path / "takes").mkdir()
    return sample(tmp_path / "takes")


def placed(cut: Cut) -> list[list[tuple[int, int]]]:
    return [[(clip.start, clip.frames) for clip in track.clips] for track in cut.tracks]


def read_back(out: Path, adapter: str, **options: object) -> list[list[tuple[int, int]]]:
    """(start, duration) of every clip of every track, in frames."""
    found = otio.adapters.read_from_file(str(out), adapter, **options)
    timeline = (
        next(iter(found.find_children(descended_from_type=otio.schema.Timeline)), None)
        if not hasattr(found, "tracks")
        else found
    )
    rows = []
    for track in timeline.tracks:
        begins = track.source_range.start_time.value if track.source_range else 0
        clips = [item for item in track if isinstance(item, otio.schema.Clip)]
        spans = [(clip.range_in_parent().start_time.value - begins, clip.duration().value) for clip in clips]
        rows.append([(round(start), round(length)) for start, length in spans])
    return rows


def test_an_otio_file_says_everything_and_moves_with_its_media(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "film.otio", "otio")
    assert read_back(written.out, "otio_json") == placed(cut)
    (tmp_path / "elsewhere").mkdir()
    for name in ("film.otio", "film_media"):
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    timeline = otio.adapters.read_from_file(str(tmp_path / "elsewhere" / "film.otio"))
    urls = [clip.media_reference.target_url for clip in timeline.find_clips()]
    assert all((tmp_path / "elsewhere" / unquote(url)).is_file() for url in urls)
    said = [clip for track in timeline.audio_tracks() for clip in track.find_clips() if "words" in clip.metadata["shengying"]]
    assert {clip.name for clip in said} == {" ".join(text.split()) for text in TEXTS}
    assert said[0].metadata["shengying"]["speaker"] == "Anna"
    assert [word["text"] for word in said[0].metadata["shengying"]["words"]] == ["He", "said"]
    assert [marker.name for marker in timeline.tracks.markers] == ["The <hill>", "Sea & sky", "look here"]
    assert timeline.metadata["shengying"]["captions"][0]["words"][0]["text"] == "第一"


def test_premiere_xml_has_every_clip_on_its_frame(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "film.xml", "premiere", at="D:\\films\\tea")
    assert read_back(written.out, "fcp_xml") == placed(cut)
    root = ElementTree.parse(written.out).getroot()
    assert root.findtext(".//sequence/media/video/format/samplecharacteristics/width") == "1080"
    places = [urlparse(one.text or "").path for one in root.iter("pathurl")]
    assert places
    assert all(place.startswith("/D:/films/tea/film_media/") for place in places)
    kinds = [one.get("premiereChannelType") for one in root.findall(".//audio//clipitem")]
    assert kinds == ["mono"] * 4 + ["stereo"]
    levels = [[float(key.findtext("value") or 0) for key in one.iter("keyframe")] for one in root.iter("parameter")]
    assert [0.5, 0.1, 0.1, 0.5] in levels


def seconds(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))


def fcpxml_clips(text: str) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """lane → (start in the film, duration) of its clips, in seconds, exactly."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for below in ElementTree.fromstring(text).find(".//spine") or ():
        begins = seconds(below.get("offset", ""))
        if below.tag == "asset-clip":
            found.setdefault("0", []).append((begins, seconds(below.get("duration", ""))))
        for clip in below.findall("asset-clip"):
            start = begins + seconds(clip.get("offset", "")) - seconds(below.get("start", ""))
            found.setdefault(clip.get("lane", ""), []).append((start, seconds(clip.get("duration", ""))))
    return found


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001)])
def test_fcpxml_is_exact_to_the_frame(tmp_path: Path, fps: Fraction) -> None:
    (tmp_path / "takes").mkdir()
    cut = sample(tmp_path / "takes", fps)
    written = files.write(cut, tmp_path / "film.fcpxml", "fcpxml")
    text = written.out.read_text()
    exact = [[(start / fps, frames / fps) for start, frames in track] for track in placed(cut)]
    lanes = fcpxml_clips(text)
    assert [sorted(lanes[lane]) for lane in ("0", "-1", "-2", "-3")] == [sorted(track) for track in exact]
    root = ElementTree.fromstring(text)
    assert all((tmp_path / unquote(asset.get("src", ""))).is_file() for asset in root.iter("asset"))
    assert [mark.get("value") for mark in root.iter("chapter-marker")] == ["The <hill>", "Sea & sky"]
    values = [key.get("value") for key in root.iter("keyframe")]
    assert values == ["-6.02dB", "-20.00dB", "-20.00dB", "-6.02dB"]
    for clip in root.iter("asset-clip"):  # what the format's grammar wants in this order
        kinds = [("adjust-volume", "asset-clip", "marker", "chapter-marker").index(part.tag) for part in clip]
        assert [min(kind, 2) for kind in kinds] == sorted(min(kind, 2) for kind in kinds)
    if fps == 25:  # the adapter reads times through floats: it may be a frame early
        read = read_back(written.out, "fcpx_xml")
        lanes_read = sorted(read, key=len)
        assert [len(track) for track in lanes_read] == sorted(len(track) for track in placed(cut))
        for track, wanted in zip(read, [placed(cut)[n] for n in (1, 2, 3, 0)], strict=True):
            assert np.abs(np.array(track) - np.array(wanted)).max() <= 1


def test_an_edl_has_an_event_a_clip(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "film.edl", "edl")
    assert sorted(read_back(written.out, "cmx_3600", rate=25)) == sorted(placed(cut))
    text = written.out.read_text()
    events = [row for row in text.splitlines() if row[:3].isdigit()]
    assert len(events) == sum(map(len, placed(cut)))
    assert all(len(row.split()[1]) <= 8 for row in events)
    assert all(len(row) <= 80 for row in text.splitlines())
    assert "FCM: NON-DROP FRAME" in text
    assert any("levels" in en for en, _ in written.losses)


def test_an_edl_of_a_rate_that_is_no_whole_number_says_so(tmp_path: Path) -> None:
    ntsc = Cut("n", Fraction(30000, 1001), (640, 480), (Track("v", "picture", (Clip("a", Path("a.mp4"), 0, 108_000),)),))
    text = edl.dumps(ntsc)
    assert "29.970 FRAMES A SECOND, COUNTED AS 30" in text
    assert "00:00:00:00 01:00:00:00 00:00:00:00 01:00:00:00" in text


def test_an_edl_tells_what_it_leaves_out() -> None:
    clip = Clip("a", Path("a.wav"), 0, 10)
    sounds = tuple(Track(f"s{n}", "sound", (clip,)) for n in range(6))
    told = [en for en, _ in edl.losses(Cut("n", Fraction(25), (640, 480), sounds))]
    assert any("s4, s5" in en for en in told)
    many = tuple(Clip("a", Path("a.wav"), 10 * n, 10) for n in range(1200))
    assert any("1,200" in en for en, _ in edl.losses(Cut("n", Fraction(25), (640, 480), (Track("s", "sound", many),))))


def draft(cut: Cut, folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "draft_content.json").read_text(encoding="utf-8")))


def test_a_draft_of_jianying_holds_together(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "茶", "jianying")
    content = draft(cut, written.out)
    tracks, materials = content["tracks"], content["materials"]
    assert [track["type"] for track in tracks] == ["video", "audio", "audio", "audio", "text"]
    assert content["canvas_config"] == {"width": 1080, "height": 1920, "ratio": "original"}
    assert content["duration"] == 10_000_000
    known = {one["id"]: one for kind in materials.values() for one in kind}
    ids = list(known) + [segment["id"] for track in tracks for segment in track["segments"]]
    assert len(set(ids)) == len(ids)
    for track, spans in zip(tracks, [*placed(cut), None], strict=True):
        reached = 0
        for place, segment in enumerate(track["segments"]):
            target, source = segment["target_timerange"], segment["source_timerange"]
            assert target["start"] >= reached
            reached = target["start"] + target["duration"]
            material = known[segment["material_id"]]
            assert all(extra in known for extra in segment["extra_material_refs"])
            if spans:
                assert target == {"start": spans[place][0] * 40_000, "duration": spans[place][1] * 40_000}
                assert source["start"] + source["duration"] <= material["duration"]
                assert Path(material["path"]).is_file()
    assert [json.loads(text["content"])["text"] for text in materials["texts"]] == ["第一句", "He said\nso"]
    assert materials["texts"][0]["words"] == {"text": ["第一"], "start_time": [0], "end_time": [360]}
    volume = tracks[3]["segments"][0]["common_keyframes"][0]
    assert [(key["time_offset"], key["values"]) for key in volume["keyframe_list"]][:2] == [(0, [0.5]), (400_000, [0.1])]
    scale = tracks[0]["segments"][0]["common_keyframes"][0]["keyframe_list"]
    assert [key["values"] for key in scale] == [[1.0], [1.2]]
    meta = json.loads((written.out / "draft_meta_info.json").read_text())
    assert meta["draft_name"] == "茶 film"
    assert meta["tm_duration"] == 10_000_000


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=80), st.sampled_from([Fraction(24), Fraction(30), Fraction(30000, 1001)])
)
def test_segments_touch_and_do_not_drift(lengths: list[int], fps: Fraction) -> None:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    clips = tuple(
        Clip("a", Path(f"{n}.mp4"), start, frames) for n, (start, frames) in enumerate(zip(starts, lengths, strict=True))
    )
    cut = Cut("c", fps, (640, 480), (Track("v", "picture", clips),))
    content = json.loads(jianying.drafts(cut, Places(Path("/d")))["draft_content.json"])
    spans = [segment["target_timerange"] for segment in content["tracks"][0]["segments"]]
    for one, following in itertools.pairwise(spans):
        assert one["start"] + one["duration"] == following["start"]
    assert spans[-1]["start"] + spans[-1]["duration"] == pytest.approx(float(sum(lengths) / fps) * 1e6, abs=0.5)
    assert fcpxml_clips(fcpxml.dumps(cut, Places(Path("/d"))))["0"][-1][0] == starts[-1] / fps


def test_captions_that_the_pictures_show_are_switched_off(cut: Cut, tmp_path: Path) -> None:
    shown = Cut(cut.name, cut.fps, cut.size, cut.tracks, cut.captions, burned=True)
    content = draft(shown, files.write(shown, tmp_path / "d", "capcut").out)
    assert [segment["visible"] for segment in content["tracks"][-1]["segments"]] == [False, False]
    assert content["last_modified_platform"]["app_source"] == "cc"


def test_a_draft_names_its_media_as_they_lie_where_it_is_opened(cut: Cut, tmp_path: Path) -> None:
    content = draft(cut, files.write(cut, tmp_path / "d", "jianying", at="D:\\JianyingPro Drafts\\d").out)
    assert all(one["path"].startswith("D:/JianyingPro Drafts/d/media/") for one in content["materials"]["audios"])


@pytest.mark.parametrize("kind", files.KINDS)
def test_twice_the_same_bytes_and_a_persons_files_stay(cut: Cut, tmp_path: Path, kind: str) -> None:
    suffix = next((suffix for suffix, known in files.SUFFIXES.items() if known == kind), "")
    out = tmp_path / f"film{suffix}"
    written = files.write(cut, out, kind)
    (written.media / "mine.txt").write_text("mine")
    (written.media / "V9999.png").write_text("of an older, longer film")

    def everything() -> dict[str, bytes]:
        paths = [out, *written.media.parent.rglob("*")]
        return {path.name: path.read_bytes() for path in paths if path.is_file() and path.name != "V9999.png"}

    before = everything()
    files.write(cut, out, kind)
    assert everything() == before
    assert not (written.media / "V9999.png").exists()
    assert (written.media / "captions.srt").is_file()
    assert not list(tmp_path.glob(".*.part"))


def test_a_missing_take_leaves_what_was_there(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "film.otio", "otio")
    before = written.out.read_bytes(), sorted(path.name for path in written.media.iterdir())
    (tmp_path / "takes" / "say.wav").unlink()
    with pytest.raises(BadInput, match="missing"):
        files.write(cut, tmp_path / "film.otio", "otio")
    assert (written.out.read_bytes(), sorted(path.name for path in written.media.iterdir())) == before


@pytest.mark.parametrize(
    ("name", "asked", "kind"), [("a.otio", "", "otio"), ("a.XML", "", "premiere"), ("draft", "capcut", "capcut")]
)
def test_the_kind_is_asked_for_or_told_by_the_name(name: str, asked: str, kind: str) -> None:
    assert files.kind_of(Path(name), asked) == kind


@pytest.mark.parametrize(("name", "asked"), [("a.mov", ""), ("a", ""), ("a.otio", "edl"), ("a.edl", "avid")])
def test_another_kind_is_refused_with_those_there_are(name: str, asked: str) -> None:
    with pytest.raises(BadInput) as refused:
        files.kind_of(Path(name), asked)
    assert "otio" in refused.value.en or ".edl" in refused.value.en


def test_gathered_speech_is_what_every_editor_reads(cut: Cut, tmp_path: Path) -> None:
    written = files.write(cut, tmp_path / "film.edl", "edl")
    with wave.open(str(written.media / "A0001.wav")) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (48_000, 2, 1)
