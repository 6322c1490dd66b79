"""A film's looks from the command line: captions by word, transitions, a logo, an intro and an outro."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pyloudnorm
import pysubs2
import pytest

from pipelines.errors import BadInput
from pipelines.film import ffmpeg
from pipelines.film.transitions import TRANSITIONS
from pipelines.media import Picture, read_audio, read_picture, write_picture
from studio import bookends, create, export_film, films_home, produce, schedule
from studio.store import Store, file_hash
from studio.ui import film_preview
from studio.ui import form as forms
from studio.ui.form import Form
from studio.ui.texts import TEXTS
from studio.workers import Workers

from .conftest import Ran

Run = Callable[..., Ran]
BRIEF = "## The leaf\n[layout: picture]\nTea begins on a hill.\n\n## The cup\n[layout: picture]\nThen comes the water.\n"
SIZE = (180, 320)


def picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (200, 200)) -> Path:
    write_picture(path, Picture(np.full((size[1], size[0], 3), colour, np.uint8)))
    return path


def clip(path: Path, seconds: float) -> Path:
    """A wide green video at another rate, with a quiet tone"""
    command = [ffmpeg.binary(), "-loglevel", "error", "-f", "lavfi", "-i", f"color=lime:s=320x180:r=30:d={seconds}", "-f", "lavfi",
               "-i", f"sine=440:d={seconds},volume=0.2", "-c:v", "libx264", "-c:a", "aac", "-shortest", str(path)]  # fmt: skip
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Store]:
    folder = tmp_path_factory.mktemp("looks")
    (folder / "brief.md").write_text(BRIEF)
    given = {"logo": picture(folder / "logo.png", (255, 0, 255)), "intro": picture(folder / "intro.png", (0, 0, 255)),
             "outro": clip(folder / "outro.mp4", 1.2)}  # fmt: skip
    choices = {"size": SIZE, "subtitle_style": "pop", "transition": "push", "on_beat": True}
    store = Store(folder / "film.studio")
    request = create.Request(brief=str(folder / "brief.md"), choices=choices, looks=given, music="bright")
    project = create.begin(request, store)
    produce.film(project, store, folder / "film.mp4")
    return folder / "film.mp4", store


def decoded_pictures(film: Path) -> np.ndarray:
    with av.open(str(film)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]).astype(int)


def decoded(film: Path) -> tuple[np.ndarray, np.ndarray]:
    pictures = decoded_pictures(film)
    with av.open(str(film)) as container:
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1).T
    return pictures, sound


def is_colour(frame: np.ndarray, red: int, green: int, blue: int) -> bool:
    middle = frame[140:180, 40:140].mean(axis=(0, 1))
    return bool(np.abs(middle - np.array((red, green, blue))).max() < 40)


def test_the_film_lies_between_its_intro_and_its_outro(made: tuple[Path, Store]) -> None:
    film, store = made
    pictures, sound = decoded(film)
    slots = export_film._laid(store.load(), store)
    assert slots[0].start == 50, "two seconds of a picture"
    assert len(pictures) == slots[-1].start + slots[-1].frames + 30
    assert all(is_colour(frame, 0, 0, 255) for frame in pictures[:50])
    assert not is_colour(pictures[50], 0, 0, 255)
    assert all(is_colour(frame, 0, 255, 0) for frame in pictures[-30:])
    assert np.abs(sound[: 48_000 * 19 // 10]).max() < 0.02, "a picture is silent"
    assert abs(len(sound) / 48_000 - len(pictures) / 25) < 0.05
    said = pysubs2.load(str(film.with_suffix(".srt")))
    assert said[0].start >= 2000
    assert pyloudnorm.Meter(48_000, block_size=0.3).integrated_loudness(sound[-48_000:]) == pytest.approx(-16, abs=1.5)


def test_the_label_is_on_the_films_first_picture(made: tuple[Path, Store]) -> None:
    pictures, _ = decoded(made[0])
    corner = pictures[:, 4:26, 90:]
    assert all(frame.max() > 200 and (frame.min(axis=2) > 180).any() for frame in corner[:50]), "white letters on the plate"


def test_the_logo_is_in_the_film_and_not_in_what_is_round_it(made: tuple[Path, Store]) -> None:
    pictures, _ = decoded(made[0])
    seen = [((frame[..., 0] - frame[..., 1] > 90) & (frame[..., 2] - frame[..., 1] > 90)).sum() for frame in pictures]
    assert min(seen[50:-30]) > 100
    assert max(seen[:50]) == 0


def test_a_player_lights_the_same_words(made: tuple[Path, Store]) -> None:
    assert "\\t(" in made[0].with_suffix(".ass").read_text()


def test_a_line_is_shown_when_it_is_heard_in_the_film(made: tuple[Path, Store], run: Run) -> None:
    film, store = made
    text = run("show", store.folder).out
    facts = ffmpeg.probe(film)
    assert f"{facts.frames / 25:.1f} s" in text.splitlines()[0]
    told = json.loads(run("show", store.folder, "--json").out)
    assert told["seconds"] == pytest.approx(facts.frames / 25, abs=1e-6)
    unmoved = schedule.lay(store.load().script, produce.plan(store.load(), store)[0], 25, 50)
    assert list(told["starts"].values()) != [slot.start_seconds for slot in unmoved], "its second scene begins on a beat"
    words = re.findall(r"^    (\d\d):(\d\d\.\d+)  (\S+)", text, re.M)
    starts = {word: 60 * int(minutes) + float(seconds) for minutes, seconds, word in words}
    said = pysubs2.load(str(film.with_suffix(".srt")))
    assert [cue.start / 1000 for cue in said] == pytest.approx([starts["Tea"], starts["Then"]], abs=0.002)


def test_the_preview_counts_as_the_film_does(made: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    film, store = made
    monkeypatch.setattr(films_home, "existing", lambda _: store)
    shown = film_preview.preview({"film": "any"})
    rows = shown["rows"]
    assert [row["line"] for row in rows] == ["[intro]", "l1", "l2", "[outro]"]
    assert (rows[0]["start"], rows[1]["start"]) == (0, 2)
    assert all(one["end"] == pytest.approx(other["start"]) for one, other in pairwise(rows))
    assert rows[-1]["end"] == shown["seconds"] == pytest.approx(ffmpeg.probe(film).frames / 25)
    cues = [cue for row in rows for cue in row["cues"]]
    said = pysubs2.load(str(film.with_suffix(".srt")))
    assert [start for start, _, _ in cues] == pytest.approx([cue.start / 1000 for cue in said], abs=0.002)
    still = read_picture(Path(rows[0]["picture"].removeprefix("/gradio_api/file=").partition("?")[0]))
    assert still.size == SIZE
    assert is_colour(still.pixels, 0, 0, 255)


def test_another_transition_makes_only_the_take_that_it_is_in(made: tuple[Path, Store], tmp_path: Path) -> None:
    film, store = made
    before = {path.name for path in store.takes.folder.glob("*.mp4")}
    project = store.load()
    other = project.model_copy(update={"choices": project.choices.model_copy(update={"transition": "cut"})})
    produce.film(other, store, tmp_path / "cut.mp4")
    assert len({path.name for path in store.takes.folder.glob("*.mp4")} - before) == 1
    produce.film(project, store, tmp_path / "again.mp4")
    assert file_hash(tmp_path / "again.mp4") == file_hash(film)


def test_an_export_has_the_intro_and_the_outro_in_their_places(made: tuple[Path, Store]) -> None:
    _, store = made
    cut = export_film.cut_of(store.load(), store)
    shown = cut.tracks[0].clips
    assert (shown[0].start, shown[0].frames, shown[1].start) == (0, 50, 50)
    assert all(one.start + one.frames == other.start for one, other in pairwise(shown))
    (heard,) = cut.tracks[-1].clips
    assert (heard.start, heard.frames) == (shown[-1].start, shown[-1].frames), "a picture is silent, the video is not"


def test_an_export_sounds_as_the_film_does_to_its_end(made: tuple[Path, Store], run: Run, tmp_path: Path) -> None:
    film, store = made
    ran = run("export-film", store.folder, "--out", tmp_path / "film.otio")
    assert ran.code == 0, ran.err
    assert "transitions are in the pictures already" in ran.err
    timeline = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    assert timeline.duration().value == ffmpeg.probe(film).frames
    (outro,) = timeline.audio_tracks()[-1].find_clips()
    assert outro.range_in_parent().end_time_exclusive().value == ffmpeg.probe(film).frames
    heard = read_audio(tmp_path / outro.media_reference.target_url)
    whole = decoded(film)[1][-len(heard) :]
    assert np.sqrt(np.mean(np.square(heard.samples))) == pytest.approx(np.sqrt(np.mean(np.square(whole))), rel=0.1)


def test_a_clean_export_leaves_the_transitions_to_the_editor(made: tuple[Path, Store], run: Run, tmp_path: Path) -> None:
    _, store = made
    slots = export_film._laid(store.load(), store)
    ran = run("export-film", store.folder, "--clean", "--out", tmp_path / "film.otio")
    assert ran.code == 0, ran.err
    assert "already" not in ran.err
    timeline = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    (pictures,) = timeline.video_tracks()
    (into,) = [item for item in pictures if isinstance(item, otio.schema.Transition)]
    assert into.name == "push"
    assert into.range_in_parent().start_time.value == slots[1].start
    scenes = list(pictures.find_clips())[1:3]
    files = [tmp_path / clip.media_reference.target_url for clip in scenes]
    assert [ffmpeg.probe(file).frames for file in files] == [slots[0].frames + 12, slots[1].frames]
    first, second = (decoded_pictures(file) for file in files)
    assert np.abs(first[slots[0].frames - 1] - first[-1]).mean() < 3, "it is held"
    assert np.abs(second[0] - second[14])[60:280].mean() < np.abs(second[0] - first[-1])[60:280].mean() / 2, "it does not blend"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--subtitle-style", "neon"), "accepted: clean"),
        (("--transition", "star"), "accepted: dissolve"),
        (("--logo", "missing.png"), "missing.png is not a file"),
        (("--intro", "missing.mp4"), "missing.mp4"),
        (("--logo-size", "2"), "logo_size"),
        (("--logo-place", "middle"), "logo_place"),
        (("--logo-opacity", "0"), "logo_opacity"),
    ],
)
def test_what_cannot_be_is_refused_before_work(run: Run, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    ran = run("create", "Tea.", "--out", tmp_path / "film.mp4", *options)
    assert ran.code == 2
    assert told in ran.line
    assert list(tmp_path.iterdir()) == []


def test_what_is_chosen_on_the_page_goes_into_the_film(tmp_path: Path) -> None:
    asked = forms.request(forms.check(Form(brief="Tea.", subtitle_style="plate", transition="wipe")), tmp_path / "brief.md")
    choices = create.choices_from(asked.choices or {})
    assert (choices.subtitle_style, choices.transition) == ("plate", "wipe")
    assert all(f"transition.{name}" in TEXTS for name in TRANSITIONS)
    for form in (Form(brief="Tea.", subtitle_style="neon"), Form(brief="Tea.", transition="star")):
        with pytest.raises(BadInput):
            forms.check(form)


def test_a_picture_that_is_mostly_cut_off_is_told(tmp_path: Path) -> None:
    wide = picture(tmp_path / "thanks.png", (0, 0, 0), (800, 450))
    ((en, zh),) = bookends.remarks(wide, SIZE)
    assert "32%" in en
    assert "32%" in zh
    assert bookends.remarks(wide, (640, 360)) == bookends.remarks(clip(tmp_path / "a.mp4", 0.2), (600, 360)) == ()


def test_an_endless_intro_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="up to 120 s"):
        bookends.check(clip(tmp_path / "long.mp4", 121))


def test_one_clip_is_heard_where_it_stands(made: tuple[Path, Store]) -> None:
    store = made[1]
    project = store.load()
    loud = []
    for which in bookends.BOTH:
        choices = project.choices.model_copy(update={"intro": "", "outro": "", "music": "", which: project.choices.outro})
        own = project.model_copy(update={"choices": choices})
        slots = produce.laid(own, store, produce.plan(own, store)[0])
        mixed = produce.mixing(own, store, slots, produce.speak(own, store, slots), Workers(1)).collect(produce.quiet)["mix"]
        sound = np.abs(read_audio(mixed).mono().samples)
        loud.append((sound[:24_000].mean(), sound[-24_000:].mean()))
    (first, _), (_, last) = loud
    assert min(first, last) > 3 * max(loud[0][1], loud[1][0]), "the clip's tone, not the line's beginning or end"
