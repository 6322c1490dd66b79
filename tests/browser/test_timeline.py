"""The timeline editor in a real browser: each edit by hand or by key is kept in the project, and heard in what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from pipelines.overrides import NO_OVERRIDE
from studio.store import Store

from .app import ROOT, ticks
from .editor import Editor, heard, hz, told
from .test_page import picture

FOLDER = ROOT / "studio" / "ui" / "timeline"

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(tab: Any, store: Store) -> Iterator[Editor]:
    """The first line, as predicted, at the end as at the beginning."""
    opened = Editor(tab, store, "l1")
    yield opened
    opened.back()


LAI, LE, QING, ZUO = 1, 2, 3, 4


def test_a_boundary_dragged_by_mouse_sets_the_length_and_is_heard(editor: Editor, tab: Any) -> None:
    before = editor.view["samples"]
    sound = editor.view["words"][LAI]["phonemes"][1]
    answer = editor.after("change", lambda: editor.drag(editor.point(sound["end"], "sounds"), (45, 0)))
    own = editor.override(LAI).phonemes[1].samples
    assert own is not None
    assert own % 240 == 0, "lengths snap to 10 ms"
    assert 1000 < own - (sound["end"] - sound["start"]) < 3000
    assert told(answer)["samples"] - before == own - (sound["end"] - sound["start"])
    assert len(heard(answer)) < told(answer)["samples"], "only about the word is rendered"
    loud = np.abs(editor.sound(LAI, 1)).reshape(-1, 24).max(1) if own % 24 == 0 else np.ones(1)
    assert (loud > 0.01).mean() > 0.8
    print("mouse-up to sound:", tab.get_attribute(".speech-editor", "data-latency"), "ms")
    assert tab.locator(".speech-button[data-line=l1][data-edited]").count() == 1
    picture(tab, "timeline.zh.png")


def test_lengths_by_key_undone_and_made_again(editor: Editor) -> None:
    editor.choose(LE)
    editor.press("Enter", "ArrowRight")
    was = editor.view["words"][LE]["phonemes"][1]
    length = was["end"] - was["start"]
    editor.after("change", lambda: editor.press("]"))
    editor.after("change", lambda: editor.press("Shift+]"))
    assert editor.override(LE).phonemes[1].samples == pytest.approx(length + 264, abs=3)
    editor.after("undo", lambda: editor.press("Control+z"))
    assert editor.override(LE).phonemes[1].samples == pytest.approx(length + 240, abs=3)
    assert len(editor.sound(LE, 1)) == editor.override(LE).phonemes[1].samples
    editor.after("undo", lambda: editor.press("Control+z"))
    assert editor.override(LE) == NO_OVERRIDE
    editor.after("redo", lambda: editor.press("Control+Shift+z"))
    assert editor.override(LE).phonemes[1].samples == pytest.approx(length + 240, abs=3)
    editor.after("change", lambda: editor.press("Delete"))
    assert editor.override(LE) == NO_OVERRIDE


def test_a_pitch_dragged_is_the_pitch_heard(editor: Editor) -> None:
    before = hz(editor.sound(QING))
    editor.choose(QING)
    editor.page.keyboard.press("Shift+ArrowRight")
    vowel = editor.view["words"][QING]["phonemes"][1]
    editor.after("change", lambda: editor.drag(editor.point((vowel["start"] + vowel["end"]) / 2, "pitch"), (0, -30)))
    set_to = editor.override(QING).phonemes[1].semitones
    assert 5 < set_to < 8
    assert editor.override(ZUO).phonemes[0].semitones == set_to, "the whole selection is moved"
    assert 12 * np.log2(hz(editor.sound(QING)) / before) == pytest.approx(set_to, abs=1.0)
    editor.after("change", lambda: editor.press("Alt+ArrowDown"))
    assert editor.override(QING).phonemes[1].semitones == set_to - 0.5


def test_a_curve_drawn_over_a_word_is_sung(editor: Editor) -> None:
    word = editor.view["words"][LAI]
    start, end = editor.point(word["start"] + 300, "pitch"), editor.point(word["end"] - 300, "pitch")
    editor.page.keyboard.down("Alt")
    editor.after("change", lambda: editor.drag((start[0], start[1] - 20), (end[0] - start[0], 50)))
    editor.page.keyboard.up("Alt")
    contour = editor.override(LAI).phonemes[1].hz
    assert contour[0][1] > contour[-1][1] * 1.2
    sound = editor.sound(LAI, 1)
    half = len(sound) // 2
    assert hz(sound[:half]) > hz(sound[half:]) * 1.1


def test_a_pause_dragged_and_typed_is_silence_of_that_length(editor: Editor) -> None:
    pause = editor.view["words"][LE]["pause"]
    editor.after("change", lambda: editor.drag(editor.point(pause["end"], "words"), (50, 0)))
    assert editor.override(LE).pause is not None
    editor.press("p")
    field = editor.page.locator(".word-card [name=pause_ms]")
    field.fill("450")
    editor.after("change", lambda: field.press("Enter"))
    assert editor.override(LE).pause == 10800
    own = editor.view["words"][LE]["pause"]
    samples = editor.page.evaluate(f"Array.from(shengyingTimeline.state.sound.samples.subarray({own['start']}, {own['end']}))")
    assert len(samples) == 10800
    assert np.abs(samples[800:-800]).max() < 0.005
    editor.page.keyboard.press("Escape")


def test_stress_joint_and_reset_by_key(editor: Editor) -> None:
    editor.choose(ZUO)
    was = len(editor.sound(ZUO, 1))
    editor.after("change", lambda: editor.press("s"))
    assert editor.override(ZUO).stress == 1
    assert len(editor.sound(ZUO, 1)) > 1.1 * was
    editor.after("change", lambda: editor.press("j"))
    assert editor.override(ZUO).joined is True
    assert "重读" in editor.page.inner_text(".speech-editor .unseen") or editor.page.inner_text(
        ".speech-editor .unseen"
    ).endswith("已编辑")
    editor.after("change", lambda: editor.press("Delete"))
    assert editor.override(ZUO) == NO_OVERRIDE


def test_a_reading_chosen_from_the_card_is_said(editor: Editor) -> None:
    editor.page.mouse.dblclick(
        *editor.point((editor.view["words"][LE]["start"] + editor.view["words"][LE]["end"]) / 2, "words")
    )
    editor.page.click(".word-card [data-page='0']")
    editor.page.wait_for_selector(".word-card [data-reading=liao3]")
    picture(editor.page, "timeline.card.png")
    answer = editor.after("change", lambda: editor.page.click(".word-card [data-reading=liao3] .use"))
    assert editor.override(LE).reading == "liao3"
    assert answer["view"]["words"][LE]["shown"] == "liǎo"
    assert len(answer["view"]["words"][LE]["phonemes"]) != 0
    assert answer["part"]["whole"]
    field = editor.page.locator(".word-card [name=reading]")
    field.fill("hello there")
    editor.after("change", lambda: field.press("Enter"))
    assert editor.page.get_attribute(".speech-editor .note", "role") == "alert"
    assert editor.override(LE).reading == "liao3"
    editor.page.keyboard.press("Escape")


def test_another_voice_from_here_on(editor: Editor) -> None:
    editor.choose(QING)
    before = hz(editor.sound(QING))
    first = hz(editor.sound(0))
    editor.press("v")
    editor.page.check(".word-card [name=onwards]")
    assert ticks(editor.page, ".word-card [name=onwards]")
    editor.after("change", lambda: editor.page.select_option(".word-card [name=voice]", "laochen"))
    assert [editor.override(place).voice for place in range(5)] == ["", "", "", "laochen", "laochen"]
    assert hz(editor.sound(QING)) < 0.85 * before
    assert hz(editor.sound(0)) == pytest.approx(first, rel=0.05)
    editor.page.click(".word-card .icon")


def test_before_and_after_are_played_one_after_the_other(editor: Editor) -> None:
    editor.choose(QING)
    editor.after("change", lambda: editor.press("]"))
    editor.page.evaluate(
        """() => { const said = (window.said = []), note = document.querySelector(".speech-editor .note");
        new MutationObserver(() => said.push(note.textContent)).observe(note, { childList: true }); }"""
    )
    editor.press("b")
    editor.page.wait_for_function("window.said.includes('预测的读法') && window.said.at(-1) === '' && window.said.length >= 3")
    assert editor.page.evaluate("window.said") == ["预测的读法", "编辑后的读法", ""]


def test_edits_outlive_a_reload_and_are_undone_after_it(editor: Editor, tab: Any) -> None:
    editor.choose(LAI)
    editor.after("change", lambda: editor.press("Alt+ArrowUp"))
    tab.reload()
    tab.wait_for_selector(".speech-button[data-line=l1][data-edited]")
    editor.__init__(tab, editor.store, "l1")  # type: ignore[misc]
    assert [p["semitones"] for p in editor.view["words"][LAI]["phonemes"]] == [0.5, 0.5]


def test_a_changed_text_carries_edits_and_says_what_it_cannot_keep(editor: Editor, tab: Any) -> None:
    editor.choose(LAI)
    editor.after("change", lambda: editor.press("s"))
    lines = tab.locator(".scene [data-field=lines]").first
    said = lines.input_value()
    lines.fill(said.replace("请坐", "请进"))
    lines.blur()
    tab.wait_for_function(
        "shengyingTimeline.state.view && shengyingTimeline.state.view.words.some((word) => word.text.includes('进'))"
    )
    assert editor.view["words"][LAI]["set"] == {"stress": 1}
    lines.fill(said.replace("银行行长来了", "春雨下过"))
    lines.blur()
    tab.wait_for_selector(".scene .note.error:has-text('无法保留')")
    lines.fill(said)
    lines.blur()
    tab.wait_for_function(
        "shengyingTimeline.state.view && shengyingTimeline.state.view.words.some((word) => word.text === '来')"
    )
    assert editor.view["words"][LAI]["set"] == {"stress": 1}


def test_it_fits_a_phone_and_is_said_in_english(editor: Editor, tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.wait_for_timeout(300)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    box = tab.locator(".speech-editor canvas").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    picture(tab, "timeline.phone.png")
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.evaluate("shengyingTimeline.close()")
    tab.get_by_text("English", exact=True).click()
    tab.wait_for_selector(".speech-button:has-text('Edit the speech')")
    english = Editor(tab, editor.store, "l2")
    tab.keyboard.press("?")
    assert not re.search(r"[\u4e00-\u9fff]", tab.inner_text(".speech-editor"))
    picture(tab, "timeline.keys.png")
    tab.keyboard.press("Escape")
    tab.click("[data-do=spectrum]")
    tab.wait_for_timeout(200)
    picture(tab, "timeline.png")
    tab.click("[data-do=spectrum]")
    for _ in range(14):
        tab.click("[data-do=zoom_in]")
    assert tab.evaluate("(({ per, width }) => per * width / 24000)(shengyingTimeline.state.scale)") == pytest.approx(0.005)
    picture(tab, "timeline.near.png")
    tab.click("[data-do=zoom_all]")
    english.choose(1)
    english.after("change", lambda: english.page.keyboard.press("]"))
    english.back()
    Editor(tab, editor.store, "l1")


# the parts that are pure


def test_pixels_and_time_agree_at_every_zoom(tab: Any) -> None:
    code = (FOLDER / "scale.js").read_text(encoding="utf-8")
    found = tab.evaluate(
        f"""() => {{ {code}
        let scale = fitted(48000, 800), worst = 0;
        for (let n = 0; n < 40; n++) {{
          const x = (n * 97) % 800, before = toSample(scale, x);
          scale = zoomed(scale, n < 30 ? 1.4 : 0.5, x, 48000, 24000);
          for (const at of [0, 123, 799]) worst = Math.max(worst, Math.abs(toX(scale, toSample(scale, at)) - at));
        }}
        const near = zoomed(fitted(48000, 800), 1e9, 400, 48000, 24000);
        const ghost = {{ start: 100, end: 200, delta: 50 }};
        return {{ worst, least: near.per * 800 / 24000, kept: Math.abs(toSample(near, 400) - 24000) < 1,
          whole: zoomed(near, 1e-9, 10, 48000, 24000), snap: [snapped(123.4, false), snapped(123.44, true), snapped(-5, false, 0)],
          warp: [50, 150, 200, 300].map((at) => warped(ghost, at)), back: [50, 150, 200, 300].map((at) => unwarped(ghost, warped(ghost, at))) }};
        }}"""
    )
    assert found["worst"] < 1e-6
    assert found["least"] == pytest.approx(0.005)
    assert found["kept"]
    assert (found["whole"]["start"], found["whole"]["per"]) == (0, 60)
    assert found["snap"] == [120, 123.4, 0]
    assert found["warp"] == [50, 175, 250, 350]
    assert found["back"] == [50, 150, 200, 300]


def test_the_pointer_takes_the_nearest_edge_and_the_keys_say_what_they_do(tab: Any) -> None:
    code = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in ("scale", "hits", "selection", "keys"))
    found = tab.evaluate(
        f"""() => {{ {code}
        const sound = (start, end) => ({{ start, end, pitch: [[start, 200, 200]] }});
        const view = {{ samples: 1000, rate: 24000, words: [
          {{ id: "w1", start: 0, end: 400, pause: {{ start: 400, end: 500 }}, phonemes: [sound(0, 150), sound(150, 400)] }},
          {{ id: "w2", start: 500, end: 1000, pause: {{ start: 1000, end: 1000 }}, phonemes: [sound(500, 1000)] }}] }};
        const scale = {{ start: 0, per: 1, width: 1000 }}, lane = lanes(), at = (x, name, reach = 6) => hit(view, scale, lane, x, (lane[name][0] + lane[name][1]) / 2, reach);
        const key = (name, more = {{}}) => keyAction({{ key: name, ...more }});
        return {{ hits: [at(152, "sounds"), at(160, "sounds"), at(163, "sounds", 16), at(403, "words"), at(498, "words"), at(300, "pitch"), at(700, "words")],
          moves: [moved(view, null, 1), moved(view, chosen(1), 1), moved(view, entered(chosen(0)), 1), moved(view, chosen(0, 0, 1), 1), left(chosen(0, 0, 1)), moved(view, chosen(0), 1, true)],
          span: span(view, chosen(0, 1)), named: [named(view, chosen(1, 0)), named(view, chosen(0, 0, 1))],
          keys: [key("]"), key("}}", {{ shiftKey: true }}), key("ArrowUp", {{ altKey: true }}), key("Z", {{ ctrlKey: true, shiftKey: true }}), key("a")],
          round: [null, 1, 2, 0].map((now) => nextOf(STRESSES, now)), y: toHz(lane, 200, toY(lane, 200, 300)) }};
        }}"""
    )
    assert [one["kind"] for one in found["hits"]] == ["boundary", "sound", "boundary", "edge", "pause", "pitch", "word"]
    assert found["hits"][0] == {"kind": "boundary", "word": 0, "phoneme": 0, "over": 0, "sample": 152}
    assert [(own["to"], own["phoneme"]) if own else None for own in found["moves"]] == [
        (0, None),
        None,
        (0, 1),
        (1, 0),
        (0, None),
        (1, None),
    ]
    assert found["span"] == [0, 1000]
    assert found["named"] == [{"first": "w1", "last": "w2"}, {"first": "w1", "phoneme": 1}]
    assert found["keys"] == [["length", 10], ["length", 1], ["pitch", 0.5], ["redo"], None]
    assert found["round"] == [1, 2, 0, None]
    assert found["y"] == pytest.approx(300)


def test_a_part_put_in_its_place_is_joined_without_a_step(tab: Any) -> None:
    code = (FOLDER / "sound.js").read_text(encoding="utf-8")
    joined = tab.evaluate(
        f"""() => {{ {code}
        const wave = (n, from) => Float32Array.from({{ length: n }}, (_, i) => Math.sin((from + i) / 20));
        return Array.from(spliced(wave(9000, 0), 3000, 2000, wave(5000, 3000 + 7), 24000)); }}"""
    )
    assert len(joined) == 10000
    assert np.abs(np.diff(joined)).max() < 0.06
