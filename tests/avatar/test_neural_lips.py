"""Lips by a network of Wav2Lip's signature: what it hears and sees of each frame, and where what it draws is laid."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper

from pipelines.avatar.faces import find_face, track
from pipelines.avatar.neural import lips, mel
from pipelines.avatar.neural.animator import LipAnimator, lips_closed, speaking
from pipelines.avatar.neural.model import LipModel
from pipelines.avatar.performance import perform
from pipelines.avatar.photo import PhotoAnimator, render
from pipelines.avatar.video import people
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.avatars import Avatar
from pipelines.engines import load
from pipelines.errors import BadInput, EngineMissing
from pipelines.media import Audio, Picture
from pipelines.timeline import Utterance

from . import lip_networks
from .conftest import line, sound

SIZE = (240, 320)


@pytest.fixture(scope="module")
def small(portrait: Avatar) -> Avatar:
    return Avatar(Picture(cv2.resize(portrait.picture.pixels[..., :3], (384, 512), interpolation=cv2.INTER_AREA)))


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lip_networks.painter(tmp_path_factory.mktemp("lips") / "painter.onnx")


@pytest.fixture(scope="module")
def phrase() -> tuple[Utterance, Audio]:
    utterance = line(("m ˈɑː|200 n", 700), ("ˈoʊ|200 z", 0), lead=400)
    return utterance, sound(utterance)


def test_the_sound_is_heard_as_published() -> None:
    """A sweep and a tone; the figures are those of librosa 0.11 with Wav2Lip's parameters and reflecting ends."""
    t = np.arange(16_000) / 16_000
    sweep = (0.3 * np.sin(2 * np.pi * (200 + 1500 * t) * t) + 0.01 * np.sin(2 * np.pi * 5000 * t)).astype(np.float32)
    found = mel.spectrogram(Audio(sweep, 16_000))
    wanted = [[-0.4885, -4.0, -4.0], [-1.3669, -1.1981, -4.0], [-2.2588, -4.0, 2.3287], [-1.7104, -4.0, -4.0]]
    assert found.shape == (80, 81)
    assert np.allclose(found[[0, 10, 40, 79]][:, [0, 10, 40]], wanted, atol=1e-3)
    assert (mel.spectrogram(Audio(np.zeros(4000, np.float32), 16_000)) == -4).all()
    assert mel.spectrogram(Audio(np.full(10, 0.1, np.float32), 8000)).shape[0] == 80


@pytest.mark.parametrize("fps", [25, 30, 50])
@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_each_frame_hears_its_own_window(fps: int, rate: int) -> None:
    """A click at 0.6 s is heard by the frames from 160 ms before it to 40 ms after it, and stands in its place in each."""
    click = np.zeros(rate, np.float32)
    click[round(0.6 * rate)] = 0.9
    heard = mel.windows(Audio(click, rate), fps, fps)
    assert heard.shape == (fps, 80, 16)
    loud = heard.mean(axis=1).argmax(axis=1)
    for frame in np.flatnonzero(heard.max(axis=(1, 2)) > -2):
        begins = frame / fps - 0.04
        assert begins - 0.04 <= 0.6 <= begins + 0.24
        if begins <= 0.6 <= begins + 0.19:
            assert abs(begins + loud[frame] * 0.0125 - 0.6) < 0.02
    assert (heard[0] == -4).all()


def test_what_it_draws_is_laid_on_the_mouth_and_nowhere_else(
    small: Avatar, painter: Path, phrase: tuple[Utterance, Audio]
) -> None:
    plain = list(render(PhotoAnimator().puppet(small, SIZE), lips_closed(perform(*phrase, seed=3))))
    stream = LipAnimator(str(painter)).animate(*phrase, small, size=SIZE, seed=3)
    assert (stream.size, stream.count) == (SIZE, len(plain))
    shares = speaking(perform(*phrase, seed=3))
    face = track(plain[0])
    assert face is not None
    x, y = (face.points[13, :2] + face.points[14, :2]) / 2
    away = np.hypot(*np.ogrid[-y : SIZE[1] - y, -x : SIZE[0] - x]) > 0.9 * face.eyes
    for number, frame in enumerate(stream.frames):
        assert np.array_equal(frame[away], plain[number][away])
        seen = frame[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2].reshape(-1, 3).mean(axis=0)
        if shares[number] == 1:
            assert seen[0] > 150  # red, in RGB
            assert max(seen[1:]) < 100
    assert shares.min() == 0
    assert shares.max() == 1


def test_it_begins_and_ends_at_rest_and_does_not_move_in_silence(
    small: Avatar, painter: Path, phrase: tuple[Utterance, Audio]
) -> None:
    animator = LipAnimator(str(painter))
    frames = list(animator.animate(*phrase, small, size=SIZE).frames)
    assert np.array_equal(frames[0], animator.rest(small, size=SIZE).pixels)
    assert np.array_equal(frames[-1], animator.rest(small, size=SIZE).pixels)
    utterance, _ = phrase
    pause = next(s for s in utterance.segments() if s.index < 0 and s.samples > 0.5 * utterance.sample_rate)
    middle = round((pause.start + pause.end) / 2 / utterance.sample_rate * 25)
    assert track(frames[middle]) is not None
    assert track(frames[middle]).lip_gap < 0.02  # type: ignore[union-attr]


