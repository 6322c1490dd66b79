"""The coqui speaker where coqui-tts is not installed."""

from __future__ import annotations

import importlib.util

import pytest

from pipelines.engines import load
from pipelines.errors import EngineMissing


@pytest.mark.skipif(importlib.util.find_spec("TTS") is not None, reason="the neural extra is installed here")
def test_without_the_extra_it_says_which_one_to_install() -> None:
    with pytest.raises(EngineMissing) as caught:
        load("speaker", "coqui")
    assert "pip install 'shengying[neural]'" in caught.value.en
    assert "pip install 'shengying[neural]'" in caught.value.zh
    assert caught.value.exit_code == 3
