"""A page with a film of two speakers, its voices' panel open, and a microphone that hears a file."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyworld
import soundfile

from pipelines.script import Line, Scene, Script
from studio.project import Choices, Project
from studio.store import Store

from .app import FLAGS, chromium

FILM = "20260101-120000-abcd"


def film(place: Path) -> Store:
    """A film of a narrator and Ann."""
    made = Store(place / "films" / FILM / "film.studio")
    made.prepare()
    lines = (Line(id="l1", text="今天很好。"), Line(id="l2", text="请坐。", speaker="Ann"))
    script = Script(
        title="茶", language="zh", scenes=(Scene(id="s1", title="茶", prompt="tea", layout="picture", lines=lines),)
    )
    made.save(Project(script=script, choices=Choices(size=(256, 320), voices={"": "xiaolan", "Ann": "grace"})))
    return made


@contextmanager
def browser_with(microphone: Path) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        hears = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                 f"--use-file-for-fake-audio-capture={microphone}", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *hears])
        yield opened
        opened.close()


@contextmanager
def page_of(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """The page in a browser; no script of it may fail, none may ask another host."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options})
    context.set_default_timeout(30_000)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda asked: faults.append(asked.url) if re.match(r"(?!https?://127\.0\.0\.1)(http|ws)", asked.url) else None,
    )
    page.goto(address)
    page.wait_for_selector(
        "#make:has-text('生成影片')" if options.get("locale") == "zh-CN" else "#make:has-text('Make the film')"
    )
    yield page
    context.close()
    assert faults == []


class Panel:
    """The voices' panel, open."""

    def __init__(self, page: Any) -> None:
        self.page = page
        if not page.is_visible(".voices-panel"):
            page.click("#open-voices")
        page.wait_for_selector(".found [data-voice]")

    def turn(self, tab: str) -> None:
        self.page.click(f".voices-panel [data-tab={tab}]")

    def answer(self, name: str, act: Any) -> dict[str, Any]:
        """The program's answer to what `act` does."""
        with self.page.expect_response(
            lambda got: "component_server" in got.url and f'"{name}"' in (got.request.post_data or ""), timeout=60_000
        ) as waiting:
            act()
        found = waiting.value.json()
        told: dict[str, Any] = found["data"] if isinstance(found, dict) and "data" in found else found
        assert "error" not in told, told
        return told

    def names(self) -> list[str]:
        return self.page.eval_on_selector_all(".found [data-voice]", "rows => rows.map((row) => row.dataset.voice)")  # type: ignore[no-any-return]

    def found(self, act: Any) -> list[str]:
        """The names in the list after `act`, once it shows what was asked for last: an earlier search may answer late."""
        asked: list[Any] = []

        def note(request: Any) -> None:
            if "component_server" in request.url and '"find"' in (request.post_data or ""):
                asked.append(request)

        self.page.on("request", note)
        found: list[str] = []
        try:
            act()
            for _ in range(300):
                self.page.wait_for_timeout(200)  # longer than the pause after which words that are typed are searched for
                if asked and (answer := asked[-1].response()):
                    told = answer.json()
                    found = [row["name"] for row in (told.get("data") or told)["rows"]]
                    if self.names() == found:
                        return found
        finally:
            self.page.remove_listener("request", note)
        raise AssertionError(f"the list shows {self.names()}, and {found} was found")

    def slide(self, name: str, value: float) -> dict[str, Any]:
        code = "(input, value) => { input.value = value; input.dispatchEvent(new Event('input', {bubbles: true})); input.dispatchEvent(new Event('change', {bubbles: true})); }"
        return self.answer("design_voice", lambda: self.page.eval_on_selector(f".sliders [name={name}]", code, value))


def heard(sound: dict[str, str]) -> np.ndarray:
    """The samples of a sound that came back, at 24 kHz."""
    samples, rate = soundfile.read(io.BytesIO(base64.b64decode(sound["wav"])))
    assert rate == 24000
    return np.asarray(samples, np.float64)


def hz(sound: np.ndarray) -> float:
    """The median pitch."""
    f0, _ = pyworld.dio(np.ascontiguousarray(sound), 24000, f0_floor=60, f0_ceil=600)
    assert (f0 > 0).any()
    return float(np.median(f0[f0 > 0]))
