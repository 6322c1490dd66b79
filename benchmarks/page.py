"""The timeline editor in a browser: frames a second over a line of 10,000 phonemes, and how soon an edit is heard.

python -m benchmarks.page [--smoke]      (needs Chromium, as the browser tests do)
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.script import Line, Scene, Script
from studio.project import Choices, Project
from studio.store import Store
from tests.browser.app import FLAGS, chromium, serving

from . import report

FILM = "20260101-120000-abcd"
_SENTENCES = (
    "清晨的茶山起了雾，采茶的人走进茶园。", "银行行长重新发行了股票，大家都觉得很好。", "小船在早上出海，傍晚回来，灯塔一直亮着。",
    "图书馆里有三百多本旧书，都是他一个人抄的。", "春天的雨下了一整夜，门前的小路又湿又滑。",
)  # fmt: skip
_SHORT = {"zh": "银行行长来了，请坐。今天的茶很好喝。", "en": "We grow good tea, and every morning the baker opens early."}
_FRAMES = """seconds => new Promise(done => { const at = [], draws = [], began = performance.now();
  requestAnimationFrame(function next(now) { at.push(now); draws.push(shengyingTimeline.state.drawing_ms);
    if (performance.now() - began < 1000 * seconds) requestAnimationFrame(next); else done({ at, draws }); }); })"""


def long_text(characters: int) -> str:
    return "".join(_SENTENCES[n % len(_SENTENCES)] for n in range(characters // 19 + 1))[:characters]


def project(characters: int) -> Project:
    lines = (
        Line(id="long", text=long_text(characters)),
        Line(id="zh", text=_SHORT["zh"]),
        Line(id="en", text=_SHORT["en"], language="en"),
    )
    scene = Scene(id="s1", title="茶", prompt="tea", layout="picture", lines=lines)
    return Project(script=Script(title="茶", language="zh", scenes=(scene,)), choices=Choices(size=(256, 320)))


def opened(page: Any, line: str) -> float:
    """Seconds until the line stands in the editor."""
    began = time.monotonic()
    page.evaluate("([film, line]) => { shengyingTimeline.open(film, line); }", [FILM, line])
    page.wait_for_function("shengyingTimeline.state.view && shengyingTimeline.state.scale", timeout=900_000)
    return time.monotonic() - began


def frames(page: Any, seconds: float, act: Callable[[], None]) -> dict[str, float]:
    """Frames a second while `act` is done again and again for so long."""
    page.evaluate(f"void (window.measured = ({_FRAMES})({seconds}))")
    until = time.monotonic() + seconds - 0.2
    while time.monotonic() < until:
        act()
    found = page.evaluate("window.measured")
    gaps = np.diff(found["at"])
    rates = 1000 / gaps
    return {"fps_mean": round(1000 / float(gaps.mean()), 1), "fps_p5": round(float(np.percentile(rates, 5)), 1),
            "draw_ms_median": round(float(np.median(found["draws"])), 2), "draw_ms_p95": round(float(np.percentile(found["draws"], 95)), 2)}  # fmt: skip


def scrolling(page: Any, smoke: bool) -> dict[str, Any]:
    """Scrolled from end to end and zoomed in and out by the wheel, with the waveform and with the spectrogram."""
    page.evaluate("document.querySelector('.speech-editor canvas').focus()")
    box = page.locator(".speech-editor canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    seconds = 2 if smoke else 8
    found: dict[str, Any] = {}
    for name, spectrum in (("wave", False), ("spectrum", True)):
        if page.evaluate("shengyingTimeline.state.spectrum") != spectrum:
            page.click("[data-do=spectrum]")
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
        for zoom, seen in ((1.0, "whole"), (30.0, "30 s"), (3.0, "3 s")):
            _zoom_to(page, None if seen == "whole" else zoom)
            found[f"{name}, scrolled, {seen} in sight"] = frames(page, seconds, _back_and_forth(page))
        _zoom_to(page, None)
        found[f"{name}, zoomed"] = frames(page, seconds, _in_and_out(page))
    return found


def _zoom_to(page: Any, seconds: float | None) -> None:
    page.keyboard.press("0")
    for _ in range(40):
        shown = page.evaluate("(({ per, width }) => per * width / 24000)(shengyingTimeline.state.scale)")
        if seconds is None or shown <= seconds:
            return
        page.keyboard.press("+")


def _back_and_forth(page: Any) -> Callable[[], None]:
    state = {"way": 1}

    def act() -> None:
        page.mouse.wheel(0, 300 * state["way"])
        scale = page.evaluate("[shengyingTimeline.state.scale, shengyingTimeline.state.view.samples]")
        if scale[0]["start"] + scale[0]["per"] * scale[0]["width"] >= scale[1] - 1:
            state["way"] = -1
        elif scale[0]["start"] <= 0:
            state["way"] = 1

    return act


def _in_and_out(page: Any) -> Callable[[], None]:
    state = {"n": 0}

    def act() -> None:
        state["n"] += 1
        page.keyboard.down("Control")
        page.mouse.wheel(0, -60 if state["n"] // 40 % 2 == 0 else 60)
        page.keyboard.up("Control")

    return act


def latencies(page: Any, line: str, count: int) -> list[float]:
    """Milliseconds from letting go of the mouse or key to the sound, for edits of several kinds in turn."""
    chance = random.Random(7)
    opened(page, line)
    page.wait_for_timeout(1500)
    if page.evaluate("shengyingTimeline.state.view.samples > 30 * 24000"):
        page.evaluate("document.querySelector('.speech-editor canvas').focus()")
        _zoom_to(page, 3.0)
    found = []
    for number in range(count):
        word = chance.randrange(page.evaluate("shengyingTimeline.state.view.words.length"))
        page.evaluate("delete document.querySelector('.speech-editor').dataset.latency")
        (_drag_boundary, _drag_pitch, _stress, _pause)[number % 4](page, word)
        page.wait_for_function("document.querySelector('.speech-editor').dataset.latency", timeout=120_000)
        found.append(float(page.get_attribute(".speech-editor", "data-latency")))
        page.wait_for_timeout(60)
    return found


def _point(page: Any, sample: float, y: float) -> tuple[float, float]:
    box = page.locator(".speech-editor canvas").bounding_box()
    scale = page.evaluate("shengyingTimeline.state.scale")
    return box["x"] + (sample - scale["start"]) / scale["per"], box["y"] + y


def _chosen(page: Any, word: int) -> Any:
    page.evaluate("place => shengyingTimeline.choose(place)", word)
    return page.evaluate("place => shengyingTimeline.state.view.words[place]", word)


def _drag(page: Any, start: tuple[float, float], by: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=4)
    page.mouse.up()


def _drag_boundary(page: Any, word: int) -> None:
    own = _chosen(page, word)
    _drag(page, _point(page, own["phonemes"][-1]["end"], 168), (13 if word % 2 else -9, 0))


def _drag_pitch(page: Any, word: int) -> None:
    own = _chosen(page, word)
    sound = max(own["phonemes"], key=lambda one: one["end"] - one["start"])
    _drag(page, _point(page, (sound["start"] + sound["end"]) / 2, 248), (0, -12 if word % 2 else 14))


def _stress(page: Any, word: int) -> None:
    _chosen(page, word)
    page.locator(".speech-editor canvas").press("s")


def _pause(page: Any, word: int) -> None:
    own = _chosen(page, word)
    page.locator(".speech-editor canvas").press("p")
    ms = round((own["pause"]["end"] - own["pause"]["start"]) / 24) + 40 + word
    page.fill(".word-card [name=pause_ms]", str(ms))
    page.press(".word-card [name=pause_ms]", "Enter")
    page.press(".word-card", "Escape")


def _spread(values: list[float]) -> dict[str, Any]:
    return {
        "edits": len(values),
        "median_ms": round(float(np.median(values))),
        "p95_ms": round(float(np.percentile(values, 95))),
    }


def measured(page: Any, smoke: bool) -> dict[str, Any]:
    count = 8 if smoke else 48
    short = [ms for line in ("zh", "en") for ms in latencies(page, line, count // 2)]
    cold = opened(page, "long")
    about = page.evaluate(
        "({ seconds: shengyingTimeline.state.view.samples / 24000,"
        " phonemes: shengyingTimeline.state.view.words.reduce((n, word) => n + word.phonemes.length, 0) })"
    )
    page.evaluate("shengyingTimeline.close()")
    again = opened(page, "long")
    frames_found = scrolling(page, smoke)
    return {
        "line": {"phonemes": about["phonemes"], "seconds": round(about["seconds"], 1), "opened_s": round(cold, 1), "opened_again_s": round(again, 1)},
        "frames": frames_found,
        "edit_to_sound": _spread(short),
        "edit_to_sound_of_the_long_line": _spread(latencies(page, "long", 4 if smoke else 8)),
    }  # fmt: skip


def main() -> None:
    from playwright.sync_api import sync_playwright

    smoke = "--smoke" in sys.argv
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        store = Store(Path(folder) / "films" / FILM / "film.studio")
        store.prepare()
        store.save(project(400 if smoke else 4800))
        with serving(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
            )
            page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
            page.goto(address)
            page.wait_for_selector("#make:has-text('Make the film')")
            page.click(".films li button")
            page.wait_for_selector(".speech-button[data-line=long]")
            found = measured(page, smoke)
            browser.close()
    line, edits = found["line"], found["edit_to_sound"]
    rows: list[tuple[str, ...]] = [("what", "found", "goal")]
    rows.append(
        (
            f"a line of {line['phonemes']} phonemes, {line['seconds']} s, opened",
            f"{line['opened_s']} s; again {line['opened_again_s']} s",
            "",
        )
    )
    rows += [
        (name, f"{f['fps_mean']} fps, p5 {f['fps_p5']}; a draw {f['draw_ms_median']} ms, p95 {f['draw_ms_p95']}", "50 fps")
        for name, f in found["frames"].items()
    ]
    rows.append((f"edit to sound, {edits['edits']} edits", f"{edits['median_ms']} ms, p95 {edits['p95_ms']}", "p95 300 ms"))
    slow = found["edit_to_sound_of_the_long_line"]
    rows.append(("edit to sound in that long line", f"{slow['median_ms']} ms, p95 {slow['p95_ms']}", ""))
    print(report.table(rows))
    if not smoke:
        print(report.save("page", found))


if __name__ == "__main__":
    main()