def test_no_box_shows_where_the_network_sees_other_colours(small: Avatar) -> None:
    """A network that gives the face back darker and greener leaves no trace: only what differs inside counts."""
    pixels = small.picture.pixels
    face = find_face(small.picture)
    crop = lips.crop_of(face.points, 96)
    own = cv2.warpAffine(pixels, crop, (96, 96), flags=cv2.INTER_AREA).astype(np.float32)
    mask = lips.region(face.points, crop, 96)
    assert max(mask[0].max(), mask[-1].max(), mask[:, 0].max(), mask[:, -1].max()) == 0
    assert mask.max() == pytest.approx(1, abs=0.02)
    other = own * (0.8, 0.9, 0.75) + (0, 12, 0)
    fitted = lips.matched(other.astype(np.float32), own, mask)
    assert np.abs((other - own) * mask[..., None]).max() > 30
    assert (np.abs(fitted - own).mean(axis=2) * mask)[mask > 0.02].mean() < 4


def test_what_the_network_leaves_as_it_was_stays_as_sharp_as_the_frame(portrait: Avatar, tmp_path: Path) -> None:
    """A network that gives the face back, at a quarter of the frame's own pixels"""
    nodes = [helper.make_node("Slice", ["face", "from", "to", "axis"], ["own"]),
             helper.make_node("ReduceMean", ["mel"], ["mean"], axes=[1, 2, 3], keepdims=1),
             helper.make_node("Mul", ["mean", "none"], ["nothing"]), helper.make_node("Add", ["own", "nothing"], ["lips"])]  # fmt: skip
    weights = {"from": np.array([3]), "to": np.array([6]), "axis": np.array([1]), "none": np.array(0.0, np.float32)}
    model = LipModel(lip_networks.save(tmp_path / "same.onnx", nodes, weights))
    pixels = portrait.picture.pixels[..., :3]
    face = find_face(portrait.picture)
    assert face.extent > 4 * model.side
    (out,) = lips.laid_in([lips.Spoken(pixels, face.points, np.zeros((80, 16), np.float32))], model)
    (x, y), eyes = (face.points[13, :2] + face.points[14, :2]) / 2, face.eyes
    box = np.s_[int(y - 0.3 * eyes) : int(y + 0.35 * eyes), int(x - 0.45 * eyes) : int(x + 0.45 * eyes)]
    sharp = [cv2.Laplacian(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), cv2.CV_32F)[box].var() for one in (out, pixels)]
    assert sharp[0] / sharp[1] > 0.85
    assert np.abs(out.astype(int) - pixels).mean() < 0.2


def test_someone_in_a_video_speaks_by_a_network(enrolled: Path, painter: Path, phrase: tuple[Utterance, Audio]) -> None:
    person, animator = people.avatar_of(people.read(enrolled)), LipAnimator(str(painter))
    stream = animator.animate(*phrase, person, size=SIZE, seed=2)
    plain = VideoAnimator().followed(person, lips_closed(perform(*phrase, seed=2)), size=SIZE, seed=2)
    shares = speaking(perform(*phrase, seed=2))
    for number, (frame, (before, points)) in enumerate(zip(stream.frames, plain, strict=True)):
        x, y = (points[13, :2] + points[14, :2]) / 2
        bridge = int(points[6, 1])
        assert np.array_equal(frame[:bridge], before[:bridge])
        if shares[number] == 1:
            seen = frame[int(y) - 1 : int(y) + 3, int(x) - 1 : int(x) + 2].reshape(-1, 3).mean(axis=0)
            assert seen[0] > 150
            assert max(seen[1:]) < 110
        elif shares[number] == 0:
            assert np.array_equal(frame, before)
    assert stream.size == SIZE


def test_without_onnxruntime_it_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.engines.find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r"make lips.*shengying\[lips\]"):
        load("animator", "wav2lip")


@pytest.mark.parametrize(("side", "batch", "kind"), [(96, 1, 1), (128, "N", 1), (288, 4, 1), (96, "N", TensorProto.FLOAT16)])
def test_networks_of_other_sizes_and_batches_run(tmp_path: Path, side: int, batch: object, kind: int) -> None:
    model = LipModel(lip_networks.random(tmp_path / "net.onnx", side=side, batch=batch, kind=kind))
    assert model.side == side
    rng = np.random.default_rng(1)
    sounds, faces = rng.normal(0, 1, (6, 80, 16)).astype(np.float32), rng.integers(0, 255, (6, side, side, 3), dtype=np.uint8)
    together = model.draw(sounds, faces)
    alone = np.concatenate([model.draw(sounds[i : i + 1], faces[i : i + 1]) for i in range(6)])
    assert together.shape == (6, side, side, 3)
    assert np.abs(together - alone).max() < (1.5 if kind == TensorProto.FLOAT16 else 0.1)


