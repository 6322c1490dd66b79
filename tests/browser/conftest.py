"""A film of three lines, served by app.py, for the tests of the timeline editor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipelines.script import Line, Scene, Script
from studio.project import Choices, Project
from studio.store import Store

from .app import FLAGS, chromium, serving

FILM = "20260101-120000-abcd"
LINES = {"l1": "银行行长来了，请坐。", "l2": "We grow good tea.", "l3": "今天很好。"}


def script() -> Script:
    lines = tuple(Line(id=name, text=text, language="en" if name == "l2" else "") for name, text in LINES.items())
    return Script(title="茶", language="zh", scenes=(Scene(id="s1", title="茶", prompt="tea", layout="picture", lines=lines),))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("timeline") / "films" / FILM / "film.studio")
    made.prepare()
    made.save(Project(script=script(), choices=Choices(size=(256, 320))))
    return made


@pytest.fixture(scope="session")
def film_address(store: Store) -> Iterator[str]:
    with serving(store.folder.parents[2]) as found:
        yield found


@contextmanager
def film_page(address: str, title: str = "茶", **options: Any) -> Iterator[Any]:
    """The film on a page of its own; no script of it may fail, none may ask another host."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        )
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(60_000)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on(
            "request",
            lambda asked: faults.append(asked.url) if re.match(r"(?!https?://127\.0\.0\.1)(http|ws)", asked.url) else None,
        )
        page.goto(address)
        page.wait_for_selector("#make:has-text('生成影片')")
        page.click(f".films li button:has-text('{title}')")
        page.wait_for_selector(".speech-button[data-line=l3]")
        yield page
        browser.close()
    assert faults == []


@pytest.fixture(scope="module")
def tab(film_address: str) -> Iterator[Any]:
    """One page for all tests of a file, in a Chinese browser."""
    with film_page(film_address, locale="zh-CN", viewport={"width": 1280, "height": 900}) as page:
        yield page
