"""What the painter understands of a prompt, in Chinese and in English."""

from __future__ import annotations

import pytest

from pipelines.errors import BadInput
from pipelines.images.compose import settle
from pipelines.images.palette import light_of
from pipelines.images.prompt import read


@pytest.mark.parametrize(
    ("prompt", "place", "things"),
    [
        ("雪山下的湖边小屋，黄昏", "mountain", {"house", "snowpeak"}),
        ("A small house by a lake under mountains at dusk", "lake", {"house"}),
        ("上海的夜景", "city", set()),
        ("三月的江南，小桥流水", "river", {"bridge"}),
        ("人工智能如何改变教育", "network", set()),
        ("A cup of coffee and two books on a desk", "desk", {"cup", "book"}),
        ("lighthouses on beaches", "sea", {"lighthouse"}),
        ("股票市场的数据曲线图", "chart", set()),
        ("a rocket flies to Mars", "space", {"rocket"}),
        ("竹林", "forest", {"bamboo"}),
    ],
)
def test_place_and_things(prompt: str, place: str, things: set[str]) -> None:
    reading = read(prompt)
    assert reading.places[0] == place
    assert things <= set(reading.things)


@pytest.mark.parametrize(
    ("prompt", "light"),
    [("森林的清晨", "dawn"), ("日落的海", "dusk"), ("雨夜的街道", "night"), ("阴天的田野", "grey"), ("a thunderstorm at sea", "storm"),
     ("lake", "day"), ("a starry sky", "night"), ("a sunny meadow", "day"), ("极光", "night")],
)  # fmt: skip
def test_time_and_weather(prompt: str, light: str) -> None:
    assert light_of(read(prompt)) == light


@pytest.mark.parametrize("prompt", ["马上开始", "每个月的花费", "人生的风险", "Sunday", "the carpet", "a seaplane"])
def test_words_inside_other_words_are_not_taken(prompt: str) -> None:
    reading = read(prompt)
    assert not reading.places
    assert not reading.things


def test_what_is_denied_is_left_out() -> None:
    assert "people" not in read("an empty beach without people").things
    assert "boat" not in read("湖面，没有船").things


@pytest.mark.parametrize(
    ("prompt", "place"), [("a cat", "room"), ("一碗面条", "desk"), ("灯塔", "sea"), ("camels", "desert"), ("code", "network")]
)
def test_a_thing_alone_finds_its_place(prompt: str, place: str) -> None:
    assert settle(read(prompt)).places[0] == place


def test_a_laptop_on_a_desk_is_a_desk_even_when_code_is_on_it() -> None:
    assert settle(read("code on a laptop on a desk")).places[0] == "desk"


def test_the_same_words_read_the_same() -> None:
    assert read("  A  Lake at DUSK ") == read("a lake at dusk")


def test_empty_is_refused() -> None:
    with pytest.raises(BadInput):
        read(" ")