def test_the_lower_half_is_masked_and_blue_comes_first(tmp_path: Path) -> None:
    """A network that gives back the masked picture it is given"""
    nodes = [helper.make_node("Slice", ["face", "from", "to", "axis"], ["half"]),
             helper.make_node("ReduceMean", ["mel"], ["mean"], axes=[1, 2, 3], keepdims=1),
             helper.make_node("Mul", ["mean", "none"], ["nothing"]), helper.make_node("Add", ["half", "nothing"], ["lips"])]  # fmt: skip
    weights = {"from": np.array([0]), "to": np.array([3]), "axis": np.array([1]), "none": np.array(0.0, np.float32)}
    model = LipModel(lip_networks.save(tmp_path / "echo.onnx", nodes, weights))
    faces = np.full((1, 96, 96, 3), (10, 120, 240), np.uint8)
    (out,) = model.draw(np.zeros((1, 80, 16), np.float32), faces)
    assert np.allclose(out[:48], (10, 120, 240), atol=0.6)
    assert (out[48:] == 0).all()


def test_other_networks_are_refused_with_what_was_found(tmp_path: Path) -> None:
    other = lip_networks.random(tmp_path / "other.onnx", channels=3)
    with pytest.raises(BadInput, match=r"face \(N, 3, 96, 96\).*\(N, 6, S, S\)") as caught:
        LipModel(other)
    assert "接口不符" in caught.value.zh
    (tmp_path / "text.onnx").write_text("no network")
    for name in ("text.onnx",):
        with pytest.raises(BadInput, match="cannot be read as an ONNX network"):
            LipModel(tmp_path / name)
    (tmp_path / "cut.onnx").write_bytes(other.read_bytes()[:200])
    with pytest.raises(BadInput):
        LipModel(tmp_path / "cut.onnx")


def test_the_network_is_named_by_option_or_variable(monkeypatch: pytest.MonkeyPatch, painter: Path, small: Avatar,
                                                    phrase: tuple[Utterance, Audio], tmp_path: Path) -> None:  # fmt: skip
    monkeypatch.delenv("STUDIO_WAV2LIP", raising=False)
    assert isinstance(load("animator", "wav2lip"), LipAnimator)
    with pytest.raises(BadInput, match=r"--model FILE\.onnx"):
        LipAnimator().animate(*phrase, small, size=SIZE)
    with pytest.raises(BadInput, match="not a file"):
        LipAnimator(str(tmp_path / "none.onnx")).animate(*phrase, small, size=SIZE)
    monkeypatch.setenv("STUDIO_WAV2LIP", str(painter))
    assert "painter.onnx" in LipAnimator().note
    assert LipAnimator().version != LipAnimator(str(lip_networks.random(tmp_path / "r.onnx"))).version
    clear = LipAnimator(matte="alpha").animate(*phrase, small, size=SIZE, frames=4)
    assert clear.clear
    assert {frame.shape for frame in clear.frames} == {(320, 240, 4)}


def test_a_dark_open_mouth_stays_dark_beside_another_light(portrait: Avatar) -> None:
    """The network's skin is darker than the frame's, a red lip reaches the region's edge, and the mouth's inside is nearly black."""
    face = find_face(portrait.picture)
    crop = lips.crop_of(face.points, 96)
    own = lips.taken(portrait.picture.pixels[..., :3], crop, 96).astype(np.float32)
    mask = lips.region(face.points, crop, 96)
    drawn = own * 0.85
    x, y = cv2.transform(face.points[None, 13:15, :2], crop)[0].mean(axis=0).astype(int)
    drawn[y + 6 : y + 20, x - 8 : x + 8] = (190, 60, 70)
    drawn[y - 3 : y + 6, x - 8 : x + 8] = (25, 10, 10)
    fitted = lips.matched(drawn, own, mask)
    assert np.abs(fitted[y + 1, x] - (25, 10, 10)).max() < 12
    skin = (mask > 0.3) & (np.abs(drawn - own * 0.85).max(axis=2) < 1)
    assert np.abs(fitted - own)[skin].mean() < 5


def test_what_the_network_sees_is_the_mean_of_what_falls_into_a_pixel() -> None:
    fine = np.zeros((600, 500, 3), np.uint8)
    fine[:, ::2] = 255  # stripes of one pixel: grey from afar
    seen = lips.taken(fine, np.array([[96 / 400, 0, -50 * 96 / 400], [0, 96 / 400, -100 * 96 / 400]]), 96)
    assert abs(float(seen.mean()) - 127.5) < 2
    assert seen.std() < 12
    ramp = np.repeat(np.linspace(0, 255, 500)[None, :, None], 600, axis=0).repeat(3, axis=2).astype(np.uint8)
    there = lips.taken(ramp, np.array([[96 / 400, 0, -50 * 96 / 400], [0, 96 / 400, -100 * 96 / 400]]), 96)
    assert np.abs(there[48, :, 0] - (50 + np.arange(96) * 400 / 96) * 255 / 499).max() < 2.5  # in its place to half a pixel
