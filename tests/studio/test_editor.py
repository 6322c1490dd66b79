"""One line under edit, without a browser: what an edit changes of the sound, what is shown, and what the page is answered."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyworld
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import editing
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.script import Line, Scene, Script
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance
from studio import editor, editor_view, jobs, produce
from studio.project import Choices, Project
from studio.store import Store
from studio.ui import home, script_panel, texts, timeline_panel

from ..strategies import utterances

FILM = "20260101-120000-abcd"
TEXT = "银行行长来了，请坐。"
UI = Path(texts.__file__).parent


@pytest.fixture(scope="module")
def cast() -> editor.Cast:
    return editor.Cast(EspeakSpeaker(), voices.load("xiaolan"), {"grace": voices.load("grace")})


@pytest.fixture(scope="module")
def line(cast: editor.Cast) -> Utterance:
    return cast.plan("zh")(TEXT, None)


def done(utterance: Utterance, cast: editor.Cast, **edit: Any) -> Utterance:
    return editor.edited(utterance, edit, cast.plan(utterance.language)).utterance


def pitch(audio: Audio) -> np.ndarray:
    sound = np.asarray(audio.samples, np.float64)
    f0, times = pyworld.harvest(sound, audio.rate, f0_floor=60, f0_ceil=700)
    return np.asarray(pyworld.stonemask(sound, f0, times, audio.rate))


# what an edit changes


@given(utterances(), st.data())
@settings(max_examples=60, deadline=None)
def test_the_window_holds_every_segment_that_sounds_otherwise(utterance: Utterance, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(utterance.words))
    own = WordOverride(phonemes={0: PhonemeOverride(samples=data.draw(st.integers(200, 9000)), semitones=2.0)}, stress=1)
    new = replace(utterance, overrides={**utterance.overrides, word.id: own})
    found = editor.window(utterance, new)
    if found is None or found.whole:
        return
    before = {(s.word, s.index): s.samples for s in utterance.segments()}
    for segment in new.segments():
        if segment.end <= found.start or segment.start >= found.end:
            assert abs(before[segment.word, segment.index] - segment.samples) <= 1
    assert 0 <= found.start < found.end <= new.samples


def test_nothing_changed_is_nothing_to_hear(line: Utterance) -> None:
    assert editor.window(line, line) is None


def test_only_the_words_edited_are_rendered_and_the_rest_stands(line: Utterance, cast: editor.Cast) -> None:
    word = line.words[1]
    new = done(line, cast, edit="length", first=word.id, ms=300)
    part = editor.window(line, new)
    assert part is not None
    span = [s for s in new.segments() if s.word == word.id]
    assert part == editor.Window(span[0].start, span[-1].end)
    rendered = editor.render(new, cast, part)
    assert rendered.begin <= part.start
    assert rendered.tail <= new.samples - part.end
    assert rendered.begin + len(rendered.audio) + rendered.tail == new.samples
    assert len(rendered.audio) < new.samples


def test_a_pause_taken_away_is_heard_about_its_word(line: Utterance, cast: editor.Cast) -> None:
    word = next(word for word in line.words if word.pause)
    part = editor.window(line, done(line, cast, edit="pause", word=word.id, ms=0))
    assert part is not None
    assert not part.whole


def test_another_reading_and_another_voice_are_heard_whole(line: Utterance, cast: editor.Cast) -> None:
    read = done(line, cast, edit="reading", word=line.words[1].id, reading="lài")
    part = editor.window(line, read)
    assert part is not None
    assert part.whole
    assert read.override(line.words[1].id).reading == "lai4"
    spoken = done(line, cast, edit="voice", first=line.words[1].id, last=line.words[-1].id, voice="grace")
    part = editor.window(line, spoken)
    assert part is not None
    rendered = editor.render(spoken, cast, part)
    assert (rendered.begin, rendered.tail, len(rendered.audio)) == (0, 0, spoken.samples)


def test_a_reading_taken_back_is_the_prediction_again(line: Utterance, cast: editor.Cast) -> None:
    word = line.words[1].id
    read = done(done(line, cast, edit="pause", word=word, ms=120), cast, edit="reading", word=word, reading="lai4")
    back = done(read, cast, edit="reset", first=word, what="reading")
    assert [w.phonemes for w in back.words] == [w.phonemes for w in line.words]
    assert back.override(word) == WordOverride(pause=2880)
    assert editor.untouched(done(read, cast, edit="reset", first=word))


def test_one_phoneme_is_released_alone(line: Utterance, cast: editor.Cast) -> None:
    word = line.words[0].id
    set_two = done(
        done(line, cast, edit="length", first=word, phoneme=0, ms=200), cast, edit="pitch", first=word, phoneme=1, semitones=3
    )
    assert list(done(set_two, cast, edit="reset", first=word, phoneme=0).override(word).phonemes) == [1]


@pytest.mark.parametrize(
    "edit",
    [
        {"edit": "text", "first": "w1", "text": "x"},
        {"edit": "length", "first": "w1", "phoneme": 0, "ms": 0.01},
        {"edit": "length", "first": "w99", "ms": 100},
        {"edit": "reading", "word": "w1", "reading": "hello world"},
        {"edit": "event", "word": "w1", "kind": "sound", "ms": 100, "path": "/etc/passwd"},
        {"edit": "reset", "first": "w99", "phoneme": 0},
        {"edit": "nothing"},
        "length",
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(line: Utterance, cast: editor.Cast, edit: Any) -> None:
    with pytest.raises(BadInput) as refused:
        editor.edited(line, edit, cast.plan("zh"))
    assert refused.value.en != refused.value.zh


# what is shown


def test_the_view_lies_as_the_line_does(line: Utterance) -> None:
    view = editor_view.view(line, {})
    assert view["samples"] == line.samples
    assert [word["text"] for word in view["words"]] == [word.text for word in line.words]
    edges = [(p["start"], p["end"]) for word in view["words"] for p in word["phonemes"]]
    assert edges == [(s.start, s.end) for s in line.segments() if s.index >= 0]
    assert view["words"][1]["shown"] == "lái"


def test_the_curve_that_is_shown_is_the_pitch_that_is_heard(line: Utterance, cast: editor.Cast) -> None:
    """Within a semitone at the median, for pitch, range and a drawn curve."""
    track = editor_view.track(line, editor.whole(line, cast))
    word = line.words[0].id
    for edit in ({"edit": "pitch", "semitones": 4}, {"edit": "range", "factor": 2}, {"edit": "contour", "points": [[0, 150], [1, 300]], "unit": "hz"}):  # fmt: skip
        new = done(line, cast, **edit, first=word)
        heard = pitch(editor.whole(new, cast))
        points = [point for p in editor_view.view(new, track)["words"][0]["phonemes"] for point in p["pitch"]]
        pairs = [(shown, heard[round(at / 120)]) for at, _, shown in points if heard[round(at / 120)] > 0]
        assert len(pairs) > 20
        assert np.median([abs(12 * np.log2(a / b)) for a, b in pairs]) < 1.0


def test_a_word_of_many_readings_offers_them(cast: editor.Cast) -> None:
    word = cast.plan("zh")("他很行。", None).words[-1]
    offered = [found["reading"] for found in editor_view.candidates(word, "zh")]
    assert {"xing2", "hang2"} <= {reading.split()[-1] for reading in offered}
    assert offered[0] == word.reading
    assert editor_view.candidates(word, "en") == []


# what the page is answered


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    timeline_panel._desks.clear()
    made = home.store(FILM)
    made.prepare()
    scene = Scene(id="s1", lines=(Line(id="l1", text=TEXT), Line(id="l2", text="请坐。")))
    made.save(Project(script=Script(title="茶", language="zh", scenes=(scene,)), choices=Choices(size=(256, 320))))
    return made


def ask(name: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(timeline_panel, name)({"film": FILM, "line": "l1", "lang": "en", **more})
    return answer


def wav(text: str) -> np.ndarray:
    return np.asarray(soundfile.read(io.BytesIO(base64.b64decode(text)))[0])


def test_edits_are_kept_undone_and_carried_over_a_changed_text(store: Store) -> None:
    opened = ask("open_line")
    assert len(wav(opened["sound"])) == opened["view"]["samples"]
    word = opened["view"]["words"][1]["id"]
    changed = ask("change", edits=[{"edit": "pause", "word": word, "ms": 400}, {"edit": "stress", "first": word}])
    assert changed["undo"] == 1
    own = store.load().utterance("l1")
    assert own is not None
    assert own.override(word) == WordOverride(pause=9600, stress=1)
    assert [line["edited"] for line in script_panel.shown(FILM)["scenes"][0]["spoken"]] == [True, False]
    assert "error" in ask(
        "change", edits=[{"edit": "stress", "first": word, "level": 0}, {"edit": "pause", "word": word, "ms": -1}]
    )
    assert store.load().utterance("l1") == own
    assert ask("open_line")["undo"] == 1
    script_panel.save({"film": FILM, "scene": "s1", "values": {"lines": TEXT.replace("请坐", "坐下") + "\n请坐。"}})
    assert ask("lost", lines=["l1"])["dropped"] == []
    assert ask("change", edits=[{"edit": "stress", "first": word}])["error"] == texts.t("timeline.text_changed", "en")
    again = ask("open_line")
    assert again["undo"] == 0
    assert next(w for w in again["view"]["words"] if w["id"] == word)["set"] == {"pause": 9600, "stress": 1}
    script_panel.save({"film": FILM, "scene": "s1", "values": {"lines": "春雨下了一夜。\n请坐。"}})
    assert "could not be kept" in ask("lost", lines=["l1"])["dropped"][0]


def test_the_next_film_says_the_edited_line_and_finds_the_others_made(store: Store) -> None:
    def keys() -> dict[str, str]:
        project = store.load()
        planned, dropped = produce.plan(project, store)
        assert dropped == ()
        cast = jobs.Cast("espeak", produce.voice_of(project, store, ""), {}, store.folder)
        return {name: cast.key(utterance) for name, utterance in planned.items()}

    before = keys()
    word = ask("open_line")["view"]["words"][0]["id"]
    ask("change", edits=[{"edit": "length", "first": word, "phoneme": 0, "ms": 120}])
    after = keys()
    assert after["l1"] != before["l1"]
    assert after["l2"] == before["l2"]
    ask("undo")
    assert keys() == before


def test_undo_to_the_beginning_leaves_the_line_as_never_edited(store: Store) -> None:
    word = ask("open_line")["view"]["words"][0]["id"]
    before = store.load()
    ask("change", edits=[{"edit": "pitch", "first": word, "semitones": 2}])
    assert store.load() != before
    undone = ask("undo")
    assert (undone["undo"], undone["redo"], undone["edited"]) == (0, True, False)
    assert store.load() == before
    assert ask("redo")["edited"]
    timeline_panel._desks.clear()  # the program started anew
    assert ask("change", edits=[{"edit": "reset", "first": word}])["edited"] is False


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("open_line", {"line": "l9"}, "no longer in the script"),
        ("open_line", {"film": "../../etc"}, "no longer there"),
        ("change", {"edits": [{"edit": "voice", "first": "w1", "voice": "../x"}]}, "no voice"),
        ("change", {"edits": [{"edit": "stress", "first": "w99"}]}, "no word"),
    ],
)
def test_a_fault_is_one_sentence(store: Store, name: str, more: dict[str, Any], said: str) -> None:
    assert said in ask(name, **more)["error"]


def test_the_script_uses_only_words_that_exist() -> None:
    words = timeline_panel._words("zh")
    source = timeline_panel.source()
    used = set(re.findall(r"(?:\bw|props\.words|state\.words)\.(\w+)", source)) | set(re.findall(r'"(key_\w+)"', source))
    used |= set(re.findall(r"group\(([^)]*)\)", source)[0].replace('"', "").split(", "))
    assert used - {"length"} <= set(words)
    hosts = set(re.findall(r"https?://", source))
    assert hosts == set()


def test_an_edit_means_the_same_here_and_on_the_command_line(line: Utterance, cast: editor.Cast) -> None:
    edit = {"edit": "length", "first": line.words[0].id, "factor": 1.3}
    assert editor.edited(line, edit, cast.plan("zh")).utterance == editing.apply(line, editing.parse(edit)).utterance
