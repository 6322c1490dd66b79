"""One line under edit, without a browser: what an edit changes of the sound, what is shown, and what the page is answered."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
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
from studio import editor, editor_view, films_home, jobs, produce
from studio.project import Choices, Project
from studio.store import Store
from studio.ui import bilingual, film_panel, making, script_panel, texts, timeline_desk, timeline_panel, timeline_settings

from ..strategies import utterances

FILM = "20260101-120000-abcd"
TEXT = "银行行长来了，请坐。"
UI = Path(texts.__file__).parent


@pytest.fixture(scope="module")
def cast() -> editor.Cast:
    return editor.Cast(EspeakSpeaker(), voices.load("xiaolan"), {"grace": voices.load("grace")})


@pytest.fixture(scope="module")
def line(cast: editor.Cast) -> Utterance:
    return cast.speaker.plan(TEXT, cast.voice, language="zh")


def done(utterance: Utterance, cast: editor.Cast, **edit: Any) -> Utterance:
    return editor.edited(utterance, edit, cast.plan(utterance)).utterance


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
        {"edit": "text", "first": "w99", "text": "x"},
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
        editor.edited(line, edit, cast.plan(line))
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
    word = cast.speaker.plan("他很行。", cast.voice, language="zh").words[-1]
    offered = [found["reading"] for found in editor_view.candidates(word, "zh")]
    assert {"xing2", "hang2"} <= {reading.split()[-1] for reading in offered}
    assert offered[0] == word.reading
    assert editor_view.candidates(word, "en") == []


# what the page is answered


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    timeline_desk._desks.clear()
    made = films_home.store(FILM)
    made.prepare()
    scene = Scene(id="s1", lines=(Line(id="l1", text=TEXT), Line(id="l2", text="请坐。")))
    made.save(Project(script=Script(title="茶", language="zh", scenes=(scene,)), choices=Choices(size=(256, 320))))
    return made


def ask(function: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(timeline_panel, function)({"film": FILM, "line": "l1", "lang": "en", **more})
    return answer


def wav(sent: dict[str, str]) -> np.ndarray:
    return np.asarray(soundfile.read(io.BytesIO(base64.b64decode(sent["wav"])))[0])


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


def test_what_was_set_on_a_line_that_is_taken_out_is_told(store: Store) -> None:
    word = ask("open_line")["view"]["words"][0]["id"]
    ask("change", edits=[{"edit": "stress", "first": word}])
    kept = store.load().script.scenes[0].lines[1:]
    answer = script_panel.save(
        {"film": FILM, "scene": "s1", "lang": "en", "values": {"lines": "\n".join(line.text for line in kept)}}
    )
    assert "could not be kept" in answer["dropped"][0]


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
    timeline_desk._desks.clear()  # the program started anew
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
    used = set(re.findall(r"(?:\bw|props\.words|state\.words)\.(\w+)", source))
    used |= set(re.findall(r'(?:number|field|picker)\(w, "(\w+)"', source)) | set(
        re.findall(r'"((?:keys?|page|step)_\w+)"', source)
    )
    used |= set(re.findall(r'"(\w+)"', "".join(re.findall(r"(?:group|stepper|button)\(([^()]*)\)", source))))
    assert used - {"length"} <= set(words)
    with gr.Blocks():
        built = timeline_panel.build(bilingual.Bilingual("en")).get_config()
    assert built.get("every") is None, "a word in quotes that is a parameter of the component would become an event of it"
    hosts = set(re.findall(r"https?://", source))
    assert hosts == set()


def test_an_edit_means_the_same_here_and_on_the_command_line(line: Utterance, cast: editor.Cast) -> None:
    edit = {"edit": "length", "first": line.words[0].id, "factor": 1.3}
    assert editor.edited(line, edit, cast.plan(line)).utterance == editing.apply(line, editing.parse(edit)).utterance


# what an answer tells anew


@given(utterances(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_view_that_is_patched_is_the_new_view(utterance: Utterance, data: st.DataObject) -> None:
    """Within a sample inside words, exactly at their beginnings: this is what the page does with a patch."""
    word = data.draw(st.sampled_from(utterance.words))
    own = replace(utterance.override(word.id), speed=data.draw(st.sampled_from([0.7, 1.0, 1.3])), pause=data.draw(st.integers(0, 9000)), stress=1)  # fmt: skip
    new = replace(utterance, overrides={**utterance.overrides, word.id: own})
    part = editor.window(utterance, new)
    told = editor_view.patch(utterance, new, {}, (part.start, part.end) if part else None)
    patched, wanted = editor_view.view(utterance, {})["words"], editor_view.view(new, {})["words"]
    patched[told["first"] : told["first"] + len(told["words"])] = told["words"]
    assert told["samples"] == new.samples
    for mine, theirs, start in zip(patched, wanted, told["starts"], strict=True):
        assert start == theirs["start"]
        assert mine["set"] == theirs["set"]
        for a, b in zip(mine["phonemes"], theirs["phonemes"], strict=True):
            assert abs((a["end"] - mine["start"]) - (b["end"] - theirs["start"])) <= 1
            assert (a["length_set"], a["semitones"]) == (b["length_set"], b["semitones"])


def test_an_edit_of_a_long_line_is_answered_with_its_own_words_only(store: Store) -> None:
    word = ask("open_line")["view"]["words"][1]["id"]
    answer = ask("change", edits=[{"edit": "length", "first": word, "factor": 1.2}])
    assert "view" not in answer
    assert [one["id"] for one in answer["patch"]["words"]] == [word]


# words, readings, sounds


def test_words_are_changed_in_the_line_and_in_the_script(store: Store) -> None:
    opened = ask("open_line")
    first, last = (opened["view"]["words"][n]["id"] for n in (3, 4))
    changed = ask("change", edits=[{"edit": "text", "first": last, "text": "喝\n 茶"}])
    assert changed["text"] == "银行行长来了，请喝 茶。"
    assert store.load().script.lines[0].text == changed["text"]
    assert [line.text for line in store.load().script.lines][1] == "请坐。"
    assert len(wav(changed["part"]["sound"])) == changed["view"]["samples"]
    ask("change", edits=[{"edit": "stress", "first": first}])
    ask("undo")
    assert ask("undo")["text"] == TEXT
    assert store.load().script.lines[0].text == TEXT
    assert store.load().speech == {}
    assert "5,000" in ask("change", edits=[{"edit": "text", "first": first, "text": "茶" * 5001}])["error"]
    assert store.load().script.lines[0].text == TEXT


def test_a_reading_is_heard_and_nothing_kept(store: Store) -> None:
    opened = ask("open_line")
    word = opened["view"]["words"][2]
    assert word["many"]
    before = store.load()
    short, long = (wav(ask("hear", word=word["id"], reading=one)["sound"]) for one in ("le5", "liao3"))
    assert len(long) > len(short)
    assert np.abs(long).max() > 0.05
    assert store.load() == before
    assert "error" in ask("hear", word=word["id"], reading="hello world")


def test_english_homographs_offer_their_readings(cast: editor.Cast) -> None:
    grace = editor.Cast(cast.speaker, voices.load("grace"), {})
    words = grace.speaker.plan("They record a record.", grace.voice, language="en").words
    assert len(editor_view.candidates(words[1], "en")) == 2
    assert editor_view.candidates(words[0], "en") == []


def test_a_sound_must_come_through_the_browser(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    word = ask("open_line")["view"]["words"][0]["id"]
    assert "not added through the page" in ask("own_sound", word=word, path="/etc/hostname")["error"]
    (tmp_path / "uploads").mkdir()
    long = tmp_path / "uploads" / "long.wav"
    soundfile.write(long, np.zeros(61 * 8000), 8000)
    assert "60 s" in ask("own_sound", word=word, path=str(long))["error"]
    soundfile.write(long, np.full(4000, 0.1), 8000)
    answer = ask("own_sound", word=word, path=str(long))
    (event,) = store.load().utterance("l1").override(word).events  # type: ignore[union-attr]
    assert (event.samples, store.resolve(event.path).read_bytes()) == (12000, long.read_bytes())
    assert answer["patch"]["words"][0]["events"][0]["kind"] == "sound"


def test_settings_that_cannot_be_used_again_are_told(store: Store) -> None:
    timeline_settings._copied = ("", ())
    word = ask("open_line")["view"]["words"][0]["id"]
    assert "Nothing is set" in ask("copy", first=word)["error"]
    assert "Copy the settings" in ask("paste", first=word)["error"]
    assert "Nothing is set" in ask("save_preset", first=word, name="loud")["error"]
    ask("change", edits=[{"edit": "loudness", "first": word, "db": 3}])
    assert "letters, digits" in ask("save_preset", first=word, name="../x")["error"]
    assert ask("save_preset", first=word, name="loud")["presets"] == ["loud"]
    assert "no preset" in ask("lay_preset", first=word, name="../loud")["error"]
    other = ask("open_line")["view"]["words"][1]["id"]
    laid = ask("lay_preset", first=other, name="loud")["patch"]["words"]
    assert {sound["gain_db"] for one in laid if one["id"] == other for sound in one["phonemes"]} == {3.0}


def test_one_words_settings_are_pasted_on_all_that_are_chosen(line: Utterance, cast: editor.Cast) -> None:
    a, b, c = (word.id for word in line.words[:3])
    read = done(done(line, cast, edit="stress", first=a), cast, edit="reading", word=c, reading="liao3")
    timeline_settings.copy(read, FILM, a)
    pasted = timeline_settings.pasted(read, FILM, c, b)
    assert [pasted.override(own).stress for own in (a, b, c)] == [1, 1, 1]
    assert pasted.override(c).reading == "liao3", "a reading belongs to its word"
    of_film = done(line, cast, edit="event", word=a, kind="breath", ms=200)
    path = replace(of_film.override(a).events[0], kind="sound", path="inputs/x.wav")
    timeline_settings.copy(replace(of_film, overrides={a: WordOverride(events=(path,))}), FILM, a)
    with pytest.raises(BadInput, match="another film"):
        timeline_settings.pasted(line, "20260101-120000-ffff", b)


def test_a_breath_is_heard_in_its_window(line: Utterance, cast: editor.Cast) -> None:
    new = done(line, cast, edit="event", word=line.words[1].id, kind="breath", ms=300)
    part = editor.window(line, new)
    assert part is not None
    rendered = editor.partly(new, cast, part)
    assert rendered is not None
    whole = editor.whole(new, cast).samples
    at = next(segment for segment in new.segments() if segment.index == -2)
    mine = rendered.audio.samples[at.start - rendered.begin + 500 : at.end - rendered.begin - 500]
    assert np.allclose(mine, whole[at.start + 500 : at.end - 500], atol=0.02)
    assert np.sqrt(np.mean(np.square(mine))) > 0.01


def test_a_film_whose_speech_was_edited_says_so(store: Store) -> None:
    project = store.load()
    facts = {"made": making.fingerprint(project), "unspoken": making.fingerprint(making.unspoken(project))}
    assert film_panel._stale(project, facts) == ""
    ask("change", edits=[{"edit": "stress", "first": ask("open_line")["view"]["words"][0]["id"]}])
    assert film_panel._stale(store.load(), facts) == "speech"
    renamed = store.load().model_copy(update={"script": store.load().script.model_copy(update={"title": "山"})})
    assert film_panel._stale(renamed, facts) == "script"
    assert film_panel._stale(renamed, {"made": facts["made"]}) == "script"
