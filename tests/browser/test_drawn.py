"""A drawn presenter chosen on the page, with a mood, and the film that it presents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .app import FLAGS, chromium, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with serving(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        shown = browser.new_context(locale="zh-CN").new_page()
        shown.set_default_timeout(30_000)
        shown.goto(address)
        shown.wait_for_selector("#make:has-text('生成影片')")
        yield shown
        browser.close()


def pick(page: Any, field: str, option: str) -> None:
    page.click(f"#{field} input")
    page.locator("ul[role=listbox] li", has_text=option).first.click()


def test_a_drawn_presenter_stands_where_a_portrait_would(page: Any, home: Path) -> None:
    page.fill("#brief textarea", "茶叶长在山上。")
    pick(page, "drawn", "小梅")
    page.wait_for_selector("#tile-portrait img")
    assert page.evaluate("async () => (await fetch(document.querySelector('#tile-portrait img').src)).ok")
    page.click("#tile-portrait .tools button")
    page.wait_for_selector("#tile-portrait img", state="detached")
    page.wait_for_function("document.querySelector('#drawn input').value.includes('绘制')")
    pick(page, "drawn", "小梅")
    page.wait_for_selector("#tile-portrait img")
    pick(page, "emotion", "愉快")
    page.get_by_text("快速预览").click()
    page.click("#make")
    page.wait_for_selector("video", timeout=240_000)
    project = next(home.glob("**/film.studio/project.json"))
    choices = json.loads(project.read_text(encoding="utf-8"))["choices"]
    assert choices["avatars"][""].endswith(".toml")
    assert choices["direction"]["emotion"] == "happy"
    page.reload()
    page.wait_for_selector("#tile-portrait img")
    page.wait_for_function("document.querySelector('#emotion input').value === '愉快'")
