"""What went wrong, as one sentence in the page's language."""

from __future__ import annotations

import functools
import html
import sys
import traceback
from collections.abc import Callable
from typing import Any

from pipelines.errors import StudioError

from .texts import t

Served = Callable[[dict[str, Any]], dict[str, Any]]


def message(error: Exception, lang: str) -> str:
    """The sentence for a person. What is no StudioError is a fault of the program: its traceback goes to the terminal."""
    if isinstance(error, StudioError):
        return error.message(lang)
    traceback.print_exception(error, file=sys.stderr)
    return t("notice.fault", lang)


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
