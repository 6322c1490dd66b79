"""The preview of a film: it follows the edits of the speech, and is there before the film is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from studio.store import Store

from .conftest import film_page
from .editor import Editor
from .test_page import picture
from .test_timeline_film import finished  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def page(finished: Store, film_address: str) -> Iterator[Any]:  # noqa: F811
    with film_page(film_address, "山路", locale="zh-CN", viewport={"width": 1280, "height": 900}) as found:
        yield found


def length(page: Any) -> float:
    return float(page.get_attribute(".preview", "data-seconds"))


def test_the_preview_follows_an_edit_and_plays_the_new_sound(page: Any, finished: Store) -> None:  # noqa: F811
    page.wait_for_selector(".stage video")
    made = page.evaluate("document.querySelector('.stage video').duration")
    editor = Editor(page, finished, "l3")
    editor.choose(0)
    editor.after("change", lambda: editor.press("s"))
    page.wait_for_selector(".preview[data-seconds]")
    page.wait_for_function("Number(document.querySelector('.preview').dataset.seconds) > 0")
    first = length(page)
    sound = page.evaluate("document.querySelector('.stage video') === null")
    assert sound
    for _ in range(8):  # 80 ms longer: two frames of the film
        editor.after("change", lambda: editor.press("]"))
    page.wait_for_function(f"Number(document.querySelector('.preview').dataset.seconds) !== {first}", timeout=15_000)
    assert abs(length(page) - made) < 2
    page.evaluate("shengyingTimeline.close()")
    page.click(".preview .play")
    page.wait_for_function(
        "Number(document.querySelector('.preview').dataset.time) > 0.3 && document.querySelector('.preview .caption').textContent"
    )
    assert page.inner_text(".preview .caption") == "请喝茶"
    picture(page, "film.preview.png")
    page.wait_for_function("!document.querySelector('.preview .play.going')", timeout=15_000)
    assert float(page.get_attribute(".preview", "data-time")) == pytest.approx(length(page), abs=0.1)
    page.click(".as-made")
    page.wait_for_selector(".stage video")
    page.click(".as-made")
    page.wait_for_selector(".preview")


def test_a_script_is_previewed_before_its_film(film_address: str, store: Store) -> None:
    with film_page(film_address, locale="zh-CN", viewport={"width": 1280, "height": 900}) as page:
        page.wait_for_selector(".say:has-text('脚本')")
        page.click(".look")
        page.wait_for_function("Number(document.querySelector('.preview')?.dataset.seconds) > 3")
        page.evaluate(
            "document.querySelector('.preview input').value = 2; document.querySelector('.preview input').dispatchEvent(new Event('input'))"
        )
        assert float(page.get_attribute(".preview", "data-time")) == pytest.approx(2, abs=0.05)
        assert page.inner_text(".preview .caption")
