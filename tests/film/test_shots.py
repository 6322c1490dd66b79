import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines import planes
from pipelines.errors import BadInput, Cancelled
from pipelines.film import camera, ffmpeg, look, shots
from pipelines.film.layout import CORNERS, pip_place
from pipelines.film.shots import POSES, Pose, Shot, presenter_size, render
from pipelines.film.subtitles import Cue
from pipelines.media import FrameStream, Picture

from .helpers import presenter, scene

TALL, WIDE = (360, 640), (640, 360)


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def shot(size: tuple[int, int] = TALL, frames: int = 20, layout: str = "pip", **more: object) -> Shot:
    start, end = POSES(4)
    stream = presenter(layout, size, frames) if layout != "picture" else None
    values = {"picture": scene(size), "start": start, "end": end, "presenter": stream} | more
    return Shot(size, 25, frames, layout, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", ["presenter", "pip", "picture"])
@pytest.mark.parametrize("size", [TALL, WIDE])
def test_a_take_has_exactly_its_frames(tmp_path: Path, layout: str, size: tuple[int, int]) -> None:
    render(shot(size, 13, layout), tmp_path / "take.mp4")
    facts = ffmpeg.probe(tmp_path / "take.mp4")
    assert (facts.frames, facts.size, facts.fps, facts.video_codec) == (13, size, 25, "h264")
    assert facts.duration == pytest.approx(13 / 25)
    assert len(decoded(tmp_path / "take.mp4")) == 13


def test_colours_are_tagged_and_right(tmp_path: Path) -> None:
    red = Picture(np.full((64, 64, 3), (200, 40, 60), np.uint8))
    render(shot(frames=3, layout="picture", picture=red, end=POSES(4)[0]), tmp_path / "take.mp4")
    with av.open(str(tmp_path / "take.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        planes_709 = next(container.decode(video=0)).to_ndarray()
    luma = 16 + 219 * (0.2126 * 200 + 0.7152 * 40 + 0.0722 * 60) / 255
    assert float(planes_709[:640].mean()) == pytest.approx(luma, abs=1.5)


def test_the_same_shot_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        render(shot(title="茶", label="AI生成", label_frames=5, cues=(Cue(0, 0.6, "一二三"),)), tmp_path / f"{name}.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_every_take_opens_with_an_idr_picture(tmp_path: Path) -> None:
    render(shot(frames=9), tmp_path / "take.mp4")
    with av.open(str(tmp_path / "take.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    first = bytes(packets[0])
    kinds, place = [], 0
    while place < len(first):
        size = int.from_bytes(first[place : place + 4], "big")
        kinds.append(first[place + 4] & 0x1F)
        place += 4 + size
    assert 5 in kinds  # IDR slice (H.264 table 7-1)
    assert packets[0].is_keyframe


def test_the_camera_moves_without_jumps_and_rests_at_both_ends() -> None:
    moving = shot(frames=60, layout="picture")
    frames = [frame.y.astype(int) for frame in shots.composed(moving)]
    steps = np.array([np.abs(b - a).mean() for a, b in pairwise(frames)])
    middle = steps.max()
    assert middle > 0.5
    assert steps[0] < 0.25 * middle
    assert steps[-1] < 0.25 * middle
    assert np.abs(np.diff(steps)).max() < 0.2 * middle


def test_a_window_is_where_it_should_be() -> None:
    """Against OpenCV's own warp at the same place, which resamples from exact coordinates."""
    import cv2

    width, height = 300, 200
    source = planes.Converter().planes(scene((2 * width + 160, 2 * height + 160)).pixels)
    left, top, wide, high = 83.37, 71.91, 571.3, 571.3 * height / width
    found = planes.window(source, left, top, wide, high, (width, height))
    scale = wide / width
    matrix = np.array([[scale, 0, left + 0.5 * scale - 0.5], [0, scale, top + 0.5 * scale - 0.5]])
    wanted = cv2.warpAffine(source.y, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    assert np.abs(found.y.astype(int) - wanted).max() <= 4
    assert np.abs(found.y.astype(int) - wanted).mean() < 0.7


def test_lines_of_a_scene_join_where_the_camera_stands() -> None:
    start, end = POSES(11)
    first = list(shots.composed(shot(frames=6, layout="picture", start=start, end=end)))[-1]
    second = next(shots.composed(shot(frames=6, layout="picture", start=end, end=start)))
    assert np.abs(first.y.astype(int) - second.y).max() <= 1


def test_a_dissolve_runs_from_the_old_picture_to_the_new() -> None:
    old = Picture(np.full((*TALL[::-1], 3), 255, np.uint8))
    plain = [frame.y.astype(float) for frame in shots.composed(shot(layout="picture"))]
    mixed = [frame.y.astype(float) for frame in shots.composed(shot(layout="picture", dissolve=old, dissolve_frames=8))]
    shares = [np.median((235 - m[p < 200]) / (235 - p[p < 200])) for m, p in zip(mixed, plain, strict=True)]
    assert 0 < shares[0] < 0.1
    assert 0.9 < shares[7] < 1
    assert all(later >= sooner - 0.01 for sooner, later in pairwise(shares))
    assert shares[8:] == pytest.approx([1.0] * 12, abs=0.01)


def test_a_still_is_the_frame_that_the_shot_shows() -> None:
    pose = Pose(1.1, 0.52, 0.47)
    width, height = presenter_size("pip", TALL)
    rest = Picture(np.full((height, width, 3), (30, 160, 60), np.uint8))
    found = shots.compose_still("pip", scene(TALL), pose, rest, TALL)
    stream = FrameStream((width, height), 25, 1, iter([rest.pixels]))
    frame = next(shots.composed(shot(frames=1, start=pose, end=pose, presenter=stream)))
    assert found.size == TALL
    assert np.abs(found.pixels.astype(int) - planes.Converter().rgb(frame)).max() <= 1


@pytest.mark.parametrize("corner", CORNERS)
def test_the_inset_stands_in_its_corner_with_round_edges(corner: str) -> None:
    white = Picture(np.full((8, 8, 3), 255, np.uint8))
    frame = planes.Converter().rgb(next(shots.composed(shot(WIDE, 1, picture=white, pip_corner=corner))))
    left, top = pip_place(WIDE, corner)
    width, height = presenter_size("pip", WIDE)
    green = (frame[..., 1] > 120) & (frame[..., 0] < 90)
    assert green[top + height // 2, left + width // 2]
    assert green[top : top + height, left : left + width].mean() > 0.9
    assert not green[top + 1, left + 1], "the corner should be round"
    assert (left < WIDE[0] / 2) == corner.endswith("left")
    beneath = frame[min(top + height + 4, 359), left + width // 2].mean()
    assert beneath < 250, "a soft shadow falls on the picture"


def test_captions_and_inset_keep_clear_of_each_other(tmp_path: Path) -> None:
    black = Picture(np.zeros((8, 8, 3), np.uint8))
    for size in (TALL, WIDE, (480, 480)):
        inner = presenter_size("pip", size)
        stream = FrameStream(inner, 25, 1, iter([np.zeros((inner[1], inner[0], 3), np.uint8)]))
        text = "What a wide line this is, I do wonder now\nbut the second one is just about as wide!"
        lines = text if size == WIDE else "一二三四五六七八九十一二三\n一二三四五六七八九十一二三"
        render(shot(size, 1, picture=black, presenter=stream, cues=(Cue(0, 1, lines),)), tmp_path / "take.mp4")
        frame = decoded(tmp_path / "take.mp4")[0].min(axis=2)
        left, top = pip_place(size)
        inside = frame[top + 8 : top + inner[1] - 8, left + 8 : left + inner[0] - 8]
        assert inside.max() < 60, f"text on the presenter at {size}"
        assert frame.max() > 200


def text_rows(frame: np.ndarray, box: tuple[int, int, int, int]) -> int:
    """The height of what is nearly white in a box (left, top, width, height)."""
    left, top, width, height = box
    rows = np.flatnonzero((frame[top : top + height, left : left + width].min(axis=2) > 190).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720)])
@pytest.mark.parametrize("text", ["AI生成", "AI-generated"])
def test_the_label_is_there_from_the_first_frame_and_large_enough(tmp_path: Path, size: tuple[int, int], text: str) -> None:
    grey = Picture(np.full((8, 8, 3), 90, np.uint8))
    render(shot(size, 20, "picture", picture=grey, label=text, label_frames=6), tmp_path / "take.mp4")
    frames = decoded(tmp_path / "take.mp4")
    box = look.label_place(text, size)
    for number in (0, 5):
        assert text_rows(frames[number], box) >= 0.05 * min(size)
    assert text_rows(frames[19], box) == 0


def glyph_match(frame: np.ndarray, text: str, em: float) -> float:
    """The best correlation of the frame's white with `text` as Pillow draws it with the project's font."""
    import cv2

    left, top, right, bottom = look.font(em).getbbox(text)
    card = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(card).text((-left, -top), text, font=look.font(em), fill=255)
    return float(cv2.matchTemplate(frame.min(axis=2), np.asarray(card), cv2.TM_CCOEFF_NORMED).max())


def test_chinese_renders_without_any_system_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    dark = Picture(np.full((8, 8, 3), 60, np.uint8))
    said = "银行行长重新发行"
    size = (1080, 1920)
    render(shot(size, 1, "picture", picture=dark, cues=(Cue(0, 1, said),)), tmp_path / "take.mp4")
    frame = decoded(tmp_path / "take.mp4")[0][1400:1900]
    em = look.metrics(size).caption
    assert glyph_match(frame, said, em) > 0.85
    assert glyph_match(frame, "口口口口口口口口", em) < 0.6


def test_words_stay_out_of_the_picture_when_nothing_is_to_be_burned(tmp_path: Path) -> None:
    plain, quiet = shot(frames=4), shot(frames=4, cues=(Cue(0, 1, "words"),), burn=False)
    render(plain, tmp_path / "a.mp4")
    render(quiet, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_stream_that_is_too_short_holds_its_last_frame() -> None:
    short = replace(shot(frames=6), presenter=presenter("pip", TALL, 2))
    frames = [frame.y.copy() for frame in shots.composed(replace(short, end=short.start))]
    assert len(frames) == 6
    assert np.array_equal(frames[1], frames[5])


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(shot(), tmp_path / "take.mp4", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_to_one(tmp_path: Path) -> None:
    seen: list[float] = []
    render(shot(frames=5), tmp_path / "take.mp4", progress=seen.append)
    assert seen == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_an_error_in_a_stream_ends_ffmpeg_and_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[np.ndarray]:
        yield np.zeros((*TALL[::-1], 3), np.uint8)
        raise RuntimeError("the animator gave up")

    with pytest.raises(RuntimeError, match="gave up"):
        render(replace(shot(layout="presenter"), presenter=FrameStream(TALL, 25, 9, broken())), tmp_path / "take.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(361, 640), (360, 641), (64, 64), (20000, 360)])
def test_sizes_that_cannot_be_encoded_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="even numbers"):
        render(Shot(size, 25, 1, "picture"), tmp_path / "take.mp4")


def test_odd_names_of_folders_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "it's, a: [folder] 茶"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    render(shot(frames=2, label="AI", label_frames=2), folder / "take.mp4")
    assert ffmpeg.probe(folder / "take.mp4").frames == 2


def test_poses_stay_gentle_and_inside() -> None:
    for seed in range(40):
        for pose in POSES(seed):
            reach = 0.5 / pose.zoom
            assert 1 <= pose.zoom <= 1.15
            assert reach - 0.01 <= pose.x <= 1.01 - reach
            assert reach - 0.01 <= pose.y <= 1.01 - reach
    assert POSES(1) == POSES(1) != POSES(2)


def test_ease_rests_at_both_ends() -> None:
    assert (camera.ease(0), camera.ease(0.5), camera.ease(1)) == (0, 0.5, 1)
    assert camera.ease(0.01) < 0.001


def test_ffmpeg_runs() -> None:
    assert "ffmpeg version" in subprocess.run([ffmpeg.binary(), "-version"], capture_output=True, text=True).stdout
