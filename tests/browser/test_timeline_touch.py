"""The timeline editor under fingers, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from studio.store import Store

from .conftest import film_page
from .editor import Editor, hz
from .test_page import picture

pytestmark = pytest.mark.browser

LAI, LE, QING, ZUO = 1, 2, 3, 4


@pytest.fixture(scope="module")
def phone(film_address: str) -> Iterator[Any]:
    options = {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with film_page(film_address, **options) as page:
        yield page


@pytest.fixture
def editor(phone: Any, store: Store) -> Iterator[Editor]:
    opened = Editor(phone, store, "l1")
    yield opened
    if phone.locator(".word-card").count():
        phone.locator(".word-card .icon").tap()
    opened.back()


class Fingers:
    """One or two fingers on the screen."""

    def __init__(self, page: Any) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def put(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        self.put("touchStart", start)
        for step in range(1, 7):
            self.put("touchMove", (start[0] + by[0] * step / 6, start[1] + by[1] * step / 6))
        self.put("touchEnd")


def test_a_boundary_and_the_pitch_are_dragged_with_a_finger(editor: Editor) -> None:
    fingers = Fingers(editor.page)
    sound = editor.view["words"][LAI]["phonemes"][1]
    editor.page.wait_for_timeout(200)
    editor.after("change", lambda: fingers.drag(editor.point(sound["end"], "sounds"), (30, 0)))
    own = editor.override(LAI).phonemes[1].samples
    assert own is not None
    assert own > sound["end"] - sound["start"] + 1000
    assert len(editor.sound(LAI, 1)) == own
    before = hz(editor.sound(QING, 1))
    vowel = editor.view["words"][QING]["phonemes"][1]
    editor.after("change", lambda: fingers.drag(editor.point((vowel["start"] + vowel["end"]) / 2, "pitch"), (0, -30)))
    assert editor.override(QING).phonemes[1].semitones > 4
    assert hz(editor.sound(QING, 1)) > 1.2 * before


def test_two_fingers_zoom_and_one_scrolls(editor: Editor) -> None:
    page, fingers = editor.page, Fingers(editor.page)
    box = page.locator(".speech-editor canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 60
    fingers.put("touchStart", (x - 20, y), (x + 20, y))
    for apart in range(30, 130, 20):
        fingers.put("touchMove", (x - apart, y), (x + apart, y))
    fingers.put("touchEnd")
    page.wait_for_timeout(100)
    scale = page.evaluate("shengyingTimeline.state.scale")
    whole = editor.view["samples"] / scale["width"]
    assert scale["per"] == pytest.approx(whole * 20 / 110, rel=0.2)
    assert editor.kept() is None, "no edit was made by it"
    fingers.drag((x, y), (-60, 0))
    there = scale["start"] + 60 * scale["per"]
    page.wait_for_function(f"Math.abs(shengyingTimeline.state.scale.start - {there}) < {0.05 * there}")
    page.locator("[data-do=zoom_all]").tap()


def test_a_tap_chooses_and_a_finger_that_rests_opens_the_card(editor: Editor) -> None:
    page, fingers = editor.page, Fingers(editor.page)
    word = editor.view["words"][LE]
    spot = editor.point((word["start"] + word["end"]) / 2, "words")
    fingers.put("touchStart", spot)
    fingers.put("touchEnd")
    page.wait_for_selector(".polyphone .chip")
    assert page.evaluate("shengyingTimeline.state.selection.to") == LE
    page.wait_for_timeout(400)
    picture(page, "timeline.phone.readings.png")
    fingers.put("touchStart", spot)
    page.wait_for_selector(".word-card")
    fingers.put("touchEnd")
    assert page.inner_text(".word-card h4").startswith("了")
    for number in range(4):
        page.locator(f".word-card [data-page='{number}']").tap()
        picture(page, f"timeline.phone.card{number}.png")
        box = page.locator(".word-card").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.locator(".word-card [data-page='1']").tap()
    editor.after("change", lambda: page.locator(".word-card [role=radio]:has-text('重读')").first.tap())
    assert editor.override(LE).stress == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
