"""Briefs written by hand are taken as they are."""

from __future__ import annotations

import pytest

from pipelines.errors import BadInput
from pipelines.script import Brief, Script
from pipelines.text.outline import OutlineWriter, default_rate, estimate

from .helpers import ROOT, bare


def write(text: str, language: str = "en", seconds: float = 0) -> Script:
    return OutlineWriter().write(Brief(text=text, language=language, seconds=seconds))


def test_dialogue_keeps_speakers_and_words() -> None:
    script = write((ROOT / "tests/text/sources/dialogue.md").read_text("utf-8"), seconds=120)
    assert [(line.speaker, line.text) for line in script.lines] == [
        ("Anna", "Look, the boats are back."),
        ("Ben", "All of them?"),
        ("Anna", "All but one."),
    ]
    assert script.title == "Two at the harbour"
    assert script.scenes[0].prompt == "a harbour at dawn, boats"
    assert script.scenes[0].layout == "picture"
    assert script.scenes[0].title


def test_empty_prompts_and_titles_are_filled_and_nothing_else() -> None:
    script = write("## 山上\n清晨，茶山上有雾。\n\n## 水边\n[image: my.png]\n船靠了岸。", "zh")
    assert [scene.title for scene in script.scenes] == ["山上", "水边"]
    assert script.scenes[0].prompt == "清晨的茶山，雾"
    assert script.scenes[1].picture == "my.png"
    assert script.scenes[1].prompt == ""


def test_seconds_do_not_cut_a_script_written_by_hand() -> None:
    text = "## One\n" + "The boat is small and the sea is wide today. " * 10
    assert bare(write(text, seconds=5).text) == bare("The boat is small and the sea is wide today. " * 10)


def test_marks_are_not_said() -> None:
    script = write("## One\n**Bold** and [linked](http://x.y) words.\n\n- an item\n\n### deeper\n\n> quoted")
    assert [line.text for line in script.lines] == ["Bold and linked words.", "an item", "deeper", "quoted"]


def test_wrapped_rows_are_one_line_and_long_ones_are_cut() -> None:
    script = write("## One\nThis paragraph was wrapped by an editor at some column and so\nit goes on here.\nA new row.")
    assert script.lines[0].text.endswith("and so it goes on here.")
    assert script.lines[1].text == "A new row."
    long = write("## One\nAnna: " + "The tide comes in and the tide goes out again. " * 8)
    assert len(long.lines) > 1
    assert {line.speaker for line in long.lines} == {"Anna"}


def test_too_long_a_paragraph_and_empty_scenes_are_refused() -> None:
    with pytest.raises(BadInput, match="5,000"):
        write("## One\n" + "word " * 2000)
    with pytest.raises(BadInput, match="says nothing"):
        write("## One\n\n## Two\nHello there.")


@pytest.mark.parametrize(("name", "language"), [("brief.md", "zh"), ("brief.en.md", "en")])
def test_the_demo_brief_shows_every_layout_in_about_half_a_minute(name: str, language: str) -> None:
    script = write((ROOT / "assets/demo" / name).read_text("utf-8"), language)
    assert {scene.layout for scene in script.scenes} == {"presenter", "pip", "picture"}
    assert all(scene.prompt and scene.title for scene in script.scenes)
    assert 25 <= estimate(script, default_rate(language)) <= 45


@pytest.mark.parametrize(("name", "language", "size"), [("zh.md", "zh", 1200), ("en.md", "en", 700)])
def test_the_sample_briefs_are_long_prose(name: str, language: str, size: int) -> None:
    text = (ROOT / "assets/sample-briefs" / name).read_text("utf-8")
    count = sum("\u4e00" <= c <= "\u9fff" for c in text) if language == "zh" else len(text.split())
    assert count >= size
    assert estimate(write(text, language), default_rate(language)) > 2 * 60
