"""Text to IPA, by espeak-ng's rules, in its worker process."""

from __future__ import annotations

from functools import lru_cache

from ..errors import BadInput
from . import espeak_process


@lru_cache(maxsize=20_000)
def transcribe(text: str, language: str) -> str:
    """`text` in IPA, words parted by spaces, stress marked; `language` is espeak-ng's name ("en-us", "cmn").

    BadInput for a language that espeak-ng does not have; EngineFailed if the worker dies.
    """
    answer, _ = espeak_process.ask(ipa=text, voice=language)
    if "error" in answer:
        raise BadInput(
            f"{answer['error']}. Give a language that espeak-ng knows, such as en-us, de or cmn.",
            f"espeak-ng 没有语言 {language!r}。请给出它支持的语言，例如 en-us、de、cmn。",
        )
    return str(answer["ipa"])
