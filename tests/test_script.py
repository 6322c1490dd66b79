from __future__ import annotations

import json

import pytest

from pipelines import script
from pipelines.errors import BadInput

DIALOGUE = """---
title: Tea
language: en
---
## The leaf
[picture: a tea hill at dawn]
[layout: picture]
Anna: Tea begins as a leaf.
Ben: And then?
It is dried.

## 杯中
[画面: 茶杯]
[布局: 画中画]
小李：喝茶吧。
"""


def test_a_hand_written_brief_is_taken_as_it_is() -> None:
    parsed = script.parse_markdown(DIALOGUE, "zh")
    assert parsed is not None
    assert (parsed.title, parsed.language) == ("Tea", "en")
    assert [(line.speaker, line.text) for line in parsed.lines] == [
        ("Anna", "Tea begins as a leaf."), ("Ben", "And then?"), ("", "It is dried."), ("小李", "喝茶吧。")]  # fmt: skip
    assert [(s.title, s.prompt, s.layout) for s in parsed.scenes] == [
        ("The leaf", "a tea hill at dawn", "picture"), ("杯中", "茶杯", "pip")]  # fmt: skip
    assert parsed.speakers == ("Anna", "Ben", "", "小李")


@pytest.mark.parametrize(
    "prose",
    ["Tea: a history of leaves. It began in China.", "One. Two.\n\nThree: four.", "http://a.b/c is a page.\nAnd so on."],
)
def test_prose_with_a_colon_is_not_taken_for_dialogue(prose: str) -> None:
    assert script.parse_markdown(prose, "en") is None


def test_json_gives_the_same_script_back() -> None:
    parsed = script.parse_markdown(DIALOGUE, "zh")
    assert parsed is not None
    assert script.loads(script.dumps(parsed)) == parsed


def test_a_scene_that_says_nothing_is_named() -> None:
    with pytest.raises(BadInput, match="Empty"):
        script.parse_markdown("## Empty\n\n## Next\nHello there.", "en")


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="presenter, pip, picture"):
        script.parse_markdown("## A\n[layout: upside-down]\nHello.", "en")


@pytest.mark.parametrize(
    ("row", "near"),
    [("[scrol]", "[scroll]"), ("[Scroll down]", "[scroll]"), ("[picture]", "[picture: …]"), ("[layouts: pip]", "[layout: …]"),
     ("[images: a.png]", "[image: …]")],
)  # fmt: skip
def test_a_row_that_is_nearly_a_directive_is_told(row: str, near: str) -> None:
    assert script.nearly_directives(f"## A\n{row}\nHello.") == ((row, near),)


def test_directives_and_other_brackets_are_not() -> None:
    assert script.nearly_directives(DIALOGUE + "[scroll]\n[滚动]\n[laughs]\n[1] A note.\nSee [scrol] here.") == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [({"scenes": []}, "scenes"), ({"version": 7}, "version 7"), ({"schema": "x"}, "schema"), ({"colour": 1}, "colour")],
)
def test_a_damaged_script_is_refused_with_the_place(change: dict[str, object], says: str) -> None:
    parsed = script.parse_markdown(DIALOGUE, "zh")
    assert parsed is not None
    with pytest.raises(BadInput, match=says):
        script.loads(json.dumps(script.to_dict(parsed) | change))
