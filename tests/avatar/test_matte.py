"""A person cut out: the opacity at the edge, the colours there, what lies behind, and the frames that come of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.avatar import ground, matte
from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.avatar.faces import Face, find_face
from pipelines.avatar.framing import Framing
from pipelines.avatar.ground import Ground
from pipelines.avatar.head3d import animator as head3d
from pipelines.avatar.head3d import catalogue as heads
from pipelines.avatar.matted import Matted
from pipelines.avatar.performance import perform
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatar.video import people
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.media import Audio, Picture, write_picture
from pipelines.timeline import Utterance

from .conftest import sample

Spoken = tuple[Utterance, Audio]
SIZE = (320, 400)
BLUE = np.array([40.0, 60.0, 190.0])


@pytest.fixture(scope="module")
def small(portrait: Avatar) -> Avatar:
    """The portrait at a size that is quick to cut out"""
    pixels = portrait.picture.pixels[..., :3]
    height = round(384 * pixels.shape[0] / pixels.shape[1])
    return Avatar(Picture(cv2.resize(pixels, (384, height), interpolation=cv2.INTER_AREA)), name="small")


@pytest.fixture(scope="module")
def hairy() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(picture, the true opacity, the person's true colours): a dark disc with strands of hair before blue"""
    rng = np.random.default_rng(3)
    shape = np.zeros((400, 400), np.float32)
    cv2.circle(shape, (200, 220), 110, 1.0, -1, cv2.LINE_AA)
    for angle in np.linspace(0, 2 * np.pi, 60):
        near, far = (np.array([200 + r * np.cos(angle), 220 + r * np.sin(angle)]).astype(int) for r in (100, 124))
        cv2.line(shape, tuple(map(int, near)), tuple(map(int, far)), 0.8, 1, cv2.LINE_AA)
    alpha = cv2.GaussianBlur(shape, (0, 0), 0.8)
    colours = np.clip(np.array([70.0, 50.0, 45.0]) + rng.normal(0, 6, (400, 400, 1)), 0, 255)
    picture = colours * alpha[..., None] + (BLUE + rng.normal(0, 2, (400, 400, 1))) * (1 - alpha[..., None])
    return np.round(picture).astype(np.uint8), alpha, colours


