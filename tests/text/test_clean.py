"""Markdown made speakable."""

from __future__ import annotations

import pytest

from pipelines.text.clean import clean, inline

from .helpers import ROOT


@pytest.fixture(scope="module")
def messy() -> str:
    return (ROOT / "tests/text/sources/messy.md").read_text("utf-8")


@pytest.mark.parametrize(
    "noise",
    [
        "http",
        "![",
        "](",
        "**",
        "`",
        "<",
        ">",
        "|",
        "print",
        "note to myself",
        "🌱",
        "[1]",
        "~~",
        "\\",
        "&nbsp;",
        "###",
        "mailto",
        "rose  |",
    ],
)
def test_noise_is_gone(messy: str, noise: str) -> None:
    assert noise not in clean(messy).text


@pytest.mark.parametrize(
    "kept",
    [
        "The lighthouse on Gull Rock was built in 1857 and it stands 34.5 metres tall.",
        "Its keepers were lonely, and some of them planted",
        "Potatoes, because nothing kills them",
        'wrote in 1861: "The first rose opened today, and I cried like a child."',
        "No one lives in the tower any more",
        "up the 212 steps",
    ],
)
def test_words_are_kept(messy: str, kept: str) -> None:
    assert kept in clean(messy).text


def test_titles_and_headings(messy: str) -> None:
    source = clean(messy)
    assert source.title == "The Lighthouse Garden"
    assert {p.heading for p in source.paragraphs} == {"", "What grew there"}
    assert clean("# 茶\n\n正文一句。").title == "茶"
    assert clean("标题在这里\n\n正文一句。\n\n又一句。").title == "标题在这里"
    assert clean("Title\n=====\n\nBody.").title == "Title"
    assert clean("Just one sentence without a stop").title == ""


def test_list_items_stand_apart(messy: str) -> None:
    assert "Roses, although the salt burned them every winter" in [p.text for p in clean(messy).paragraphs]


def test_wrapped_lines_are_joined() -> None:
    assert clean("茶叶长在高高的山上，每天早晨都有雾，采茶的人很早就\n出门了。").text.endswith("很早就出门了。")
    assert "from the north" in clean("A long line of plain words that was wrapped by an editor and comes from\nthe north.").text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("snake_case stays", "snake_case stays"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a < b and c > d", "a < b and c > d"),
        ("***both***", "both"),
        ("[text][ref] and [other](http://x.y/z)", "text and other"),
        ("AT&amp;T", "AT&T"),
        ("见 https://example.org/a。好", "见。好"),
    ],
)
def test_inline(marked: str, plain: str) -> None:
    assert inline(marked) == plain
