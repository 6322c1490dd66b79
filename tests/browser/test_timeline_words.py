"""The card of the timeline editor in a real browser: words, readings, tones, sounds between words, settings used again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from pipelines.files import data_folder
from pipelines.overrides import NO_OVERRIDE
from studio.store import Store

from .editor import Editor, hz
from .test_page import picture

pytestmark = pytest.mark.browser

BANK, LAI, LE, QING, ZUO = 0, 1, 2, 3, 4


@pytest.fixture
def editor(tab: Any, store: Store) -> Iterator[Editor]:
    """The first line, as predicted, at the end as at the beginning."""
    opened = Editor(tab, store, "l1")
    yield opened
    if tab.locator(".word-card").count():
        tab.press(".word-card", "Escape")
    opened.back()


def page_of(editor: Editor, number: int) -> None:
    """The card, on one of its pages, by the mouse."""
    if not editor.page.locator(".word-card").count():
        editor.page.click("[data-do=card]")
    editor.page.click(f".word-card [data-page='{number}']")


def texts(editor: Editor) -> list[str]:
    return [word["text"] for word in editor.view["words"]]


def line_text(store: Store) -> str:
    return next(line.text for line in store.load().script.lines if line.id == "l1")


def level(sound: np.ndarray) -> float:
    """RMS in dB."""
    return float(10 * np.log10(np.mean(np.square(sound)) + 1e-12))


def test_words_are_replaced_inserted_and_deleted_and_the_script_follows(editor: Editor, store: Store) -> None:
    page = editor.page
    editor.choose(QING)
    editor.after("change", lambda: page.keyboard.press("s"))
    editor.choose(ZUO)
    editor.press("t")
    page.fill(".word-card [name=text]", "喝茶")
    editor.after("change", lambda: page.press(".word-card [name=text]", "Enter"))
    assert line_text(store) == "银行行长来了，请喝茶。"
    assert editor.view["words"][QING]["set"] == {"stress": 1}, "what was set elsewhere stays"
    page.wait_for_function("document.querySelector('.scene [data-field=lines]').value.includes('请喝茶')")
    page.press(".word-card", "Escape")
    editor.choose(QING)
    editor.press("i")
    page.fill(".word-card [name=insert]", "慢慢")
    editor.after("change", lambda: page.press(".word-card [name=insert]", "Enter"))
    assert line_text(store) == "银行行长来了，请慢慢喝茶。"
    assert texts(editor)[page.evaluate("shengyingTimeline.state.selection.to")] == "慢慢", "the new word is chosen"
    page.fill(".word-card [name=insert]", "您")
    editor.after("change", lambda: page.click(".word-card .before"))
    assert line_text(store) == "银行行长来了，请您慢慢喝茶。"
    page.press(".word-card", "Escape")
    before = editor.view["samples"]
    editor.choose(texts(editor).index("慢慢"))
    editor.after("change", lambda: page.keyboard.press("Shift+Delete"))
    assert line_text(store) == "银行行长来了，请您喝茶。"
    assert editor.view["samples"] < before - 4000
    assert page.evaluate("shengyingTimeline.state.sound.samples.length") == editor.view["samples"]
    for _ in range(4):
        editor.after("undo", lambda: page.keyboard.press("Control+z"))
    assert line_text(store) == "银行行长来了，请坐。"
    page.wait_for_function("document.querySelector('.scene [data-field=lines]').value.includes('请坐')")


def test_all_words_cannot_be_deleted(editor: Editor, store: Store) -> None:
    editor.choose(0)
    editor.page.keyboard.down("Shift")
    editor.choose(4)
    editor.page.keyboard.up("Shift")
    page_of(editor, 0)
    editor.page.click(".word-card .delete")
    editor.page.wait_for_selector(".speech-editor .note.error")
    assert line_text(store) == "银行行长来了，请坐。"


def test_each_reading_is_heard_before_one_is_taken(editor: Editor) -> None:
    page = editor.page
    editor.choose(LE)
    page.wait_for_selector(".polyphone [data-reading=liao3]")
    picture(page, "timeline.polyphone.png")
    plain = len(editor.sound(LE))
    editor.after("hear", lambda: page.click(".polyphone [data-reading=liao3] .hear"))
    assert editor.kept() is None, "to listen changes nothing"
    heard = np.asarray(page.evaluate("Array.from(shengyingTimeline.state.heard.samples)"))
    assert np.abs(heard).max() > 0.05
    assert len(heard) != plain
    page.evaluate("window.said = []; new MutationObserver(() => said.push(document.querySelector('.speech-editor').dataset.heard)).observe(document.querySelector('.speech-editor'), { attributes: true, attributeFilter: ['data-heard'] })")  # fmt: skip
    page.locator(".speech-editor canvas").press("h")
    page.wait_for_function("window.said.length >= 3")
    assert [one.split("|")[1] for one in page.evaluate("said")] == ["le5", "liao3", "liao4"]
    editor.after("change", lambda: page.click(".polyphone [data-reading=liao3] .use"))
    assert editor.override(LE).reading == "liao3"
    assert len(editor.sound(LE)) == len(heard), "what was heard is what is said"


def test_the_tone_of_a_syllable(editor: Editor) -> None:
    page = editor.page
    editor.choose(LAI)
    editor.after("change", lambda: page.keyboard.press("4"))
    assert editor.override(LAI).reading == "lai4"
    sound = editor.sound(LAI, 1)
    assert hz(sound[: len(sound) // 3]) > 1.1 * hz(sound[-len(sound) // 3 :]), "the fourth tone falls"
    editor.choose(BANK)
    page_of(editor, 0)
    third = page.locator(".word-card [role=radiogroup]").nth(2)
    editor.after("change", lambda: third.locator("button").nth(3).click())
    assert editor.override(BANK).reading.split()[2] == "hang4"


def test_one_sound_is_made_louder(editor: Editor) -> None:
    page = editor.page
    vowel = editor.view["words"][LAI]["phonemes"][1]
    page.mouse.click(*editor.point((vowel["start"] + vowel["end"]) / 2, "sounds"))
    others, before = level(editor.sound(LAI, 0)), level(editor.sound(LAI, 1))
    for _ in range(3):
        editor.after("change", lambda: page.keyboard.press("Shift+ArrowUp"))
    editor.after("change", lambda: page.click("[data-do=louder]"))
    assert editor.override(LAI).phonemes[1].gain_db == 4
    assert level(editor.sound(LAI, 1)) - before == pytest.approx(4, abs=1.2)
    assert level(editor.sound(LAI, 0)) == pytest.approx(others, abs=1.5)
    page_of(editor, 1)
    page.fill(".word-card [name=loudness]", "-6")
    editor.after("change", lambda: page.press(".word-card [name=loudness]", "Enter"))
    assert level(editor.sound(LAI, 1)) - before == pytest.approx(-6, abs=1.5)
    picture(page, "timeline.sound.png")
    editor.after("change", lambda: page.click(".word-card .field-loudness .undo-one"))
    assert editor.override(LAI) == NO_OVERRIDE


def test_the_line_rises_like_a_question(editor: Editor) -> None:
    editor.choose(ZUO)
    before = hz(editor.sound(ZUO)[-2400:])
    editor.after("change", lambda: editor.page.keyboard.press("q"))
    assert hz(editor.sound(ZUO)[-2400:]) > 1.15 * before
    editor.after("undo", lambda: editor.page.click("[data-do=undo]"))
    editor.after("change", lambda: editor.page.click("[data-do=question]"))
    assert editor.override(ZUO).phonemes[1].contour


def test_a_selection_is_fitted_to_a_length(editor: Editor) -> None:
    page = editor.page
    editor.choose(LAI)
    editor.press("Shift+ArrowRight")
    editor.press("f")
    page.fill(".word-card [name=fit_ms]", "500")
    editor.after("change", lambda: page.press(".word-card [name=fit_ms]", "Enter"))

    def length() -> int:
        words = editor.view["words"]
        return int(words[LE]["end"] - words[LAI]["start"])

    assert length() == 12000
    picture(page, "timeline.fit.png")
    page.press(".word-card", "Escape")
    editor.after("change", lambda: editor.drag(editor.point(editor.view["words"][LE]["end"] - 40, "words"), (30, 0)))
    assert length() > 12600
    assert length() % 240 == 0
    assert editor.override(LAI).phonemes
    assert editor.override(LE).phonemes


def test_a_sound_of_ones_own_and_a_breath_and_a_laugh(editor: Editor, store: Store, tmp_path: Path) -> None:
    page = editor.page
    bell = tmp_path / "bell.wav"
    soundfile.write(bell, 0.4 * np.sin(2 * np.pi * 2000 * np.arange(22050) / 44100), 44100)
    editor.choose(LE)
    editor.press("e")
    editor.after("own_sound", lambda: page.set_input_files(".word-card [name=own_sound]", str(bell)))
    (event,) = editor.override(LE).events
    assert event.kind == "sound"
    assert event.path.startswith("inputs/sound-")
    assert store.resolve(event.path).is_file()
    assert event.samples == 12000
    at = editor.view["words"][LE]["events"][0]
    ring = np.asarray(page.evaluate(f"Array.from(shengyingTimeline.state.sound.samples.subarray({at['start']}, {at['end']}))"))
    spectrum = np.abs(np.fft.rfft(ring))
    assert np.fft.rfftfreq(len(ring), 1 / 24000)[spectrum.argmax()] == pytest.approx(2000, abs=5)
    editor.after("change", lambda: page.click(".word-card .breath"))
    editor.after("change", lambda: page.locator(".word-card .laugh").press("Enter"))
    assert [one.kind for one in editor.override(LE).events] == ["sound", "breath", "laugh"]
    picture(page, "timeline.more.png")
    (tmp_path / "no.wav").write_bytes(b"not a sound")
    editor.after("own_sound", lambda: page.set_input_files(".word-card [name=own_sound]", str(tmp_path / "no.wav")))
    assert page.get_attribute(".speech-editor .note", "role") == "alert"
    editor.after("change", lambda: page.click(".word-card .none"))
    assert editor.override(LE) == NO_OVERRIDE


def test_settings_are_copied_to_another_line_and_kept_as_a_preset(editor: Editor, store: Store, tab: Any) -> None:
    page = editor.page
    editor.choose(LAI)
    editor.after("change", lambda: page.keyboard.press("s"))
    editor.after("change", lambda: page.keyboard.press("Alt+ArrowUp"))
    page_of(editor, 3)
    page.fill(".word-card [name=preset_name]", "强调")
    editor.after("save_preset", lambda: page.click(".word-card .save"))
    page.press(".word-card", "Escape")
    editor.choose(QING)
    editor.press("m")
    editor.after("lay_preset", lambda: page.select_option(".word-card [name=preset]", "强调"))
    assert editor.override(QING) == editor.override(LAI).__class__(
        stress=1, phonemes=dict.fromkeys(range(len(editor.view["words"][QING]["phonemes"])), editor.override(LAI).phonemes[0])
    )
    page.press(".word-card", "Escape")
    kept = json.loads((store.folder.parents[1] / "presets" / "强调.json").read_text(encoding="utf-8"))
    assert [edit["edit"] for edit in kept["edits"]] == ["stress", "pitch"]
    editor.choose(LAI)
    editor.after("copy", lambda: page.keyboard.press("Control+c"))
    other = Editor(tab, store, "l3")
    other.choose(0)
    other.after("paste", lambda: page.keyboard.press("Control+v"))
    assert other.override(0).stress == 1
    page_of(other, 3)
    page.click(".word-card .icon")
    other.back()
    editor.__init__(tab, store, "l1")  # type: ignore[misc]


def test_the_films_own_voice_is_offered(editor: Editor, store: Store, tab: Any) -> None:
    own = store.folder / "voices" / "mine"
    shutil.copytree(data_folder("voices") / "laochen", own)
    editor.__init__(tab, store, "l1")  # type: ignore[misc]
    before = hz(editor.sound(ZUO))
    editor.choose(ZUO)
    editor.press("v")
    assert tab.locator(".word-card [name=voice] optgroup[label=本片克隆]").count() == 1
    editor.after("change", lambda: tab.select_option(".word-card [name=voice]", "voices/mine"))
    assert editor.override(ZUO).voice == "voices/mine"
    assert hz(editor.sound(ZUO)) < 0.9 * before
    picture(tab, "timeline.voice.png")
    editor.after("undo", lambda: tab.click("[data-do=undo]"))
    shutil.rmtree(own)


def test_a_voice_is_found_among_the_thousand(editor: Editor, tab: Any) -> None:
    editor.choose(0)
    editor.press("v")
    tab.fill(".word-card [name=voice_find]", "grace")
    names = tab.eval_on_selector_all(".word-card [name=voice] option", "all => all.map((one) => one.value)")
    assert names == ["", "grace"]  # what it has now stays in the list
    editor.after("change", lambda: tab.select_option(".word-card [name=voice]", "grace"))
    assert editor.override(0).voice == "grace"
    tab.press(".word-card [name=voice]", "Control+z")
    tab.wait_for_function("!shengyingTimeline.state.view.words[0].set.voice")
    editor.press("Escape")


def test_keys_stay_with_the_board_after_a_reading_was_taken_with_the_mouse(editor: Editor, tab: Any) -> None:
    editor.choose(0)
    tab.wait_for_selector(".polyphone .chip")
    editor.after("change", lambda: tab.click(".polyphone .chip[data-reading]:not([aria-current]) .use"))
    assert editor.override(0).reading
    tab.wait_for_timeout(300)
    editor.after("undo", lambda: editor.press("Control+z"))
    assert not editor.override(0).reading


def test_nothing_chosen_nothing_changed(editor: Editor, tab: Any) -> None:
    tab.evaluate("shengyingTimeline.state.selection = null")
    tab.focus(".speech-editor canvas")
    editor.press("s")
    tab.wait_for_selector(".speech-editor .note.error")
    assert editor.kept() is None or not editor.kept().overrides  # type: ignore[union-attr]