@pytest.fixture(scope="module")
def found(hairy: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    rough = np.zeros((400, 400), np.float32)
    cv2.circle(rough, (203, 222), 111, 1.0, -1)  # a little beside, without hair, and soft: as a network of 256 pixels sees it
    return matte.refined(hairy[0], cv2.GaussianBlur(rough, (0, 0), 4), 30.0)


def test_hair_at_the_edge_is_found(hairy: tuple[np.ndarray, np.ndarray, np.ndarray], found: np.ndarray) -> None:
    _, true, _ = hairy
    band = cv2.dilate((true > 0).astype(np.uint8), np.ones((9, 9))) - cv2.erode((true > 0.99).astype(np.uint8), np.ones((9, 9)))
    assert np.abs(found - true)[band > 0].mean() < 0.06
    y, x = np.mgrid[:400, :400]
    strands = (np.hypot(x - 200, y - 220) > 114) & (true > 0.5)
    assert found[strands].mean() > 0.5
    assert found[(true > 0.99) & (np.hypot(x - 200, y - 220) < 90)].min() == 1.0
    assert found[np.hypot(x - 200, y - 220) > 160].max() == 0.0


def test_no_old_background_shines_through(hairy: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    picture, true, colours = hairy
    edge = (true > 0.15) & (true < 0.95)
    own = matte.foreground(picture, true, 80.0)
    assert np.abs(own.astype(float) - colours)[edge].mean() < 14
    assert np.abs(picture.astype(float) - colours)[edge].mean() > 30  # as it would be with the picture's own colours
    assert np.array_equal(own[true >= 1], picture[true >= 1])


def test_nothing_of_the_person_is_left_behind(hairy: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    picture, true, _ = hairy
    behind = matte.background(picture, true, 80.0)
    assert np.abs(behind.astype(float) - BLUE).max() < 16
    assert np.abs(ground.blurred(behind).astype(float) - BLUE).max() < 12


def test_the_person_is_cut_out_of_the_portrait(small: Avatar) -> None:
    face = find_face(small.picture)
    cut = matte.cut_out(small.picture, face)
    height, width = cut.alpha.shape
    assert (width, height) == small.picture.size
    x, y = face.points[:468, :2].astype(int).T
    assert cut.alpha[y, x].min() > 250
    assert cut.alpha[: height // 40, : width // 20].max() == cut.alpha[: height // 40, -width // 20 :].max() == 0
    assert cut.picture.pixels.shape == (height, width, 4)


@pytest.mark.parametrize("name", ["astronaut.png", "painting_a.png", "photo_yaw.jpg"])
def test_people_are_cut_out_whole(name: str) -> None:
    picture = sample(name).picture
    face = find_face(picture, 0)
    cut = matte.cut_out(picture, face)
    x, y = face.points[:468, :2].astype(int).T
    assert cut.alpha[y, x].mean() > 252
    assert 0.2 < (cut.alpha > 127).mean() < 0.85


def test_a_large_picture_keeps_its_own_pixels(small: Avatar) -> None:
    pixels = cv2.resize(small.picture.pixels, (1800, 2400), interpolation=cv2.INTER_CUBIC)
    cut = matte.cut_out(Picture(pixels), Face(find_face(small.picture).points * 1800 / 384))
    assert cut.alpha.shape == (2400, 1800)
    assert np.array_equal(cut.colours[cut.alpha == 255], pixels[cut.alpha == 255])
    assert 0.2 < (cut.alpha > 127).mean() < 0.85


def test_a_picture_that_is_cut_out_already_keeps_its_own_edge(small: Avatar) -> None:
    pixels = small.picture.pixels[..., :3]
    face = find_face(small.picture)
    alpha = np.zeros(pixels.shape[:2], np.uint8)
    left, top, right, bottom = (int(place) for place in face.box)
    alpha[top:bottom, left:right] = 255
    alpha[top : top + 4] //= 2
    assert np.array_equal(matte.cut_out(Picture(np.dstack((pixels, alpha))), face).alpha, alpha)


def test_a_portrait_cut_out_before_gives_the_same_frames(small: Avatar) -> None:
    animator = PhotoAnimator("green")
    before = animator.cut(small)
    assert before is not None
    assert np.array_equal(before.pixels[..., :3], small.picture.pixels)
    again = PhotoAnimator("green").rest(Avatar(before, landmarks=animator.landmarks(small)), size=SIZE)
    assert np.array_equal(again.pixels, animator.rest(small, size=SIZE).pixels)
    assert PhotoAnimator().cut(small) is None


def test_too_little_of_a_person_is_said(small: Avatar) -> None:
    face = find_face(small.picture)
    wall = Picture(np.full_like(small.picture.pixels, 128))
    with pytest.raises(BadInput, match="Not enough of a person") as caught:
        matte.cut_out(wall, face)
    assert "人像" in caught.value.zh


def test_frames_are_clear_and_the_edge_moves_with_the_head(small: Avatar, spoken: Spoken) -> None:
    animator = PhotoAnimator("alpha")
    stream = animator.animate(*spoken, small, size=SIZE, seed=1)
    assert stream.clear
    frames = list(stream.frames)
    rest = animator.rest(small, size=SIZE).pixels
    assert rest.shape == (400, 320, 4)
    assert np.array_equal(frames[0], rest)
    assert np.array_equal(frames[-1], rest)
    edge = (rest[..., 3] > 20) & (rest[..., 3] < 235)
    moved = max(np.abs(frame[..., 3].astype(int) - rest[..., 3])[edge].mean() for frame in frames[::10])
    assert moved > 3
    plain = PhotoAnimator().puppet(small, SIZE)
    middle = np.s_[150:250, 120:200]  # of the face: opaque, and as it is without a matte
    performance = perform(*spoken, seed=1)
    for index in range(0, len(frames), 25):
        assert frames[index][..., 3][middle].min() == 255
        assert np.abs(frames[index][..., :3][middle].astype(int) - plain.draw(performance, index)[middle]).mean() < 1.0


@pytest.mark.parametrize(("given", "colour"), [("#0047bb", (0, 71, 187)), ("绿幕", ground.GREEN)])
def test_a_key_is_one_plain_colour(small: Avatar, spoken: Spoken, given: str, colour: tuple[int, int, int]) -> None:
    stream = PhotoAnimator(given).animate(*spoken, small, size=SIZE, frames=8)
    assert not stream.clear
    for frame in stream.frames:
        assert (frame[:10, :16] == colour).all()
        assert (frame[:10, -16:] == colour).all()


def test_a_picture_fills_the_frame_behind(small: Avatar, spoken: Spoken, tmp_path: Path) -> None:
    stripes = np.zeros((100, 400, 3), np.uint8)
    stripes[:, 200:] = (250, 200, 20)
    write_picture(tmp_path / "hall.png", Picture(stripes))
    frame = PhotoAnimator(str(tmp_path / "hall.png")).rest(small, size=SIZE).pixels
    assert frame[3, 3].max() < 4
    assert np.abs(frame[3, -4].astype(int) - (250, 200, 20)).max() < 4


def test_the_own_background_is_blurred_without_a_halo(small: Avatar) -> None:
    pixels = small.picture.pixels[..., :3].copy()
    face = find_face(small.picture)
    alpha = matte.cut_out(small.picture, face).alpha
    noise = np.random.default_rng(1).integers(0, 120, pixels.shape[:2], dtype=np.uint8)  # a dark, busy wall
    share = alpha[..., None] / 255
    busy = Picture(np.round(pixels * share + noise[..., None] * (1 - share)).astype(np.uint8))
    frame = PhotoAnimator("blur").rest(Avatar(busy), size=None).pixels
    away = cv2.dilate(alpha, np.ones((3, 3))) == 0
    near = away & (cv2.dilate(alpha, np.ones((61, 61))) > 0)
    assert (
        cv2.Laplacian(frame[..., 0], cv2.CV_32F)[away].var() < 0.05 * cv2.Laplacian(busy.pixels[..., 0], cv2.CV_32F)[away].var()
    )
    assert abs(frame[near].mean() - frame[away & ~near].mean()) < 12


def test_a_face_that_fills_a_wide_frame_fades_out_at_the_pictures_sides(small: Avatar) -> None:
    frame = PhotoAnimator("alpha").rest(small, size=(640, 240)).pixels
    assert frame[:, 0, 3].max() == frame[:, -1, 3].max() == 0
    assert frame[120, 320, 3] == 255


@pytest.mark.parametrize("given", ["purple", "#12", "#gggggg"])
def test_what_is_no_matte_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match="alpha, green, blur") as caught:
        PhotoAnimator(given)
    assert "绿幕" in caught.value.zh


def test_a_ground_that_is_no_picture_is_refused(small: Avatar, tmp_path: Path) -> None:
    (tmp_path / "hall.png").write_text("a hall")
    for name in ("hall.png", "none.jpg"):
        with pytest.raises(BadInput, match=name):
            PhotoAnimator(str(tmp_path / name)).rest(small, size=SIZE)


def test_drawn_presenters_take_a_matte_too(spoken: Spoken) -> None:
    mei = avatar_of(catalogue.load("mei"))
    clear = DrawnAnimator(matte="alpha").animate(*spoken, mei, size=(128, 128), frames=3)
    keyed = DrawnAnimator(matte="green").animate(*spoken, mei, size=(128, 128), frames=3)
    assert clear.clear
    assert not keyed.clear
    for through, solid in zip(clear.frames, keyed.frames, strict=True):
        assert through[2, 2, 3] == 0
        assert through[64, 64, 3] == 255
        assert tuple(solid[2, 2]) == ground.GREEN
        assert np.abs(solid[64, 64].astype(int) - through[64, 64, :3]).max() <= 1
    with pytest.raises(BadInput, match="no background of its own"):
        DrawnAnimator(matte="blur").rest(mei, size=(128, 128))
    with pytest.raises(BadInput, match="not both"):
        DrawnAnimator("red", "green")


def test_heads_in_three_dimensions_take_a_matte_too(spoken: Spoken) -> None:
    head = head3d.avatar_of(heads.load(heads.names()[0]))
    clear = head3d.HeadAnimator(matte="alpha").animate(*spoken, head, size=(160, 160), frames=2)
    keyed = head3d.HeadAnimator(matte="green").animate(*spoken, head, size=(160, 160), frames=2)
    assert clear.clear
    for through, solid in zip(clear.frames, keyed.frames, strict=True):
        assert through[2, 2, 3] == 0
        assert through[80, 80, 3] == 255
        assert tuple(solid[2, 2]) == ground.GREEN


def test_the_words_for_a_matte() -> None:
    assert Ground.of("") == Ground()
    assert Ground.of("透明") == Ground.of("alpha") == Ground(clear=True)
    assert Ground.of("hall.jpg").path == Path("hall.jpg")


def test_moving_pictures_are_cut_out_frame_by_frame(small: Avatar, spoken: Spoken) -> None:
    """Frames of the photo itself: the moving matte finds what the one that was made once and moved has."""
    puppet, once = PhotoAnimator().puppet(small), PhotoAnimator("alpha").puppet(small)
    face, (width, height) = find_face(small.picture), small.picture.size
    framing = Framing((0.0, 0.0, float(width), float(height)), (width, height))
    moving = Matted(framing, (width, height), Ground.of("alpha"), face.eyes)
    performance = perform(*spoken, seed=1)
    for index in (0, 40, 80):
        frame = moving.frame(puppet.draw(performance, index), face.points)
        wanted = once.draw(performance, index)[..., 3] > 127
        both, either = ((frame[..., 3] > 127) & wanted).sum(), ((frame[..., 3] > 127) | wanted).sum()
        assert both / either > 0.97
    keyed = Matted(framing, (width, height), Ground.of("green"), face.eyes).frame(puppet.base, face.points)
    assert (keyed[:6, :6] == ground.GREEN).all()
    assert np.abs(keyed[height // 2, width // 2].astype(int) - puppet.base[height // 2, width // 2]).max() <= 1


def test_someone_in_a_video_is_cut_out_too(enrolled: Path, spoken: Spoken) -> None:
    person = people.avatar_of(people.read(enrolled))
    stream = VideoAnimator("alpha").animate(*spoken, person, size=(240, 320), frames=6)
    assert stream.clear
    frames = [frame.copy() for frame in stream.frames]
    assert {frame.shape for frame in frames} == {(320, 240, 4)}
    assert np.array_equal(frames[0], VideoAnimator("alpha").rest(person, size=(240, 320)).pixels)
    assert all(frame[150:170, 110:130, 3].min() >= 250 for frame in frames)
