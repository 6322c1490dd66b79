"""The timeline editor of one line, as a person has it before them, and its sound measured."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pyworld
import soundfile

from pipelines.overrides import NO_OVERRIDE, WordOverride
from pipelines.timeline import Utterance
from studio.store import Store


class Editor:
    """The editor of one line, as a person has it before them."""

    def __init__(self, page: Any, store: Store, line: str) -> None:
        self.page, self.store, self.line = page, store, line
        page.evaluate("document.querySelector('.speech-editor canvas')?.setAttribute('data-before', '')")
        page.click(f".speech-button[data-line={line}]")
        page.wait_for_selector(".speech-editor canvas:not([data-before])")
        page.wait_for_function("shengyingTimeline.state.view")
        page.wait_for_timeout(150)
        self.answer: dict[str, Any] = {}

    @property
    def view(self) -> dict[str, Any]:
        return self.page.evaluate("shengyingTimeline.state.view")  # type: ignore[no-any-return]

    def kept(self) -> Utterance | None:
        return self.store.load().utterance(self.line)

    def after(self, name: str, act: Any) -> dict[str, Any]:
        """The program's answer to what `act` does, once the page has it."""
        with self.page.expect_response(
            lambda got: name in (got.request.post_data or "") and "component_server" in got.url
        ) as waiting:
            act()
        found = waiting.value.json()
        self.page.wait_for_function("!document.querySelector('.speech-editor').dataset.busy")
        self.answer = found["data"] if isinstance(found, dict) and "data" in found else found
        return self.answer

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def point(self, sample: float, lane: str) -> tuple[float, float]:
        box = self.page.locator(".speech-editor canvas").bounding_box()
        scale = self.page.evaluate("shengyingTimeline.state.scale")
        top = {"wave": 60, "words": 127, "sounds": 168, "pitch": 248}[lane]
        return box["x"] + (sample - scale["start"]) / scale["per"], box["y"] + top

    def drag(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2, steps=3)
        mouse.move(start[0] + by[0], start[1] + by[1], steps=3)
        mouse.up()

    def choose(self, word: int) -> None:
        self.page.mouse.click(*self.point((self.view["words"][word]["start"] + self.view["words"][word]["end"]) / 2, "words"))

    def override(self, word: int) -> WordOverride:
        """What the project keeps for the word in that place."""
        kept = self.kept()
        return kept.override(kept.words[word].id) if kept else NO_OVERRIDE

    def sound(self, word: int, phoneme: int | None = None) -> np.ndarray:
        """The word's, or the phoneme's, samples in the sound that the page holds now."""
        own = self.view["words"][word]
        own = own if phoneme is None else own["phonemes"][phoneme]
        code = f"Array.from(shengyingTimeline.state.sound.samples.subarray({own['start']}, {own['end']}))"
        return np.asarray(self.page.evaluate(code), np.float64)

    def back(self) -> None:
        """Everything as predicted again."""
        if self.kept() is not None:
            self.choose(0)
            self.page.keyboard.down("Shift")
            self.choose(len(self.view["words"]) - 1)
            self.page.keyboard.up("Shift")
            self.after("change", lambda: self.page.keyboard.press("Delete"))
        assert self.kept() is None


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """What the answer says of the line: the view, or what of it has changed."""
    found: dict[str, Any] = answer.get("view") or answer["patch"]
    return found


def heard(answer: dict[str, Any]) -> np.ndarray:
    """The sound that came back with an edit, as long as it says it is."""
    part = answer["part"]
    samples, rate = soundfile.read(io.BytesIO(base64.b64decode(part["sound"]["wav"])))
    assert rate == 24000
    assert part["begin"] + len(samples) + part["tail"] == told(answer)["samples"]
    return np.asarray(samples, np.float64)


def hz(sound: np.ndarray) -> float:
    """The median pitch."""
    f0, _ = pyworld.harvest(np.ascontiguousarray(sound), 24000, f0_floor=60, f0_ceil=700)
    assert (f0 > 0).any()
    return float(np.median(f0[f0 > 0]))
