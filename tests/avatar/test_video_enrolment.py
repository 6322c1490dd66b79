"""Enrolling a person: what is kept of them, what is refused, and that nothing is left of what did not succeed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.avatar.video import clips, enrolment, people
from pipelines.avatar.video.following import Track, follow
from pipelines.errors import BadInput, Cancelled, OutputExists
from pipelines.files import file_hash

from .videos import FPS, SIZE, empty, talking, write

CONSENT = "I, Ann, may be shown saying what I wrote."


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    return list(talking())


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "avatars"))
    return tmp_path / "avatars"


def left(own: Path) -> list[str]:
    return sorted(str(path.relative_to(own)) for path in own.rglob("*")) if own.exists() else []


def test_a_person_is_enrolled_shown_and_removed(filmed: Path, own: Path) -> None:
    shares: list[float] = []
    person, verdict = enrolment.enrol(filmed, "ann", CONSENT, by="Ann", progress=shares.append)
    assert people.names() == ("ann",)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert verdict.shots == 1
    assert verdict.share > 0.98
    assert person.about.size == SIZE
    assert person.seconds == pytest.approx(5.6, abs=0.1)
    assert len(list(clips.frames(person.clip, FPS))) == person.about.frames
    read = people.load("ann")
    assert (read.consent.text, read.consent.by) == (CONSENT, "Ann")
    assert read.consent.sample_sha256 == read.about.source == file_hash(filmed)
    part = people.part_of(read)
    assert part.bank.numbers[:, 0].min() < 0.02
    assert part.bank.numbers[:, 0].max() > 0.10
    people.remove("ann")
    assert left(own) == []


def test_consent_is_required_and_must_be_about_the_clip(filmed: Path, enrolled: Path, own: Path) -> None:
    with pytest.raises(BadInput, match="consent"):
        enrolment.enrol(filmed, "ann", "  ")
    assert left(own) == []
    shutil.copytree(enrolled, own / "ann")
    kept = own / "ann" / people.CONSENT
    text = kept.read_text(encoding="utf-8")
    for wrong, said in (
        (text.replace(CONSENT, ""), "consent"),
        (text.replace(file_hash(filmed), "0" * 64), "another clip"),
    ):
        kept.write_text(wrong, encoding="utf-8")
        with pytest.raises(BadInput, match=said):
            people.load("ann")
    kept.unlink()
    with pytest.raises(BadInput, match=r"consent\.toml"):
        people.load("ann")


@pytest.mark.parametrize("name", ["../ann", "a/b", ".ann", "", "a" * 41, "an n", "ann/..", "..", "a..b"])
def test_names_that_lead_elsewhere_are_refused(filmed: Path, own: Path, name: str) -> None:
    with pytest.raises(BadInput):
        enrolment.enrol(filmed, name, CONSENT)
    with pytest.raises(BadInput):
        people.remove(name)
    assert left(own) == []


def test_someone_who_is_there_is_replaced_on_demand_only(filmed: Path, own: Path) -> None:
    (own / "ann").mkdir(parents=True)
    with pytest.raises(OutputExists):
        enrolment.enrol(filmed, "ann", CONSENT)
    enrolment.enrol(filmed, "ann", CONSENT, force=True)
    assert people.names() == ("ann",)
    (own / "bob.toml").write_text('hair = "bun"', encoding="utf-8")
    with pytest.raises(OutputExists):
        enrolment.enrol(filmed, "bob", CONSENT, force=True)


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_who_stops_leaves_nothing(filmed: Path, own: Path, share: float) -> None:
    def stop(done: float) -> None:
        if done > share:
            raise Cancelled

    with pytest.raises(Cancelled):
        enrolment.enrol(filmed, "ann", CONSENT, progress=stop)
    assert left(own) == []


def test_the_longest_shot_is_used(frames: list[np.ndarray], tmp_path: Path) -> None:
    turned = [np.ascontiguousarray(255 - frame[:, ::-1]) for frame in frames[:30]]
    path = write(tmp_path / "cuts.mp4", chain(turned, frames))
    person, verdict = enrolment.enrol(path, "ann", CONSENT)
    assert verdict.shots == 2
    assert verdict.start == pytest.approx(30 / FPS)
    assert person.about.frames == len(frames)


def refusals(frames: list[np.ndarray]) -> dict[str, tuple[Iterator[np.ndarray] | list[np.ndarray], str]]:
    small = [cv2.resize(frame, (120, 150), interpolation=cv2.INTER_AREA) for frame in frames]
    padded = [np.pad(frame, ((40, 40), (40, 40), (0, 0)), constant_values=90) for frame in small]
    return {
        "short": (frames[:60], "at least 5 s"),
        "nobody": (empty(140), "No face"),
        "few": ([*frames[:40], *empty(100)], "is seen in"),
        "cuts": ([*frames[:70], *(np.ascontiguousarray(255 - frame) for frame in frames[:70])], "without a break"),
        "small": (padded, "at least 64"),
        "two": ([np.ascontiguousarray(np.hstack((frame, frame[:, ::-1]))) for frame in frames], "--face"),
    }


@pytest.mark.parametrize("what", ["short", "nobody", "few", "cuts", "small", "two"])
def test_a_clip_that_cannot_be_used_is_refused(frames: list[np.ndarray], own: Path, tmp_path: Path, what: str) -> None:
    shown, said = refusals(frames)[what]
    path = write(tmp_path / "clip.mp4", shown)
    with pytest.raises(BadInput, match=said) as refused:
        enrolment.enrol(path, "ann", CONSENT)
    assert any("一" <= letter <= "鿿" for letter in refused.value.zh)
    assert left(own) == []


def test_one_of_two_faces_is_chosen(frames: list[np.ndarray], tmp_path: Path) -> None:
    larger = [cv2.resize(frame, None, fx=1.2, fy=1.2)[: SIZE[1]] for frame in frames]
    both = [np.ascontiguousarray(np.hstack((frame, other))) for frame, other in zip(frames, larger, strict=True)]
    path = write(tmp_path / "two.mp4", both[:40])
    places = []
    for face in (0, 1):
        track = follow(clips.frames(path, FPS), FPS, face)
        assert track.found.mean() > 0.95
        places.append(float(np.nanmean(track.points[:, 1, 0])))
    assert places[0] > SIZE[0] > places[1]


def test_a_varying_rate_and_a_covered_mouth_are_borne(frames: list[np.ndarray], tmp_path: Path) -> None:
    """Frames come at uneven times, and for a while a green hand is held before the mouth: no texture is taken of it."""
    track = follow(frames[30:31], FPS)
    x, y = track.points[0, 13, :2].astype(int)
    shown = [frame.copy() for frame in frames]
    for frame in shown[40:58]:
        cv2.ellipse(frame, (int(x), int(y)), (34, 24), 0, 0, 360, (20, 160, 40), -1)
    times, at = [], 0.0
    for number in range(len(shown)):
        times.append(at)
        at += 0.034 if number % 3 else 0.052
    path = write(tmp_path / "uneven.mp4", shown, times=times)
    person, verdict = enrolment.enrol(path, "ann", CONSENT)
    assert person.about.frames == pytest.approx(at * person.about.fps, abs=3)
    assert verdict.shots == 1
    for texture in people.part_of(person).bank.textures:
        middle = texture.points[8:11].mean(axis=0).astype(int)
        red, green, _ = texture.pixels[middle[1] - 3 : middle[1] + 4, middle[0] - 3 : middle[0] + 4].reshape(-1, 3).mean(axis=0)
        assert green < red


def test_a_head_that_is_turned_away_is_refused_by_its_angle(frames: list[np.ndarray]) -> None:
    track = follow(frames[:1] * 2, FPS)
    face = np.repeat(track.points[:1], 160, axis=0).astype(np.float64)
    middle = face[:, :468].mean(axis=1, keepdims=True)
    for yaw, refused in ((30, False), (60, True)):
        c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
        turned = ((face - middle) @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) + middle).astype(np.float32)
        mixed = np.concatenate((face[:10].astype(np.float32), turned))
        whole = Track(mixed, (0,), np.zeros((170, 64, 64), np.uint8), FPS)
        if refused:
            with pytest.raises(BadInput, match="turned away more than 45"):
                enrolment.best(whole, FPS)
        else:
            assert enrolment.best(whole, FPS) == (0, 170)
