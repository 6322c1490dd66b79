"""Where the installation wants it, the speaker reads a sentence into the microphone before a voice is cloned on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.media import Audio, write_audio
from pipelines.speech import consents, spoken_consent, voices
from studio import auditions

from .app import chromium, serving
from .voices import Panel, browser_with, page_of

pytestmark = pytest.mark.browser

WORDS = "The morning was clear and cold, and the whole valley lay quiet. We walked down to the river and sat there."


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A person's own folders, a sample, and the sentence for the microphone."""
    chromium()
    made = tmp_path_factory.mktemp("spoken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_VOICES", str(made / "own"))
        patch.setenv("XDG_CACHE_HOME", str(made / "cache"))
        patch.setenv(consents.REQUIRED, "1")
        for name, text in (("me", WORDS), ("mic", spoken_consent.sentence("Anna", "en"))):
            sound = auditions.spoken(voices.load("grace"), text).resampled(48_000)
            still = np.zeros(48_000 * 4, np.float32)
            write_audio(made / f"{name}.wav", Audio(np.concatenate([sound.samples, still]), 48_000))
        yield made


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[Any]:
    with (
        browser_with(place / "mic.wav") as browser,
        serving(place) as address,
        page_of(browser, address, locale="zh-CN") as opened,
    ):
        yield opened


def test_the_sentence_is_shown_read_and_kept(page: Any, place: Path) -> None:
    panel = Panel(page)
    panel.turn("clone")
    panel.answer("judge_sample", lambda: page.set_input_files("[name=sample]", str(place / "me.wav")))
    page.fill("[name=consent]", "我是安娜，我同意使用我的声音。")
    panel.answer("consent_sentence", lambda: page.select_option("[name=sample_language]", "en-US"))
    shown = panel.answer("consent_sentence", lambda: page.fill("[name=clone_title]", "Anna"))["sentence"]
    page.wait_for_selector(f'.spoken .sentence:has-text("{shown}")')
    assert shown == spoken_consent.sentence("Anna", "en")
    assert page.is_disabled(".make")
    assert page.inner_text(".why") == "请先录制口头同意。"
    page.click(".record-spoken")
    page.wait_for_function("parseFloat(document.querySelector('.spoken .meter i')?.style.width) > 20")
    page.wait_for_timeout(9000)
    page.click(".stop-recording")
    page.wait_for_selector(".spoken audio")
    page.wait_for_selector(".make:enabled")
    made = panel.answer("clone_voice", lambda: page.click(".make"))
    assert made["name"] == "Anna"
    consent = voices.load(place / "own" / "Anna").consent
    assert consent is not None
    assert consent.sentence == shown
    assert (place / "own" / "Anna" / "consent.wav").is_file()
    # another name wants another sentence
    assert "Robert" in panel.answer("consent_sentence", lambda: page.fill("[name=clone_title]", "Robert"))["sentence"]
    page.wait_for_selector(".record-spoken")
    assert page.is_disabled(".make")
