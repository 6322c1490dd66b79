"""IPA from the bundled espeak-ng."""

from __future__ import annotations

import pytest

from pipelines.errors import BadInput
from pipelines.speech.transcribe import transcribe


@pytest.mark.parametrize(
    ("text", "language", "ipa"),
    [
        ("Hello world", "en-us", "həlˈoʊ wˈɜːld"),
        ("42", "en-us", "fˈɔːɹɾi tˈuː"),
        ("das ist Football", "de", "das ɪst fˈoːtbal"),
        ("bonjour", "fr-fr", "bɔ̃ʒˈuʁ"),
        ("", "en-us", ""),
    ],
)
def test_text_becomes_ipa(text: str, language: str, ipa: str) -> None:
    assert transcribe(text, language) == ipa


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(BadInput, match="no-such"):
        transcribe("hello", "no-such")
