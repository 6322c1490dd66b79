"""What went wrong, as one sentence in the page's language."""

from __future__ import annotations

import functools
import html
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

from pipelines.errors import StudioError

from .browser_files import uploads
from .texts import t

Served = Callable[[dict[str, Any]], dict[str, Any]]


def message(error: Exception, lang: str) -> str:
    """The sentence for a person. What is no StudioError is a fault of the program: its traceback goes to the terminal."""
    if isinstance(error, StudioError):
        return _on_the_page(error.message(lang))
    traceback.print_exception(error, file=sys.stderr)
    return t("notice.fault", lang)


_FACES = (
    (r"(The video shows .*?) Choose one with --face .*", r"\1 Give a video of one person."),
    (r"(视频在 .*?。)请用 --face .*", r"\1请提供单人视频。"),
    (r"Choose one with --face .*", "Click the one that is to speak, under “Choose and direct…”, “Photo”."),
    (r"请用 --face .*", "请在“挑选与指导…”的“照片”中点选要说话的那一张。"),
)
"""What a message says of the command's option, as the page has it."""


def _on_the_page(text: str) -> str:
    text = re.sub(rf"{re.escape(str(uploads()))}/(?:[^/\s]+/)?", "", text)  # a file is told by the name that it was given
    for said, meant in _FACES:
        text = re.sub(said, meant, text)
    return text


def inline(text: str) -> str:
    """A notice to stand beside the button that was pressed; nothing for an empty text."""
    return f'<p class="notice" role="alert">{html.escape(text)}</p>' if text else ""


def answered(function: Served) -> Served:
    """A function that the page's scripts call: its errors come back as {"error": sentence}."""

    @functools.wraps(function)
    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        try:
            return function(asked)
        except Exception as error:  # the border of the page: nothing may pass as a traceback
            return {"error": message(error, str(asked.get("lang", "en")))}

    return answer
