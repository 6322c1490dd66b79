"""The embedded painter, as someone who asks for a picture would judge it."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.engines import Engine
from pipelines.errors import BadInput, Cancelled
from pipelines.images.painter import DEFAULT_STYLE, STYLE_TITLES, STYLES, ProceduralPainter

PAINTER = ProceduralPainter()
SIZE = (180, 320)

EVERY_PLACE = [
    "雪山下的湖边小屋，黄昏", "sailboat and lighthouse at sea, sunset", "上海的夜景，烟花", "雨夜的街道，行人打伞", "江南水乡，小桥流水，乌篷船",
    "森林里的清晨阳光", "pine forest in snow", "竹林小径", "一杯咖啡和书，窗边的书桌", "a laptop with code on a desk at night", "教室里的黑板",
    "图书馆的书架", "太空中的火箭和行星", "an astronaut under the earth", "人工智能神经网络", "数据增长图表", "细胞与DNA", "an abstract idea",
    "沙漠中的骆驼队，夕阳", "茶园梯田，春天", "金色的麦田，秋天，风车", "lavender garden", "古寺与宝塔，晨雾", "长城", "公路旅行，雪山，汽车",
    "village in the valley, evening", "hot air balloons over mountains at dawn", "星空下的帐篷和篝火", "高铁穿过田野", "一只猫坐在窗边",
    "stormy sea with a whale", "一碗热气腾腾的拉面", "面包和水果", "aurora over a lake", "海边椰树", "云海", "瀑布和鹿", "荷花池塘",
    "horses, cows and a dog in a meadow", "plane above the clouds", "microphone and camera", "clock, globe, candle and phone", "彩虹 风筝 人们",
]  # fmt: skip


def light(prompt: str, style: str = "", seed: int = 1) -> float:
    return float(PAINTER.paint(prompt, SIZE, seed, style=style).pixels.mean())


def test_it_is_an_engine_that_says_what_it_is() -> None:
    assert isinstance(PAINTER, Engine)
    assert PAINTER.name == "painter"
    assert "procedural" in PAINTER.note
    assert "not a diffusion" in PAINTER.note


@pytest.mark.parametrize("prompt", EVERY_PLACE)
def test_every_kind_of_prompt_gives_a_picture_with_something_in_it(prompt: str) -> None:
    pixels = PAINTER.paint(prompt, SIZE, 3).pixels
    assert pixels.shape == (320, 180, 3)
    assert pixels.std() > 12, "nearly a flat colour"
    assert len(np.unique(pixels.reshape(-1, 3) // 16, axis=0)) > 40, "too few colours for a painting"


@pytest.mark.parametrize("style", STYLES)
def test_styles_differ_and_repeat_exactly(style: str) -> None:
    first = PAINTER.paint("湖边的树，黄昏", SIZE, 5, style=style)
    assert first.digest() == PAINTER.paint("湖边的树，黄昏", SIZE, 5, style=style).digest()
    for other in STYLES:
        if other != style:
            assert np.abs(first.pixels.astype(int) - PAINTER.paint("湖边的树，黄昏", SIZE, 5, style=other).pixels).mean() > 2


def test_the_default_style_is_fixed_and_every_style_has_two_titles() -> None:
    assert PAINTER.paint("海", SIZE, 1).digest() == PAINTER.paint("海", SIZE, 1, style=DEFAULT_STYLE).digest()
    assert set(STYLE_TITLES) == set(STYLES)
    assert all(any(ord(c) > 127 for c in zh) for _, zh in STYLE_TITLES.values())


def test_the_seed_and_the_words_change_the_picture() -> None:
    base = PAINTER.paint("mountains", SIZE, 1).pixels.astype(int)
    assert np.abs(base - PAINTER.paint("mountains", SIZE, 2).pixels).mean() > 4
    assert np.abs(base - PAINTER.paint("desert", SIZE, 1).pixels).mean() > 4
    assert PAINTER.paint("mountains", SIZE, 2**63 - 1).size == SIZE
    assert PAINTER.paint("mountains", SIZE, -1).size == SIZE


@pytest.mark.parametrize("size", [(16, 16), (64, 64), (17, 401), (640, 90), (333, 257)])
@pytest.mark.parametrize("prompt", ["上海的夜景", "一杯咖啡", "雪山湖泊", "forest", "江南小桥"])
def test_any_size_comes_out_exactly(prompt: str, size: tuple[int, int]) -> None:
    for style in ("gouache", "paper"):
        assert PAINTER.paint(prompt, size, 1, style=style).size == size


def test_a_large_picture_is_the_size_asked_for() -> None:
    assert PAINTER.paint("海", (3840, 2560), 1, style="flat").size == (3840, 2560)


def test_night_is_darker_than_day_and_in_either_language() -> None:
    for day, night in (("城市，白天", "城市，夜晚"), ("a lake at noon", "a lake at night")):
        for style in ("cinematic", "flat", "ink"):
            assert light(night, style) < light(day, style) - 15


def test_dusk_is_warmer_than_day() -> None:
    def warmth(prompt: str) -> float:
        mean = PAINTER.paint(prompt, SIZE, 1).pixels.reshape(-1, 3).mean(axis=0)
        return float(mean[0] - mean[2])

    assert warmth("大海，日落") > warmth("大海，中午") + 20
    assert warmth("mountains at sunset") > warmth("mountains at noon") + 20


def test_ink_is_nearly_without_colour() -> None:
    pixels = PAINTER.paint("黄山，松树", SIZE, 1, style="ink").pixels.astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).mean() < 25


def test_a_colour_word_turns_the_picture() -> None:
    red, blue = (PAINTER.paint(p, SIZE, 1).pixels.reshape(-1, 3).mean(axis=0) for p in ("抽象背景，红色", "抽象背景，蓝色"))
    assert red[0] - red[2] > blue[0] - blue[2] + 30


def test_the_lower_middle_stays_calm_for_subtitles() -> None:
    for prompt in ("雪山下的湖边小屋，黄昏", "一杯咖啡，书桌", "人工智能", "田野"):
        grey = PAINTER.paint(prompt, (270, 480), 2).pixels.mean(axis=2)
        detail = np.abs(np.diff(grey, axis=1))
        lower, whole = detail[350:450, 54:216].mean(), detail.mean()
        assert lower < whole * 1.8


def test_words_that_mean_nothing_here_still_give_a_picture_of_their_own() -> None:
    a, b = PAINTER.paint("qwertyuiop", SIZE, 1).pixels, PAINTER.paint("zxcvbnm", SIZE, 1).pixels
    assert a.std() > 12
    assert np.abs(a.astype(int) - b).mean() > 3


def test_progress_rises_to_one_and_may_cancel() -> None:
    heard: list[float] = []
    PAINTER.paint("海", SIZE, 1, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[0] == 0.0
    assert heard[-1] == 1.0
    assert len(heard) >= 4

    def stop(done: float) -> None:
        if done > 0.1:
            raise Cancelled()

    with pytest.raises(Cancelled):
        PAINTER.paint("海", SIZE, 1, progress=stop)


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t", "\u3000"])
def test_an_empty_prompt_is_refused(prompt: str) -> None:
    with pytest.raises(BadInput, match="empty") as caught:
        PAINTER.paint(prompt, SIZE, 1)
    assert "提示词" in caught.value.zh


@pytest.mark.parametrize("size", [(15, 100), (100, 15), (8193, 100), (100, 8193), (0, 0), (-5, 20)])
def test_sizes_out_of_range_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="16 to 8192"):
        PAINTER.paint("海", size, 1)


def test_an_unknown_style_is_refused_with_the_list() -> None:
    with pytest.raises(BadInput) as caught:
        PAINTER.paint("海", SIZE, 1, style="oil")
    assert all(s in caught.value.en and s in caught.value.zh for s in STYLES)
