"""Picture prompts and titles from a scene's own words."""

from __future__ import annotations

import pytest

from pipelines.text import prompts, rank, titles

from .helpers import source


def ask(text: str, language: str, **more: str) -> str:
    return prompts.prompt([text], language, prompts.found(text, language), **more)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("At dawn the mist lies on the tea hills and birds cross it.", "en", ["tea hills", "sunrise", "fog", "birds"]),
        ("The boats left the harbour in the rain.", "en", ["sea", "rain", "boat"]),
        ("A train crosses the bridge at night.", "en", ["train", "bridge", "night"]),
        ("The rocket left the planet for another galaxy.", "en", ["space"]),
        ("She read a book by the window with a cup of tea.", "en", ["book", "window", "tea cup"]),
        ("清晨，茶山上有薄雾，茶农采下嫩芽。", "zh", ["茶山", "清晨", "雾", "树"]),
        ("傍晚的江面上，渔船点起了灯笼。", "zh", ["黄昏", "小船", "灯笼"]),
        ("冬天的村庄，屋顶上落满了雪。", "zh", ["雪", "村庄", "小屋"]),
        ("程序员写的算法在电脑上运行。", "zh", ["网络", "电脑"]),
    ],
)
def test_things_of_the_scene_are_named(text: str, language: str, words: list[str]) -> None:
    written = ask(text, language)
    assert all(word in written for word in words), written


def test_place_names_are_not_landscapes() -> None:
    assert "大海" not in ask("他在上海的房间里。", "zh")
    assert ask("中山先生的书。", "zh") == "书"


def test_a_text_without_things_is_abstract() -> None:
    assert ask("Justice means giving everyone their due.", "en").startswith("abstract")
    assert ask("公平意味着每个人得到应得的。", "zh").startswith("抽象")


def test_neighbours_differ_where_they_can() -> None:
    whole = prompts.found("The sea, a boat, birds and a lighthouse under the moon.", "en")
    first = prompts.prompt(["The sea is wide."], "en", whole)
    assert prompts.prompt(["The sea is wide."], "en", whole, avoid=first) != first


@pytest.mark.parametrize("name", ["zh-lamp", "zh-salt", "en-clock", "en-bread"])
def test_titles_are_short_and_cut_no_word(name: str) -> None:
    text, language = source(name)
    rows = [row for row in text.split("\n") if len(row) > 60]
    weights = rank.term_weights([rank.terms(row, language) for row in rows], language)
    for row in rows:
        title = titles.title([row], weights, language)
        assert 2 <= len(title) <= (14 if language == "zh" else 40)
        if language == "en":
            words = {word.lower() for word in rank.words(row, "en")} | {"the", "·"}
            assert set(title.lower().split()) <= words
        else:
            assert all(part in row for part in title.split(" · "))


def test_long_headings_are_cut_between_words() -> None:
    assert (
        titles.clipped("A very long heading about the history of the tea trade in Yunnan")
        == "A very long heading about the history"
    )
    cut = titles.clipped("关于云南茶叶贸易历史的一个很长很长的标题")
    assert len(cut) <= 14
    assert cut.startswith("关于云南茶叶贸易历史")
    assert titles.clipped("短标题。") == "短标题"
